import { IconEyeSearch, IconUnlink } from '@tabler/icons-react';
import type { UnitRef } from '#core/run/events.ts';
import { allUnits, type RunState, unitKey } from '#core/run/state.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { sayCount, sayMoment, sayNames, sayUnit } from '../wording.ts';
import { useRun, useRunState } from './cockpit-context.ts';
import type { Sight } from './sight.ts';
import { isOutOfSight } from './unit-words.ts';

/** What runs without anybody seeing it, and what is being looked at again. */
export function OutOfSight() {
  const state = useRunState();
  const sight = useRun((store) => store.sight);
  const cut = [...allUnits(state)].filter(isOutOfSight).filter((unit) => !state.lost.has(unitKey(unit.ref)));
  const looked = [...state.looks.values()];
  return (
    <>
      {cut.length > 0 ? (
        <NoticeBar tone="doubt" icon={IconUnlink}>
          <SafeText
            text={sayCut(
              state,
              sight,
              cut.map((unit) => unit.ref),
            )}
          />
        </NoticeBar>
      ) : null}
      {looked.length > 0 ? (
        <NoticeBar tone="quiet" icon={IconEyeSearch}>
          Looking again: <SafeText text={sayNames(looked.map(({ unit }) => sayUnit(state.plan, unit)))} />.
        </NoticeBar>
      ) : null}
    </>
  );
}

function sayCut(state: RunState, sight: Sight, units: readonly UnitRef[]): string {
  const hosts = [...new Set(units.flatMap(({ host }) => host ?? []))];
  const times = units.flatMap((unit) => sight.seenUntil.get(unitKey(unit)) ?? []).sort();
  const since = times[0] === undefined ? '' : ` since ${sayMoment(times[0])}`;
  const what =
    units.length === 1 && units[0]
      ? `${sayUnit(state.plan, units[0])} may still be running`
      : `${sayCount(units.length, 'step')} may still be running there`;
  return `No connection to ${sayNames(hosts)}${since}. ${what}. Holdpoint is trying again.`;
}
