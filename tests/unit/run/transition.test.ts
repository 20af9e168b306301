import { describe, expect, it } from 'vitest';
import type { RunEventBody, RunEventType } from '#core/run/events.ts';
import type { UnitStateName } from '#core/run/state.ts';
import { foldRun, initialState } from '#core/run/transition.ts';
import { because } from '#support/because.ts';
import { AT, createLog, finished, header, type Log, MANUAL, planOf, ref } from './run-fixture.ts';

/** A second host and a second step keep the run open whatever becomes of the unit under test. */
const PLAN = planOf([{ id: 'work' }, { id: 'after' }]);
const UNIT = ref('work', 'a');
const QUESTION = {
  about: 'unit',
  unit: UNIT,
  attempt: 1,
  outcome: 'failed',
  reason: because('exit code 1'),
} as const;

const ways: Readonly<Record<UnitStateName, (log: Log) => Log>> = {
  waiting: (log) => log,
  intent: (log) => log.intend('work', 'a'),
  running: (log) => log.intend('work', 'a').start('work', 'a'),
  ok: (log) => log.run('work', 'a', 'ok'),
  failed: (log) => log.run('work', 'a', 'failed'),
  unreachable: (log) => log.run('work', 'a', 'unreachable'),
  unknown: (log) => log.run('work', 'a', 'unknown'),
  stopped: (log) => log.run('work', 'a', 'stopped'),
  skipped: (log) => {
    log.add({ type: 'unitSkipped', data: { ...UNIT, reason: because('rule') } });
    return log;
  },
  excluded: (log) => {
    log.add({ type: 'hostExcluded', data: { host: UNIT.host as never, by: null, reason: because('rule') } });
    return log;
  },
};
const lastOf = (log: Log): number => log.unit('work', 'a').attempts.length;
const STATES = Object.keys(ways) as UnitStateName[];

const TAKER = { run: 'r-1', workstation: 'b@c:/d', operator: 'b', at: '2026-11-21T04:25:00Z', over: false };

/** What each event does to the unit; a state that is not named stays as it is. */
const changes: Readonly<
  Record<
    RunEventType,
    { body: (log: Log) => RunEventBody; to: Partial<Record<UnitStateName, UnitStateName>> }
  >
