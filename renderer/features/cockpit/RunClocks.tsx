import { scheduleOf } from '#core/run/schedule.ts';
import { formatTimer } from '#core/words/figures/format-duration.ts';
import { formatMoment, formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeBehind, describeUncounted } from '#core/words/run/describe-schedule.ts';
import { useClockState, useOfView, useRun, useRunParts } from '#run/live/run-context.ts';
import { useNow } from '#run/live/use-now.ts';
import { StateMark } from '#ui/state/StateMark.tsx';
import { Fact } from './BackoutClock.tsx';

/** How long the run goes, and when it is expected to end. */
export function RunClocks() {
  const { startedAt, createdAt, finishedAt, outcome } = useRunParts(
    'startedAt',
    'createdAt',
    'finishedAt',
    'outcome',
  );
  const carriedOut = useOfView((view) => view.carriedOut);
  const live = carriedOut && outcome === null;
  const now = useNow(live);
  const begun = startedAt ?? createdAt;
  const end = finishedAt === null ? now : Date.parse(finishedAt);
  return (
    <>
      <Fact name="Elapsed" title={`Started ${formatZonedTime(begun)}`}>
        {live || finishedAt !== null ? formatTimer(Math.max(0, end - Date.parse(begun))) : 'not known'}
      </Fact>
      {live && startedAt !== null ? <ExpectedEnd now={now} /> : null}
    </>
  );
}

/** Nothing where nobody knows how long anything that is left takes. */
function ExpectedEnd({ now }: { readonly now: number }) {
  const state = useClockState();
  const history = useRun((store) => store.stepHistory);
  const schedule = scheduleOf(state, { history, now: new Date(now) });
  const { expectedEnd, plannedEnd, isPastWindow } = schedule;
  if (expectedEnd === null) return null;
  const uncounted = describeUncounted(schedule);
  const behind = describeBehind(schedule);
  const title = [
    'By what the steps took in earlier runs of this plan, else by the estimates of the release',
    plannedEnd === null ? null : `Without a delay it would end at ${formatZonedTime(plannedEnd)}`,
    ...schedule.without.map((step) => `No estimate: ${step.title}`),
  ]
    .filter((line) => line !== null)
    .join('\n');
  const words = [formatMoment(expectedEnd, now), behind, uncounted]
    .filter((part) => part !== null)
    .join(' · ');
  return (
    <Fact name="Expected end" title={title}>
      {isPastWindow ? <StateMark state="late" word={`${words} · after the window`} /> : words}
    </Fact>
  );
}
