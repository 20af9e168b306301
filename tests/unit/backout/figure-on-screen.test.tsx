/** The time of a backout, computed by hand, in what the screens draw: the row of the mirror, the cockpit's clock, the page of a backout. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { type Backout, computeBackout } from '#core/backout/backout.ts';
import { mirrorTimes } from '#core/backout/mirror-times.ts';
import { NO_HISTORY } from '#core/backout/time.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { formatEstimate, formatRoundedUp } from '#core/words/figures/format-duration.ts';
import { TimeOfBackout } from '#features/backout/BackoutSide.tsx';
import { TimeToBackOut } from '#features/cockpit/BackoutClock.tsx';
import { StepRow } from '#features/release/plan/StepRow.tsx';
import { readStep } from '#features/release/plan/step-draft.ts';
import { planned, request } from '../plan/small-release.ts';
import { allRan } from './all-ran.ts';
import { CASES, CONDITIONS, KINDS, MINUTE, MIXED, releaseOf } from './timed-cases.ts';

/** What a person reads of it, without the words for the pointer. */
function textOf(page: React.ReactNode): string {
  return renderToStaticMarkup(page).replaceAll(/<[^>]*>/g, ' ');
}

function stepsOf({ before, units, after }: Backout): string {
  return formatCount(new Set([...before, ...units, ...after].map(({ step }) => step)).size, 'step');
}

const NO_ACT = () => undefined;
const WITHOUT_LIMIT = [...CASES, ...CONDITIONS, ...KINDS, ...MIXED].filter(
  ({ limit }) => limit === undefined,
);

describe.each(WITHOUT_LIMIT)('the time of a backout on screen counts $what', (each) => {
  const of = releaseOf(each);
  const plan = planned(request([], { release: of, limit: null }));
  const state = allRan(plan);
  const backout = computeBackout(state);
  const ms = each.minutes * MINUTE;
  const without = each.without?.length ?? 0;
  const hasUndo = backout.units.length > 0;

  it('beside the last step of the mirror', () => {
    const times = mirrorTimes({ release: of, plan: 'deployment', environment: 'production' }, NO_HISTORY);
    const time = times.get(plan.steps.at(-1)!.id)!;
    const shown = textOf(
      <StepRow
        step={readStep({ id: 'last', title: 'The last step', run: 'do', undo: 'back' })}
        time={time}
        phaseOn="all"
        isFirst
        isLast
        onOpen={NO_ACT}
        menu={null}
      />,
    );
    const figure = without === 0 ? formatEstimate(ms) : `over ${formatRoundedUp(ms)}`;
    const told = ms === 0 ? (without === 0 ? '0 s' : 'unknown') : figure;
    expect(shown).toContain(time.noReturn ? 'No way back' : ` ${told} `);
  });

  it.runIf(hasUndo)('in the clock of the cockpit', () => {
    const figure = ms === 0 && without > 0 ? 'no estimate' : ms === 0 ? 'no time' : formatEstimate(ms);
    const shown = textOf(<TimeToBackOut backout={backout} about={[]} />);
    const more = without === 0 ? '' : `, ${without} without an estimate`;
    const rest = figure === 'no estimate' ? '' : more;
    expect(shown).toContain(` ${figure} · ${stepsOf(backout)}${rest} `);
  });

  it('on the page of the backout', () => {
    const figure = ms === 0 && without > 0 ? 'an unknown time' : ms === 0 ? 'no time' : formatEstimate(ms);
    const shown = textOf(
      <TimeOfBackout shown={{ backout, concerns: [], list: '', open: [] }} header={state.header} />,
    );
    const more = without === 0 ? '' : `, with no estimate for ${formatCount(without, 'step')}`;
    expect(shown).toContain(` ${figure}${more} `);
    for (const title of each.without ?? []) expect(shown).toContain(title);
  });
});
