import { describe, expect, it } from 'vitest';
import type { HostName, StepId } from '#core/release/model.ts';
import type { RunEventBody, RunId, UnitRef } from '#core/run/events.ts';
import { isUnobserved, unitKey, unitOf } from '#core/run/state.ts';
import { readRun } from '#core/run/view.ts';
import { groupsOf } from '#features/recovery/recovery-lines.ts';
import { observedUntil } from '#run/live/heard.ts';
import { type LogOpening, listen, openLog } from '#run/live/run-log.ts';
import { describeUnobserved, lookOfUnit, marksOf } from '#run/unit/unit-words.ts';
import { because } from '#support/because.ts';
import { createFakeRunApi, type FakeFinding } from '#support/fake-run-api.ts';
import { samplePlan } from '#support/sample-plan.ts';

const RUN = '7f3a9c' as RunId;
const FOUND: Readonly<Record<string, FakeFinding>> = {
  ended: { outcome: 'ok' },
  failed: { outcome: 'failed', reason: 'Exit code 100' },
  running: { outcome: 'running' },
  fenced: { outcome: 'unreachable', reason: 'It never began' },
  gone: { outcome: 'unknown', reason: 'Its record is gone' },
  away: { outcome: 'looking' },
};
const PLAN = samplePlan(Object.keys(FOUND), [
  { id: 'install', title: 'Install', phase: 'Deploy', undo: 'downgrade' },
]);

const on = (host: string): UnitRef => ({ step: 'install' as StepId, host: host as HostName });

function crashed() {
  const api = createFakeRunApi({
    plan: PLAN,
    outcomeOf: () => ({ outcome: 'hangs' }),
    foundOf: ({ host }) => FOUND[host ?? ''],
  });
  api.crash();
  return api;
}

/** Asked about a unit of unknown outcome, a person says that it is done. */
function settledByAda(unit: UnitRef): readonly RunEventBody[] {
  const id = `unit:${unitKey(unit)}#1`;
  return [
    {
      type: 'questionAsked',
      data: { id, question: { about: 'unit', unit, attempt: 1, outcome: 'unknown', reason: null } },
    },
    {
      type: 'questionAnswered',
      data: { id, answer: { to: 'unit', remedy: 'settle-done' }, by: 'Ada', note: 'it answers' },
    },
  ];
}

/** The log as the page reads it. */
function readAs(carriedOut: boolean, opening: Pick<LogOpening, 'events' | 'heard'>) {
  const { state, heard, heardAt } = openLog({ plan: PLAN, head: null, ...opening });
  return [readRun(state, { carriedOut, head: null, heardAt }), heard] as const;
}

async function takenUp() {
  const api = crashed();
  await api.call('run.resume', { run: RUN, by: 'Ada' });
  return api;
}

