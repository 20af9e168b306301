import { showTask } from '#core/plan/show.ts';
import type { UnitRef } from '#core/run/events.ts';
import { type Attempt, lastAttempt, plannedUnit, unitKey, unitOf } from '#core/run/state.ts';
import { formatMoment } from '#core/words/format-time.ts';
import { SafeLines } from '#ui/output/SafeLines.tsx';
import { useRun, useRunState } from '../live/run-context.ts';
import classes from './decision.module.css';

/** What is known of an attempt whose outcome nobody saw: what was sent, when, and until when it was watched. */
export function UnknownFacts({ unit }: { readonly unit: UnitRef }) {
  const state = useRunState();
  const seenUntil = useRun((store) => store.sight.seenUntil.get(unitKey(unit)));
  const found = unitOf(state, unit);
  const attempt = found && lastAttempt(found);
  if (!attempt) return null;
  return (
    <dl className={classes['facts']}>
      <dt>Begun</dt>
      <dd>{formatMoment(attempt.intendedAt)}</dd>
      <dt>Seen until</dt>
      <dd>{sayUntil(attempt, seenUntil)}</dd>
      <dt>Process</dt>
      <dd>{sayProcess(attempt)}</dd>
      <dt>Record</dt>
      <dd>
        {attempt.tracked
          ? 'The host keeps a record of it; looking again may find the outcome'
          : 'The host keeps none; looking again finds nothing'}
      </dd>
      <dt>Sent</dt>
      <dd>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard */}
        <pre tabIndex={0} className={classes['sent']}>
          <SafeLines text={attempt.command || showTask(plannedUnit(state.plan, unit).task)} />
        </pre>
      </dd>
    </dl>
  );
}

function sayUntil(attempt: Attempt, seenUntil: string | undefined): string {
  const at = seenUntil ?? attempt.finished?.at ?? null;
  return at === null ? 'not known' : `${formatMoment(at)}, with these last lines`;
}

function sayProcess({ pid, group }: Attempt): string {
  if (pid === null) return 'not known; its start was not seen';
  return group === null || group === pid ? `pid ${pid}` : `pid ${pid}, group ${group}`;
}