> = {
  runCreated: { body: () => ({ type: 'runCreated', data: header() }), to: {} },
  preflightFinished: {
    body: () => ({ type: 'preflightFinished', data: { passed: true, hosts: [], problems: [] } }),
    to: {},
  },
  runStarted: { body: () => ({ type: 'runStarted', data: {} }), to: {} },
  lossAcknowledged: {
    body: () => ({ type: 'lossAcknowledged', data: { by: 'engineer', note: 'looked', upTo: 3, count: 1 } }),
    to: {},
  },
  hostTakenOver: {
    body: () => ({ type: 'hostTakenOver', data: { host: 'a' as never, ...TAKER } }),
    to: {},
  },
  attemptIntended: {
    body: (log) => ({
      type: 'attemptIntended',
      data: {
        ...UNIT,
        attempt: log.unit('work', 'a').attempts.length + 1,
        id: 'x',
        command: '',
        scriptSha256: null,
      },
    }),
    to: Object.fromEntries(STATES.map((state) => [state, 'intent'])),
  },
  attemptStarted: {
    body: (log) => ({
      type: 'attemptStarted',
      data: { ...UNIT, attempt: log.unit('work', 'a').attempts.length, pid: 9, group: 9 },
    }),
    to: { intent: 'running' },
  },
  attemptFinished: {
    body: (log) => finished(UNIT, log.unit('work', 'a').attempts.length, { outcome: 'ok' }),
    to: { intent: 'ok', running: 'ok' },
  },
  attemptUnobserved: {
    body: (log) => ({
      type: 'attemptUnobserved',
      data: { ...UNIT, attempt: lastOf(log), reason: because('link gone') },
    }),
    to: {},
  },
  attemptReattached: {
    body: (log) => ({
      type: 'attemptReattached',
      data: { ...UNIT, attempt: lastOf(log), pid: 9, group: 9 },
    }),
    to: { intent: 'running' },
  },
  attemptQuiet: {
    body: (log) => ({
      type: 'attemptQuiet',
      data: { ...UNIT, attempt: lastOf(log), quietMs: 60_000, lastLine: 'copying' },
    }),
    to: {},
  },
  unitSettled: {
    body: (log) => ({
      type: 'unitSettled',
      data: { ...UNIT, attempt: lastOf(log), as: 'done', evidence: 'record', reason: because('exit 0') },
    }),
    to: { unknown: 'ok' },
  },
  unitStillUnknown: {
    body: (log) => ({
      type: 'unitStillUnknown',
      data: { ...UNIT, attempt: lastOf(log), evidence: 'record', reason: because('no record') },
    }),
    to: {},
  },
  unitRecorded: {
    body: () => ({
      type: 'unitRecorded',
      data: { ...UNIT, outcome: 'ok', by: 'engineer', doneAt: AT, note: null },
    }),
    to: { waiting: 'ok', failed: 'ok', unreachable: 'ok', stopped: 'ok' },
  },
  unitSkipped: {
    body: () => ({ type: 'unitSkipped', data: { ...UNIT, reason: because('rule') } }),
    to: { waiting: 'skipped' },
  },
  hostExcluded: {
    body: () => ({
      type: 'hostExcluded',
      data: { host: UNIT.host as never, by: null, reason: because('rule') },
    }),
    to: { waiting: 'excluded' },
  },
  hostIncluded: {
    body: () => ({
      type: 'hostIncluded',
      data: { host: UNIT.host as never, by: 'engineer', note: null },
    }),
    to: { excluded: 'waiting' },
  },
  questionAsked: {
    body: () => ({ type: 'questionAsked', data: { id: 'q2', question: QUESTION } }),
    to: {},
  },
  questionAnswered: {
    body: () => ({
      type: 'questionAnswered',
      data: { id: 'q', answer: { to: 'unit', remedy: 'skip' }, by: 'engineer', note: 'why' },
    }),
    to: { failed: 'skipped', unreachable: 'skipped', unknown: 'skipped', stopped: 'skipped' },
  },
  stopRequested: { body: () => ({ type: 'stopRequested', data: { by: 'engineer', note: null } }), to: {} },
  runPaused: { body: () => ({ type: 'runPaused', data: { by: 'engineer', note: null } }), to: {} },
  runContinued: { body: () => ({ type: 'runContinued', data: { by: 'engineer', note: null } }), to: {} },
  runClosed: {
    body: () => ({ type: 'runClosed', data: { by: 'engineer', note: null, accepted: [] } }),
    to: {},
  },
  baselineSet: { body: () => ({ type: 'baselineSet', data: { by: 'engineer', note: null } }), to: {} },
  noteAdded: { body: () => ({ type: 'noteAdded', data: { by: 'engineer', text: 'note' } }), to: {} },
  defectLogged: {
    body: () => ({
      type: 'defectLogged',
      data: { by: 'engineer', severity: 'major', text: 'slow', step: UNIT.step, host: UNIT.host },
    }),
    to: {},
  },
  defectClosed: {
    body: () => ({ type: 'defectClosed', data: { by: 'engineer', defect: 1, note: 'warm now' } }),
    to: {},
  },
  messageTold: {
    body: () => ({
      type: 'messageTold',
      data: {
        by: 'engineer',
        message: 'done',
        way: 'person',
        channel: 'phone',
        to: [],
        subject: '',
        body: 'done',
        note: null,
      },
    }),
    to: {},
  },
  messageNotTold: {
    body: () => ({
      type: 'messageNotTold',
      data: { by: 'engineer', message: 'done', fault: null, note: 'not now' },
    }),
    to: {},
  },
  messageReceipt: {
    body: () => ({
      type: 'messageReceipt',
      data: { by: 'engineer', message: 'done', whom: null, received: true, note: null },
    }),
    to: {},
  },
  runInterrupted: {
    body: () => ({ type: 'runInterrupted', data: { inFlight: [] } }),
    to: { intent: 'unknown', running: 'unknown' },
  },
  runResumed: {
    body: () => ({ type: 'runResumed', data: { by: 'engineer', inFlight: [] } }),
    to: {},
  },
  runFinished: {
    body: () => ({ type: 'runFinished', data: { outcome: 'failed', reason: null } }),
    to: {},
  },
};

/** A log in which the unit is in this state, with a question open about it. */
function logWith(state: UnitStateName): Log {
  const log = ways[state](createLog(PLAN).begin());
  if (state !== 'excluded') log.ask('q', QUESTION);
  expect(log.unit('work', 'a').state).toBe(state);
  return log;
}

describe.each(STATES)('a unit that is %s', (state) => {
  it.each(Object.keys(changes) as RunEventType[])('knows what %s makes of it', (type) => {
    const log = logWith(state);
    const { body, to } = changes[type];
    const other = log.unit('work', 'b');
    log.add(body(log));
    expect(log.unit('work', 'a').state).toBe(to[state] ?? state);
    expect(log.state().seq).toBe(log.events.length);
    if (type !== 'runInterrupted') expect(log.unit('work', 'b')).toEqual(other);
  });

  it.each(Object.keys(changes) as RunEventType[])(
    'is not touched by %s once the run is at its end',
    (type) => {
      const log = logWith(state);
      log.add({ type: 'runFinished', data: { outcome: 'stopped', reason: because('the end') } });
      const before = log.state();
      log.add(changes[type].body(log));
      const {
        seq: _seq,
        decisions: _decisions,
        defects: _defects,
        messages: _messages,
        closed: _closed,
        ...kept
      } = log.state();
      const {
        seq: _before,
        decisions: _then,
        defects: _none,
        messages: _no,
        closed: _nobody,
        ...then
      } = before;
      expect(kept).toEqual(then);
    },
  );
});

