import { afterEach, describe, expect, it } from 'vitest';
import { createLines, describeEvent } from '#cli/event-words.ts';
import { describeTiming } from '#core/plan/describe-step.ts';
import type { PlannedStep } from '#core/plan/model.ts';
import { describeTask } from '#core/plan/show.ts';
import type { StepId } from '#core/release/model.ts';
import { timeInRun } from '#core/report/words.ts';
import type { RunEvent } from '#core/run/events.ts';
import {
  describeEstimate,
  describeEstimateBriefly,
  formatBackoutTime,
} from '#core/words/backout/describe-estimate.ts';
import { formatUnitCount } from '#core/words/figures/format-count.ts';
import {
  formatBetween,
  formatDuration,
  formatEstimate,
  formatRoundedUp,
  formatTimer,
} from '#core/words/figures/format-duration.ts';
import {
  formatMoment,
  formatTime,
  formatTimeBeside,
  formatTimeOfDay,
  formatWorkstationZone,
  formatZone,
  formatZonedTime,
  setClockZone,
} from '#core/words/figures/format-time.ts';

const MEASURED = [
  [0, '0 s'],
  [850, '850 ms'],
  [999.6, '1 s'],
  [1000, '1 s'],
  [4230, '4.2 s'],
  [59_999, '59.9 s'],
  [60_000, '1 min'],
  [61_000, '1 min 01 s'],
  [61_412, '1 min 01 s'],
  [3_599_999, '59 min 59 s'],
  [3_600_001, '1 h 00 min'],
  [7_512_345, '2 h 05 min'],
  [7_500_000, '2 h 05 min'],
  [5_430_000, '1 h 30 min 30 s'],
  [180_000_000, '50 h'],
] as const;

describe('a measurement', () => {
  it.each(MEASURED)('of %d ms is %s', (ms, said) => {
    expect(formatDuration(ms)).toBe(said);
  });

  it('is said to be none where the clock was set back', () => {
    expect(formatBetween('2026-03-14T20:05:01Z', '2026-03-14T20:05:00Z')).toBeNull();
    expect(formatBetween('2026-03-14T20:05:00Z', '2026-03-14T20:06:01Z')).toBe('1 min 01 s');
  });

  it('counts before the eyes to the second', () => {
    expect(formatTimer(271_900)).toBe('0:04:31');
  });
});

describe('an estimate', () => {
  it.each([
    [44_100, '45 s'],
    [59_001, '1 min'],
    [61_000, '2 min'],
    [3_600_000, '1 h'],
    [7_441_000, '2 h 05 min'],
  ] as const)('of %d ms is about %s', (ms, said) => {
    expect(formatRoundedUp(ms)).toBe(said);
    expect(formatEstimate(ms)).toBe(`about ${said}`);
    expect(describeEstimate({ ms, unestimated: 0, without: [], fromHistory: false })).toBe(`about ${said}`);
  });

  it.each([
    [0, [], 'no time', 'no time'],
    [
      0,
      ['A'],
      'an unknown time, with no estimate for 1 step (A)',
      'an unknown time, with no estimate for 1 step',
    ],
    [
      60_000,
      ['A', 'B', 'C', 'D'],
      'about 1 min, with no estimate for 4 steps (A, B, C, D)',
      'about 1 min, with no estimate for 4 steps',
    ],
    [
      60_000,
      ['A', 'B', 'C', 'D', 'E', 'F'],
      'about 1 min, with no estimate for 6 steps (A, B, C, D and 2 more)',
      'about 1 min, with no estimate for 6 steps',
    ],
  ] as const)('of %d ms names the first that nobody estimated: %j', (...[ms, titles, whole, brief]) => {
    const without = titles.map((title) => ({ step: title as StepId, title }));
    const estimate = { ms, unestimated: titles.length, without, fromHistory: false };
    expect(describeEstimate(estimate)).toBe(whole);
    expect(describeEstimateBriefly(estimate)).toBe(brief);
  });

  it.each([
    [0, 0, 1, 'no time · 1 step'],
    [0, 1, 1, 'no estimate · 1 step'],
    [60_000, 0, 2, 'about 1 min · 2 steps'],
    [60_000, 1, 3, 'about 1 min · 3 steps, 1 without an estimate'],
  ])('of %d ms, %d of them unknown, beside the number of steps', (...[ms, unestimated, steps, said]) => {
    expect(formatBackoutTime({ ms, unestimated }, steps)).toBe(said);
  });
});

