import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEventType } from '#core/run/events.ts';
import { howMany } from '#support/how-many.ts';
import { createChoices, drive, type End, planBy } from './run-model.ts';

/** Sequences per run of the suite; others are asked for by `HOLDPOINT_MODEL_RUNS`. */
const RUNS = Number(process.env['HOLDPOINT_MODEL_RUNS'] ?? howMany(25_000, 100_000));

/** From so many on, every end and every event must have come up: what never happens is not tried. */
const ENOUGH = 20_000;

const ALL_TYPES: readonly RunEventType[] = [
  'attemptFinished',
  'attemptIntended',
  'attemptQuiet',
  'attemptReattached',
  'attemptStarted',
  'attemptUnobserved',
  'baselineSet',
  'defectClosed',
  'defectLogged',
  'hostExcluded',
  'hostIncluded',
  'noteAdded',
  'preflightFinished',
  'questionAnswered',
  'questionAsked',
  'runClosed',
  'runContinued',
  'runCreated',
  'runFinished',
  'runInterrupted',
  'runPaused',
  'runResumed',
  'runStarted',
  'stopRequested',
  'unitRecorded',
  'unitSettled',
  'unitSkipped',
  'unitStillUnknown',
];

describe('any run', () => {
  it('keeps its promises whatever hosts, links, people and crashes do', { timeout: 3_600_000 }, () => {
    const ends: Record<End, number> = { finished: 0, asked: 0, paused: 0, unfit: 0, interrupted: 0 };
    const types = new Map<string, number>();
    fc.assert(
      fc.property(fc.array(fc.nat(9999), { maxLength: 150, size: 'max' }), (numbers) => {
        const choices = createChoices(numbers);
        const { end, events } = drive(planBy(choices), choices);
        ends[end] += 1;
        for (const { type } of events) types.set(type, (types.get(type) ?? 0) + 1);
      }),
      { numRuns: RUNS },
    );
    if (RUNS < ENOUGH) return;
    expect(Math.min(...Object.values(ends)), JSON.stringify(ends)).toBeGreaterThan(RUNS / 200);
    expect([...types.keys()].sort()).toEqual(ALL_TYPES);
  });
});