describe('folding a log', () => {
  it('gives the same as taking one event after the other', () => {
    const log = createLog(PLAN).begin().run('work', 'a', 'failed').ask('q', QUESTION);
    log.answer('q', { to: 'unit', remedy: 'retry' }).run('work', 'a').run('work', 'b').intend('after', 'a');
    expect(foldRun(PLAN, log.events)).toEqual(log.state());
  });

  it('refuses a log that does not begin with its creation', () => {
    expect(() => foldRun(PLAN, [])).toThrow('begins with runCreated');
    expect(() => foldRun(PLAN, createLog(PLAN).begin().events.slice(1))).toThrow('begins with runCreated');
  });

  it('refuses an event about a unit that the plan does not have', () => {
    const log = createLog(PLAN).begin();
    const body = finished(ref('work', 'nowhere'), 1);
    expect(() => log.add(body)).toThrow('work@nowhere');
  });

  it('keeps what every attempt came to when the unit is tried again', () => {
    const log = createLog(PLAN)
      .begin()
      .run('work', 'a', 'failed')
      .run('work', 'a', 'unknown')
      .run('work', 'a');
    expect(log.unit('work', 'a').attempts.map((attempt) => attempt.finished?.outcome)).toEqual([
      'failed',
      'unknown',
      'ok',
    ]);
  });

  it('takes the first outcome of an attempt and no other', () => {
    const log = createLog(PLAN).begin().run('work', 'a', 'failed');
    log.add(finished(UNIT, 1, { outcome: 'ok' }));
    expect(log.unit('work', 'a')).toMatchObject({ state: 'failed', reason: because('seen as failed') });
  });

  it('puts a late outcome to its own attempt, not to the one running', () => {
    const log = createLog(PLAN).begin().intend('work', 'a').intend('work', 'a');
    log.add(finished(UNIT, 1, { outcome: 'failed' }));
    const { state, attempts } = log.unit('work', 'a');
    expect(state).toBe('intent');
    expect(attempts.map((attempt) => attempt.finished?.outcome)).toEqual(['failed', undefined]);
  });

  it('keeps captured values by step, host and name, the newest of each', () => {
    const log = createLog(PLAN).begin().intend('work', 'a');
    log.finish('work', 'a', 'ok', { captured: { size: '12' } });
    log.intend('work', 'a').finish('work', 'a', 'ok', { captured: { size: '13' } });
    expect(Object.fromEntries(log.state().captures)).toEqual({ 'work\na\nsize': '13' });
  });
});

describe('a step that a person does', () => {
  const plan = planOf([{ id: 'desk', hosts: null, task: MANUAL }]);
  const question = { about: 'manual', unit: ref('desk'), text: '', items: [] } as const;

  it('is one attempt from the question to the answer', () => {
    const log = createLog(plan).begin().ask('m', question);
    log.answer('m', { to: 'manual', done: true, items: [] });
    expect(log.unit('desk')).toMatchObject({ state: 'ok', attempts: [{ number: 1, intendedAt: AT }] });
    expect(log.state().questions.size).toBe(0);
    expect(log.state().decisions).toMatchObject([
      { by: 'engineer', decided: { kind: 'answered', answer: { to: 'manual', done: true } } },
    ]);
  });

  it('is failed when the person says it was not done, with their words', () => {
    const log = createLog(plan).begin().ask('m', question);
    log.answer('m', { to: 'manual', done: false, items: [] }, 'engineer', 'nobody answers');
    expect(log.unit('desk')).toMatchObject({
      state: 'failed',
      reason: { kind: 'not-done-by', note: 'nobody answers' },
    });
  });

  it('takes no answer to a question that is not open', () => {
    const log = createLog(plan).begin().answer('m', { to: 'manual', done: true, items: [] });
    expect(log.unit('desk').state).toBe('waiting');
    expect(log.state().decisions).toEqual([]);
  });
});

describe('excluding a host', () => {
  it('leaves out what has not begun on it and keeps what ran', () => {
    const log = createLog(PLAN).begin().run('work', 'a').run('work', 'b', 'failed');
    log.add({ type: 'hostExcluded', data: { host: 'b' as never, by: 'engineer', note: 'broken disk' } });
    expect(log.unit('work', 'b').state).toBe('failed');
    expect(log.unit('after', 'b')).toMatchObject({
      state: 'excluded',
      reason: { kind: 'excluded-by', by: 'engineer', note: 'broken disk' },
    });
    expect(log.unit('after', 'a').state).toBe('waiting');
  });

  it('closes the open question about a unit on it', () => {
    const log = createLog(PLAN).begin().run('work', 'a', 'failed').ask('q', QUESTION);
    log.add({ type: 'hostExcluded', data: { host: 'a' as never, by: 'engineer', note: 'broken disk' } });
    expect(log.state().questions.size).toBe(0);
  });
});

it('begins with every unit waiting', () => {
  const state = initialState(header(), PLAN, AT);
  const units = [...state.units.values()].flatMap((byHost) => [...byHost.values()]);
  expect(units).toHaveLength(4);
  expect(new Set(units.map((unit) => unit.state))).toEqual(new Set(['waiting']));
});