describe.each(MEASURED.filter(([ms]) => ms >= 1000))('%d ms', (ms, said) => {
  const timing = {
    kind: 'run',
    units: [] as PlannedStep['units'],
    takesMs: ms,
    timeoutMs: ms,
  } as PlannedStep;

  it('is the same figure in plan, command, log and paper', () => {
    expect(describeTiming(timing)).toBe(`takes ${said}, at most ${said}`);
    expect(describeTask({ kind: 'wait', until: { kind: 'for', ms } })).toBe(`wait ${said}`);
    expect(describeEvent(quiet(ms), { decisions: [] })).toContain(`for ${said}`);
  });
});

function quiet(quietMs: number): RunEvent {
  return {
    type: 'attemptQuiet',
    data: { step: 'a', host: 'web1', attempt: 1, quietMs, lastLine: '' },
  } as unknown as RunEvent;
}

it('counts steps as people do, and says where each host counts', () => {
  expect([formatUnitCount(1), formatUnitCount(19)]).toEqual(['1 step on a host', '19 steps on hosts']);
});

describe('a clock time', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    process.env['TZ'] = zone;
    setClockZone('workstation');
  });

  it('is said in UTC where a person wants that; the zone of the workstation stays known', () => {
    process.env['TZ'] = 'America/New_York';
    setClockZone('utc');
    expect(formatZonedTime('2026-07-14T22:05:09.000+02:00')).toBe('2026-07-14 20:05:09 UTC');
    expect(formatWorkstationZone('2026-07-14T20:05:09.000Z')).toBe('UTC-04:00');
  });

  it.each([
    ['UTC', '2026-03-14T21:05:09.123Z', '2026-03-14 21:05:09 UTC'],
    ['Europe/Berlin', '2026-03-14T21:05:09Z', '2026-03-14 22:05:09 UTC+01:00'],
    ['Europe/Berlin', '2026-07-14T22:05:09Z', '2026-07-15 00:05:09 UTC+02:00'],
    ['America/St_Johns', '2026-01-14T01:05:09Z', '2026-01-13 21:35:09 UTC-03:30'],
    ['Asia/Kolkata', '2026-03-14T23:05:09+05:30', '2026-03-14 23:05:09 UTC+05:30'],
  ])('in %s of %s is %s', (zoneHere, iso, said) => {
    process.env['TZ'] = zoneHere;
    const [day, time, named] = said.split(' ');
    expect(formatZonedTime(iso)).toBe(said);
    expect(formatTime(iso)).toBe(`${day} ${time}`);
    expect(formatTimeOfDay(iso)).toBe(time);
    expect(formatZone(iso)).toBe(named);
  });

  it.each([
    ['2026-10-24T23:00:00Z', '2026-10-25T00:59:59Z', '02:59:59'],
    ['2026-10-24T23:00:00Z', '2026-10-25T01:00:00Z', '2026-10-25 02:00:00 UTC+01:00'],
    ['2026-03-14T22:50:00Z', '2026-03-14T23:05:00Z', '2026-03-15 00:05:00'],
    ['2026-03-14T22:50:00Z', '2020-03-14T21:05:09Z', '2020-03-14 22:05:09'],
    ['2026-03-14T22:50:00Z', 'soon', 'soon'],
  ])('beside the day and the zone of %s, %s is %s', (told, iso, said) => {
    process.env['TZ'] = 'Europe/Berlin';
    expect(formatTimeBeside(told, iso)).toBe(said);
    expect(timeInRun({ startedAt: told }, iso)).toBe(said);
    expect(timeInRun({ startedAt: null }, iso)).toBe(formatZonedTime(iso));
  });

  it('of a run that goes on past midnight or while the clocks are set back is never without its day and zone at the terminal', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const lines = createLines();
    const ats = [
      '2026-10-24T21:59:59Z',
      '2026-10-24T22:00:00Z',
      '2026-10-25T00:59:59Z',
      '2026-10-25T01:00:00Z',
    ];
    const told = ats.map((at) => lines({ ...quiet(60_000), at }, { decisions: [] }).split('  ')[0]);
    expect(told).toEqual([
      'Clock times are of 2026-10-24, UTC+02:00\n23:59:59',
      'Clock times are of 2026-10-25, UTC+02:00\n00:00:00',
      '02:59:59',
      'Clock times are of 2026-10-25, UTC+01:00\n02:00:00',
    ]);
  });

  it('has its day only where that is not today', () => {
    const now = Date.parse('2026-03-14T12:00:00Z');
    expect(formatMoment('2026-03-14T11:00:00Z', now)).toBe('11:00:00');
    expect(formatMoment('2026-03-13T11:00:00Z', now)).toBe('2026-03-13 11:00:00');
  });

  it('that is none stays as it is written', () => {
    expect(formatZonedTime('soon')).toBe('soon');
    expect(formatZonedTime(null)).toBe('not recorded');
  });
});
