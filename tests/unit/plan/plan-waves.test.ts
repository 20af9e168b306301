import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitsInOrder } from '#core/plan/json.ts';
import type { Plan } from '#core/plan/model.ts';
import type { BatchSize, Rollout } from '#core/release/model.ts';
import { host, PRODUCTION, phase, planned, request, run } from './small-release.ts';

const size: fc.Arbitrary<BatchSize> = fc.oneof(
  fc.integer({ min: 1, max: 8 }).map((count) => ({ kind: 'count' as const, count })),
  fc.integer({ min: 1, max: 100 }).map((percent) => ({ kind: 'percent' as const, percent })),
  fc.constant({ kind: 'rest' as const }),
);
const rollout: fc.Arbitrary<Rollout> = fc.record({
  batches: fc.array(size, { maxLength: 4 }),
  parallel: fc.constant(null),
  stopAfter: fc.constant(null),
  pause: fc.constantFrom('hold', 'none'),
});

/** One phase of three steps over hosts of which every third is odd: rolling, or step by step. */
function planOf(hosts: number, by: Rollout, isRolling: boolean): Plan {
  const inventory = Array.from({ length: hosts }, (_, index) =>
    host(`h${index}`, index % 3 === 0 ? ['odd'] : []),
  );
  const steps = [
    run('a', 'true', { on: 'all' }),
    run('b', 'true', { on: 'odd' }),
    run('c', 'true', { on: 'all' }),
  ];
  const inPhase = steps.map((step) => (isRolling ? step : { ...step, rollout: by }));
  const wanted = request([phase('p', inPhase, isRolling ? { on: 'all', rollout: by } : {})]);
  return planned({
    ...wanted,
    release: { ...wanted.release, environments: [{ ...PRODUCTION, hosts: inventory }] },
  });
}

const anyPlan = fc
  .tuple(fc.integer({ min: 1, max: 40 }), rollout, fc.boolean())
  .map(([hosts, by, isRolling]) => ({ plan: planOf(hosts, by, isRolling), isRolling }));

describe('planRelease, any rollout', () => {
  it('puts every unit into exactly one wave, the one of its batch', () => {
    fc.assert(
      fc.property(anyPlan, ({ plan }) => {
        const inWaves = plan.waves.flatMap((wave) =>
          wave.hosts.map((name) => `${wave.step} ${name} ${wave.batch}`),
        );
        const units = unitsInOrder(plan).map(({ unit }) => `${unit.step} ${unit.host} ${unit.batch}`);
        expect(units).toEqual(inWaves);
        expect(units.toSorted()).toEqual(
          plan.steps
            .flatMap((step) => step.units.map((unit) => `${unit.step} ${unit.host} ${unit.batch}`))
            .toSorted(),
        );
      }),
    );
  });

  it('never begins a batch of a rolling phase before the one before is through', () => {
    fc.assert(
      fc.property(anyPlan, ({ plan, isRolling }) => {
        fc.pre(isRolling);
        const batches = plan.waves.map((wave) => wave.batch);
        expect(batches).toEqual(batches.toSorted((a, b) => a - b));
      }),
    );
  });

  it('pauses once before every batch but the first, and only where the rollout says hold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), rollout, (hosts, by) => {
        const { waves } = planOf(hosts, by, true);
        const paused = waves.filter((wave) => wave.pauseBefore).map((wave) => wave.batch);
        const later = [...new Set(waves.map((wave) => wave.batch))].filter((batch) => batch > 1);
        expect(paused).toEqual(by.pause === 'hold' ? later : []);
      }),
    );
  });

  it('is plain JSON: it reads back as it was', () => {
    const plan = planOf(
      7,
      { batches: [{ kind: 'percent', percent: 30 }], parallel: 2, stopAfter: null, pause: 'hold' },
      true,
    );
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });
});