describe('the page of a recovery', () => {
  it('names everything that was running before anybody has looked, and since when nobody sees it', () => {
    const { events } = crashed();
    const [group, ...more] = groupsOf(...readAs(false, { events }));
    expect([group?.found, group?.lines.length, more]).toEqual(['not-looked', 6, []]);
    expect(new Set(group?.lines.map((line) => line.seenUntil))).toEqual(new Set([events.at(-1)?.at]));
  });

  it('counts output as a sign of life: seen until the last of it, before and after the run is resumed', async () => {
    const printed = new Date(Date.parse(crashed().events.at(-1)?.at ?? '') + 300).toISOString();
    const heard = [{ step: 'install', host: 'gone', at: printed }];
    const left = crashed();
    const lastAt = left.events.at(-1)?.at;
    const until = ([view, times]: ReturnType<typeof readAs>, host: string) =>
      observedUntil(unitOf(view.state, on(host))!, times);
    const before = readAs(false, { events: left.events, heard });
    expect([before[0].state.lastAt, before[0].lastAt]).toEqual([lastAt, printed]);
    expect([until(before, 'gone'), until(before, 'away')]).toEqual([printed, lastAt]);
    const after = readAs(true, { events: (await takenUp()).events, heard });
    expect([until(after, 'gone'), until(after, 'away')]).toEqual([printed, lastAt]);
  });

  it('does not take what is fetched of a step that nobody observes for a sign of life', async () => {
    const lastAt = crashed().events.at(-1)?.at;
    const log = openLog({ plan: PLAN, events: (await takenUp()).events, head: null });
    const { state, heard } = listen(log, [{ step: 'install', host: 'away', at: '2099-01-01T00:00:00.000Z' }]);
    expect(observedUntil(unitOf(state, on('away'))!, heard)).toBe(lastAt);
  });

  it('groups what was found, what is not known first', async () => {
    const { events } = await takenUp();
    const groups = groupsOf(...readAs(true, { events }));
    expect(groups.map(({ found, lines }) => [found, lines.map((line) => line.unit.host)])).toEqual([
      ['searching', ['away']],
      ['unknown', ['gone']],
      ['running', ['running']],
      ['never-started', ['fenced']],
      ['adopted', ['ended', 'failed']],
    ]);
  });

  it('shows nothing as done that is not known to be', async () => {
    const { events } = await takenUp();
    const lines = groupsOf(...readAs(true, { events })).flatMap((group) => group.lines);
    expect(lines.filter((line) => line.state === 'ok').map((line) => line.unit.host)).toEqual(['ended']);
  });

  it('says of an unknown outcome that was settled how it came to be known', async () => {
    const api = await takenUp();
    api.append(...settledByAda(on('gone')));
    const settled = groupsOf(...readAs(true, api)).find((group) => group.found === 'settled');
    expect(settled?.lines.map((line) => [line.unit.host, line.says])).toEqual([
      ['gone', expect.stringContaining('it answers')],
    ]);
  });
});

describe('a unit whose link is lost', () => {
  const lostAt = (reason: string) =>
    ({ type: 'attemptUnobserved', data: { ...on('away'), attempt: 1, reason: because(reason) } }) as const;

  it('never looks as if it ran in sight, and says since when nobody sees it', () => {
    const api = createFakeRunApi({ plan: PLAN, outcomeOf: () => ({ outcome: 'hangs' }) });
    api.append(lostAt('The host closed the connection'));
    const firstAt = api.events.at(-1)?.at ?? '';
    api.append(lostAt('No route to the host'));
    const { state, heard } = openLog({ plan: PLAN, events: api.events, head: null });
    const unit = unitOf(state, on('away'))!;
    expect([isUnobserved(unit), lookOfUnit(state, unit).state]).toEqual([true, 'connection lost']);
    expect(observedUntil(unit, heard)).toBe(firstAt);
    expect(describeUnobserved({ ...state, heard }, unit)).toMatch(
      /^Connection lost since .*: No route to the host\. Holdpoint tries again; the command may still be running\.$/,
    );
    expect(describeUnobserved({ ...state, heard }, unitOf(state, on('gone'))!)).toBeNull();
  });

  it('is in sight again once it was found', () => {
    const api = createFakeRunApi({ plan: PLAN, outcomeOf: () => ({ outcome: 'hangs' }) });
    api.append(lostAt('The host closed the connection'), {
      type: 'attemptReattached',
      data: { ...on('away'), attempt: 1, pid: 12, group: 12 },
    });
    const { state, heard } = openLog({ plan: PLAN, events: api.events, head: null });
    const unit = unitOf(state, on('away'))!;
    expect([isUnobserved(unit), observedUntil(unit, heard)]).toEqual([false, null]);
  });
});

describe('the words beside a state', () => {
  it('tell an outcome read from a record, one that a person settled, one from paper, and leftovers', async () => {
    const api = await takenUp();
    api.append(...settledByAda(on('gone')), {
      type: 'unitRecorded',
      data: { ...on('fenced'), outcome: 'ok', by: 'Bo', doneAt: '2026-11-21T02:30:00.000Z', note: null },
    });
    const { state } = openLog({ plan: PLAN, events: api.events, head: null });
    const words = (host: string) => marksOf(unitOf(state, on(host))!).map((mark) => mark.name);
    expect(['ended', 'gone', 'fenced', 'running'].map(words)).toEqual([
      ['adopted'],
      ['settled'],
      ['on paper'],
      [],
    ]);
  });
});
