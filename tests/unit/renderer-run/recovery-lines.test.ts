import { describe, expect, it } from 'vitest';
import type { HostName, StepId } from '#core/release/model.ts';
import type { RunId, UnitRef } from '#core/run/events.ts';
import { unitOf } from '#core/run/state.ts';
import { inFlight } from '#core/run/view.ts';
import { groupsOf } from '#features/recovery/recovery-lines.ts';
import { openLog } from '#run/live/run-log.ts';
import { recordedUntil, unattended } from '#run/live/sight.ts';
import { isOutOfSight, lookOfUnit, marksOf, sayOutOfSight } from '#run/unit/unit-words.ts';
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

async function takenUp() {
  const api = crashed();
  await api.call('run.resume', { run: RUN, by: 'Ada' });
  return api;
}

describe('the page of a recovery', () => {
  it('names everything that was under way before anybody has looked, and since when nobody sees it', () => {
    const { events } = crashed();
    const { state, sight } = openLog({ plan: PLAN, events, head: null });
    const [group, ...more] = groupsOf({ state, sight, underWay: inFlight(state) });
    expect([group?.standing, group?.lines.length, more]).toEqual(['not-looked', 6, []]);
    expect(new Set(group?.lines.map((line) => line.seenUntil))).toEqual(new Set([events.at(-1)?.at]));
  });

  it('counts output as a sign of life: seen until the last of it, before and after the run is taken up', async () => {
    const printed = new Date(Date.parse(crashed().events.at(-1)?.at ?? '') + 300).toISOString();
    const heard = [{ step: 'install', host: 'gone', at: printed }];
    const left = crashed();
    const lastAt = left.events.at(-1)?.at;
    const opening = { plan: PLAN, events: left.events, head: null, heard };
    const log = openLog(opening);
    expect([log.sight.lastAt, recordedUntil(log.sight)]).toEqual([lastAt, printed]);
    const units = inFlight(log.state);
    const before = unattended(log.sight, units, log.heard).seenUntil;
    expect([before.get('install@gone'), before.get('install@away')]).toEqual([printed, lastAt]);
    const after = openLog({ ...opening, events: (await takenUp()).events }).sight.seenUntil;
    expect([after.get('install@gone'), after.get('install@away')]).toEqual([printed, lastAt]);
  });

  it('groups what was found, what is not known first', async () => {
    const { events } = await takenUp();
    const { state, sight } = openLog({ plan: PLAN, events, head: null });
    const groups = groupsOf({ state, sight, underWay: [] });
    expect(groups.map(({ standing, lines }) => [standing, lines.map((line) => line.unit.host)])).toEqual([
      ['in-doubt', ['away']],
      ['unknown', ['gone']],
      ['running', ['running']],
      ['never-started', ['fenced']],
      ['adopted', ['ended', 'failed']],
    ]);
  });

  it('shows nothing as done that is not known to be', async () => {
    const { events } = await takenUp();
    const { state, sight } = openLog({ plan: PLAN, events, head: null });
    const lines = groupsOf({ state, sight, underWay: [] }).flatMap((group) => group.lines);
    expect(lines.filter((line) => line.state === 'ok').map((line) => line.unit.host)).toEqual(['ended']);
  });

  it('says of an unknown outcome that was settled how it came to be known', async () => {
    const api = await takenUp();
    api.append({
      type: 'unitSettled',
      data: {
        ...on('gone'),
        attempt: 1,
        as: 'done',
        evidence: 'person',
        by: 'Ada',
        reason: 'Settled as done by Ada: it answers',
      },
    });
    const { state, sight } = openLog({ plan: PLAN, events: api.events, head: null });
    const settled = groupsOf({ state, sight, underWay: [] }).find((group) => group.standing === 'settled');
    expect(settled?.lines.map((line) => [line.unit.host, line.says])).toEqual([
      ['gone', expect.stringContaining('it answers')],
    ]);
  });
});

describe('a unit whose link is lost', () => {
  const lostAt = (reason: string) =>
    ({ type: 'attemptLost', data: { ...on('away'), attempt: 1, reason } }) as const;

  it('never looks as if it ran in sight, and says since when nobody sees it', () => {
    const api = createFakeRunApi({ plan: PLAN, outcomeOf: () => ({ outcome: 'hangs' }) });
    api.append(lostAt('The host closed the connection'));
    const firstAt = api.events.at(-1)?.at ?? '';
    api.append(lostAt('No route to the host'));
    const { state, sight } = openLog({ plan: PLAN, events: api.events, head: null });
    const unit = unitOf(state, on('away'))!;
    expect([isOutOfSight(unit), lookOfUnit(state, unit).state]).toEqual([true, 'no link']);
    expect(sight.seenUntil.get('install@away')).toBe(firstAt);
    expect(sayOutOfSight({ ...state, ...sight }, unit)).toMatch(
      /^No connection since .*It may still be running; Holdpoint is trying again\. No route to the host\.$/,
    );
    expect(sayOutOfSight({ ...state, ...sight }, unitOf(state, on('gone'))!)).toBeNull();
  });

  it('is in sight again once it was found', () => {
    const api = createFakeRunApi({ plan: PLAN, outcomeOf: () => ({ outcome: 'hangs' }) });
    api.append(lostAt('The host closed the connection'), {
      type: 'attemptReattached',
      data: { ...on('away'), attempt: 1, pid: 12, group: 12 },
    });
    const { state, sight } = openLog({ plan: PLAN, events: api.events, head: null });
    expect([isOutOfSight(unitOf(state, on('away'))!), sight.seenUntil.size]).toEqual([false, 0]);
  });
});

describe('the words beside a state', () => {
  it('tell an outcome read from a record, one that a person settled, one from paper, and leftovers', async () => {
    const api = await takenUp();
    api.append(
      {
        type: 'unitSettled',
        data: {
          ...on('gone'),
          attempt: 1,
          as: 'done',
          evidence: 'person',
          by: 'Ada',
          reason: 'Settled as done by Ada: it answers',
        },
      },
      {
        type: 'unitEntered',
        data: { ...on('fenced'), outcome: 'ok', by: 'Bo', doneAt: '2026-11-21T02:30:00.000Z', note: null },
      },
    );
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
