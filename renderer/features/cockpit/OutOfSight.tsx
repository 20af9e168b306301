import { IconEyeSearch, IconUnlink } from '@tabler/icons-react';
import type { Plan } from '#core/plan/model.ts';
import type { UnitRef } from '#core/run/events.ts';
import { unitKey } from '#core/run/state.ts';
import { tallyRun } from '#core/run/tally.ts';
import { formatCount, formatNames } from '#core/words/format-count.ts';
import { formatMoment } from '#core/words/format-time.ts';
import { useOfRun, useRun, useRunParts } from '#run/live/run-context.ts';
import type { Sight } from '#run/live/sight.ts';
import { sayUnit } from '#run/wording.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';

/** What runs without anybody seeing it, and what is being looked at again. */
export function OutOfSight() {
  const state = useRunParts('plan', 'lost', 'looks');
  const seenUntil = useRun((store) => store.sight.seenUntil);
  const { unseen } = useOfRun(tallyRun);
  const cut = unseen.filter((unit) => !state.lost.has(unitKey(unit.ref)));
  const looked = [...state.looks.values()];
  return (
    <>
      {cut.length > 0 ? (
        <NoticeBar tone="doubt" icon={IconUnlink}>
          <SafeText
            text={sayCut(
              state.plan,
              seenUntil,
              cut.map((unit) => unit.ref),
            )}
          />
        </NoticeBar>
      ) : null}
      {looked.length > 0 ? (
        <NoticeBar tone="quiet" icon={IconEyeSearch}>
          Looking again: <SafeText text={formatNames(looked.map(({ unit }) => sayUnit(state.plan, unit)))} />.
        </NoticeBar>
      ) : null}
    </>
  );
}

function sayCut(plan: Plan, seenUntil: Sight['seenUntil'], units: readonly UnitRef[]): string {
  const hosts = [...new Set(units.flatMap(({ host }) => host ?? []))];
  const times = units.flatMap((unit) => seenUntil.get(unitKey(unit)) ?? []).sort();
  const since = times[0] === undefined ? '' : ` since ${formatMoment(times[0])}`;
  const what =
    units.length === 1 && units[0]
      ? `${sayUnit(plan, units[0])} may still be running`
      : `${formatCount(units.length, 'step')} may still be running there`;
  return `No connection to ${formatNames(hosts)}${since}. ${what}. Holdpoint is trying again.`;
}
