import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Bridge, createBridge } from '#bridge/bridge.ts';
import { computeBackout, pointsPassed } from '#core/backout/backout.ts';
import { activityOf } from '#core/run/activity.ts';
import type { RunEvent, RunId, UnitRef } from '#core/run/events.ts';
import { foldRun } from '#core/run/transition.ts';
import { phaseLines, unitToWatch } from '#features/cockpit/steps.ts';
import { gateFailureOf } from '#features/start/start-gate.ts';
import { blockersOf, createStartStore, readVars } from '#features/start/start-store.ts';
import { follow, hasGap, openLog } from '#run/live/run-log.ts';
import { createRunStore } from '#run/live/run-store.ts';
import { createOutputStore } from '#run/output/output-store.ts';
import { atOnce } from '#support/at-once.ts';
import { fakeHead } from '#support/fake-head.ts';
import { createFakeRunApi, type FakeOptions, type FakeRunApi } from '#support/fake-run-api.ts';
import { samplePlan } from '#support/sample-plan.ts';

const RUN = '7f3a9c' as RunId;
const HOSTS = ['web-1', 'web-2'];
const PLAN = samplePlan(HOSTS, [
  { id: 'drain', title: 'Drain', phase: 'Deploy', undo: 'enable', takesMs: 60_000 },
  { id: 'install', title: 'Install', phase: 'Deploy', undo: 'downgrade' },
  { id: 'migrate', title: 'Migrate', phase: 'Deploy', noReturn: 'no way back' },
]);

const failsOn = (step: string) => (unit: UnitRef) =>
  unit.step === step
    ? ({ outcome: 'failed', reason: 'exit 1', stdout: 'x'.repeat(400_000) } as const)
    : undefined;

function make(over: Partial<FakeOptions> = {}): { api: FakeRunApi; bridge: Bridge } {
  const api = createFakeRunApi({ plan: PLAN, ...over });
  return { api, bridge: createBridge(() => api) };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

afterEach(() => vi.restoreAllMocks());

describe('the log of a run on the page', () => {
  const events = make().api.events;
  const news = (of: readonly RunEvent[]) => ({ events: of, head: fakeHead(of.at(-1)?.seq ?? 0) });
  const opened = (count: number) => openLog({ plan: PLAN, ...news(events.slice(0, count)) });

  it('comes to the same state whatever the order and the repeats of arrival', () => {
    const whole = foldRun(PLAN, events);
    const late = events.slice(3);
    const shuffled = [...late.slice(4), ...late.slice(0, 6), ...late.slice(2, 8)].reverse();
    expect(follow(opened(3), [news(shuffled)]).state).toEqual(whole);
  });

  it('applies nothing beyond a gap and says that there is one', () => {
    const log = follow(opened(3), [news(events.slice(5, 7))]);
    expect([log.state.seq, hasGap(log)]).toEqual([3, true]);
    const filled = follow(log, [news(events.slice(3, 5))]);
    expect([filled.state.seq, hasGap(filled)]).toEqual([7, false]);
  });

  it('knows the head of what it shows, and none that belongs to something else', () => {
    const early = follow(opened(3), [news(events.slice(5, 7))]);
    expect([early.head, follow(early, [news(events.slice(3, 5))]).head]).toEqual([fakeHead(3), fakeHead(7)]);
    const pieces = [news(events.slice(3, 5)), news(events.slice(5, 9))];
    expect(follow(opened(3), pieces).head).toBe(fakeHead(9));
    expect(follow(opened(3), [{ ...news(events.slice(3, 5)), head: null }]).head).toBe('');
  });
});

describe('the store of the cockpit', () => {
  it('says why the engine let go of the run, and no more once it is carried out again', async () => {
    const { api, bridge } = make({ outcomeOf: failsOn('install') });
    const store = createRunStore(bridge, RUN, atOnce);
    store.getState().follow.open();
    await settled();
    const state = store.getState().view?.state;
    if (state === undefined) throw new Error('the run is open');
    const { failure } = store.getState();
    const tell = (brokenBy: string | null, run = RUN) =>
      api.tell({ kind: 'activity', runs: [{ ...activityOf(state, brokenBy), run }] });
    tell('Another one is full.', 'other' as RunId);
    expect([failure, store.getState().failure]).toEqual([null, null]);
    tell('The disk that holds the library is full.');
    api.tell({ kind: 'activity', runs: [] });
    api.tell({ kind: 'libraryChanged', what: 'runs' });
    await settled();
    expect(store.getState().failure).toBe('The disk that holds the library is full.');
    tell(null);
    expect(store.getState().failure).toBeNull();
  });

  it('shows what another program wrote of the run, with its head, also after its end, and asks for nothing else', async () => {
    const { api, bridge } = make();
    const store = createRunStore(bridge, RUN, atOnce);
    store.getState().follow.open();
    await settled();
    const { seq, outcome } = store.getState().view?.state ?? {};
    expect(outcome).toBe('succeeded');
    const opened = api.calls.length;
    const note = { type: 'noteAdded', data: { by: 'Ada', text: 'seen in a terminal' } } as const;
    (api.events as RunEvent[]).push({
      ...note,
      run: RUN,
      seq: (seq ?? 0) + 1,
      at: new Date(0).toISOString(),
    });
    api.tell({ kind: 'libraryChanged', what: 'runs', byOthers: true });
    await settled();
    expect(store.getState().view?.state.seq).toBe((seq ?? 0) + 1);
    expect(store.getState().view?.head).toBe(fakeHead((seq ?? 0) + 1));
    expect(api.calls.slice(opened).map(({ command }) => command)).toEqual(['run.eventsAfter']);
  });

  it('fetches the events of a gap and continues from there', async () => {
    const { api, bridge } = make({ outcomeOf: failsOn('install') });
    const store = createRunStore(bridge, RUN, atOnce);
    store.getState().follow.open();
    await settled();
    const before = store.getState().view?.state.seq ?? 0;
    vi.spyOn(api, 'call');
    const note = (seq: number, text: string): RunEvent => ({
      type: 'noteAdded',
      data: { by: 'Ada', text },
      run: RUN,
      seq,
      at: new Date(0).toISOString(),
    });
    const missing = note(before + 1, 'first');
    (api.events as RunEvent[]).push(missing);
    api.tell({ kind: 'runEvents', run: RUN, events: [note(before + 2, 'second')], head: null });
    await settled();
    expect(api.calls.filter((call) => call.command === 'run.eventsAfter')).toEqual([
      { command: 'run.eventsAfter', input: { run: RUN, seq: before } },
    ]);
    expect(store.getState().view?.state.decisions.map((decision) => decision.note)).toEqual([
      'first',
      'second',
    ]);
  });

  it('keeps news that arrive while the run is being opened', async () => {
    const { api, bridge } = make({ outcomeOf: failsOn('install') });
    const store = createRunStore(bridge, RUN, atOnce);
    store.getState().follow.open();
    api.append({ type: 'noteAdded', data: { by: 'Ada', text: 'early' } });
    await settled();
    expect(store.getState().view?.state.decisions.map((decision) => decision.note)).toEqual(['early']);
  });

  it('ignores news of other runs', async () => {
    const { api, bridge } = make();
    const store = createRunStore(bridge, RUN, atOnce);
    store.getState().follow.open();
    await settled();
    const before = store.getState().view?.state;
    api.tell({ kind: 'runEvents', run: 'other' as RunId, events: [...api.events], head: null });
    expect(store.getState().view?.state).toBe(before);
  });

  it('folds and publishes once a frame, however many news have come', async () => {
    const { api, bridge } = make({ outcomeOf: failsOn('install') });
    const frames: (() => void)[] = [];
    const store = createRunStore(bridge, RUN, (work) => {
      frames.push(work);
      return () => undefined;
    });
    store.getState().follow.open();
    await settled();
    const published = vi.fn();
    store.subscribe(published);
    const before = store.getState().view?.state;
    for (let n = 0; n < 200; n += 1)
      api.append({ type: 'noteAdded', data: { by: 'Ada', text: `note ${n}` } });
    expect([frames.length, published.mock.calls.length]).toEqual([1, 0]);
    frames[0]?.();
    const { view } = store.getState();
    const state = view?.state;
    expect(published).toHaveBeenCalledTimes(1);
    expect(state?.seq).toBe((before?.seq ?? 0) + 200);
    expect([view?.head, view?.lastAt]).toEqual([fakeHead(state?.seq ?? 0), api.events.at(-1)?.at]);
    // What did not change is the very same thing, so nothing of it is drawn again.
    expect(state?.units).toBe(before?.units);
    api.append({ type: 'noteAdded', data: { by: 'Ada', text: 'the next frame' } });
    expect(frames).toHaveLength(2);
  });

  it('answers a stop that comes too late with how the run had ended, which is no refusal', async () => {
    const { api, bridge } = make({ outcomeOf: failsOn('install') });
    const store = createRunStore(bridge, RUN, () => () => undefined);
    store.getState().follow.open();
    await settled();
    await api.call('run.stop', { run: RUN, by: 'Ben', note: null });
    expect(store.getState().view?.state.outcome).toBeNull();
    expect(await store.getState().ask.steer.stop({ by: 'Ada', note: null })).toBe(false);
    expect([store.getState().endedAs, store.getState().asked.refused]).toEqual(['failed', null]);
  });

  it('opens the run again when the engine was restarted', async () => {
    const { api, bridge } = make();
    const store = createRunStore(bridge, RUN, atOnce);
    store.getState().follow.open();
    await settled();
    api.tell({ kind: 'engineRestarted' });
    await settled();
    expect(api.calls.filter((call) => call.command === 'run.open')).toHaveLength(2);
  });

  it('tells why an answer was refused and forgets it on request', async () => {
    const { bridge } = make();
    const refusing: Bridge = {
      ...bridge,
      call: () => Promise.reject(new Error('Ada may not release this hold point')),
    };
    const store = createRunStore(refusing, RUN, atOnce);
    expect(await store.getState().ask.steer.stop({ by: 'Ada', note: null })).toBe(false);
    expect(store.getState().asked.refused?.causes).toEqual([
      { message: 'Ada may not release this hold point', place: null },
    ]);
    store.getState().show.forgetRefusal();
    expect(store.getState().asked.refused).toBeNull();
  });
});

describe('what the cockpit reads off the state', () => {
  const state = foldRun(PLAN, make({ outcomeOf: failsOn('install') }).api.events);

  it('never calls a step ok while a unit of it is not', () => {
    const lines = phaseLines(state).flatMap((phase) => phase.lines);
    expect(lines.map((line) => [line.step.id, line.state, line.isAsked])).toEqual([
      ['drain', 'ok', false],
      ['install', 'failed', true],
      ['migrate', 'waiting', false],
    ]);
  });

  it('watches the unit that is asked about', () => {
    expect(unitToWatch(state)).toEqual({ step: 'install', host: 'web-1' });
    const question = { about: 'step' as const, unit: { step: 'drain' as never, host: null }, batch: 1 };
    const open = {
      question: { ...question, batches: 1, hosts: ['web-2' as never] },
      askedAt: '',
      releasedBy: [],
    };
    const asks = { ...state, questions: new Map([['step:drain#1', { id: 'step:drain#1', ...open }]]) };
    expect(unitToWatch(asks)).toEqual({ step: 'drain', host: 'web-2' });
  });

  it('names the points of no return that were passed', () => {
    const done = foldRun(PLAN, make().api.events);
    expect([state, done].map((each) => pointsPassed(computeBackout(each)).map(({ step }) => step))).toEqual([
      [],
      ['migrate'],
    ]);
  });
});

describe('the store of an output', () => {
  const place = { step: PLAN.steps[1]!.id, host: PLAN.hosts[0]!.name, attempt: 1, stream: 'stdout' } as const;

  it('reads only the end of a long output while it follows', async () => {
    const { bridge } = make({ outcomeOf: failsOn('install') });
    const store = createOutputStore(bridge, RUN);
    await store.getState().show(place);
    const { window, totals } = store.getState();
    expect(totals.stdout).toBe(400_000);
    expect(window.from).toBeGreaterThan(0);
    expect(window.from + window.bytes.length).toBe(400_000);
  });

  it('fetches what comes before when asked', async () => {
    const { bridge } = make({ outcomeOf: failsOn('install') });
    const store = createOutputStore(bridge, RUN);
    await store.getState().show(place);
    const before = store.getState().window.from;
    await store.getState().earlier();
    expect(store.getState().window.from).toBeLessThan(before);
  });

  it('drops what was read for a place that is not looked at any more', async () => {
    const { bridge } = make({ outcomeOf: failsOn('install') });
    const store = createOutputStore(bridge, RUN);
    const first = store.getState().show(place);
    await store.getState().show(null);
    await first;
    expect(store.getState().window.bytes.length).toBe(0);
  });
});

describe('the store of a start', () => {
  const fresh = async (over: Partial<FakeOptions> = {}) => {
    const { bridge } = make(over);
    const store = createStartStore(bridge, { release: 'shop', form: {} });
    await store.getState().prepare.load();
    return store;
  };

  it('is ready when nothing is missing', async () => {
    const store = await fresh();
    expect([store.getState().form.environment, blockersOf(store.getState())]).toEqual(['production', []]);
  });

  it('names everything that stands in the way', async () => {
    const store = await fresh({
      needs: { credentials: [{ name: 'prod', reference: null, hosts: HOSTS }], secrets: [], uncovered: [] },
      untrusted: [
        {
          host: 'web-1',
          address: '10.0.0.1',
          port: 22,
          keyType: 'ssh-ed25519',
          presented: 'SHA256:x',
          publicKey: 'x',
          expected: ['SHA256:y'],
          sources: ['release'],
          verdict: 'changed',
        },
      ],
    });
    store.getState().prepare.change({ operator: ' ', mode: 'rehearsal', vars: 'nonsense' });
    expect(blockersOf(store.getState())).toHaveLength(5);
  });

  it('leaves the other keys to be compared when one of them is accepted', async () => {
    const unknown = (n: number) => ({
      host: `web-${n}`,
      address: `10.0.0.${n}`,
      port: 22,
      keyType: 'ssh-ed25519',
      presented: `SHA256:${n}`,
      publicKey: `key ${n}`,
      expected: [],
      sources: [],
      verdict: 'unknown' as const,
    });
    const store = await fresh({ untrusted: [unknown(1), unknown(2), unknown(3)] });
    await store.getState().trust.accept(unknown(2), 'kim', null);
    expect(store.getState().keys.untrusted?.map(({ host }) => host)).toEqual(['web-1', 'web-3']);
  });

  it('says once why a release cannot be run, and why its rules cannot be judged only where it is planned', async () => {
    const why = 'The release is not valid: line 3';
    const loaded = async (...refused: readonly ('release.gate' | 'release.plan')[]) => {
      const { api, bridge } = make();
      for (const command of refused) api.refuse(command, why);
      const store = createStartStore(bridge, { release: 'shop', form: {} });
      await store.getState().prepare.load();
      await expect.poll(() => store.getState().gate.failure).toBe(why);
      return store.getState();
    };
    expect(gateFailureOf(await loaded('release.gate'))).toBe(why);
    const broken = await loaded('release.gate', 'release.plan');
    expect(broken.prepared.failure?.causes).toEqual([{ message: why, place: null }]);
    expect(gateFailureOf(broken)).toBeNull();
  });

  it('reads variables a line at a time', () => {
    expect(readVars('a=1\n\n b = x=y \nwrong\n=no')).toEqual({
      vars: { a: '1', b: 'x=y' },
      wrong: ['wrong', '=no'],
    });
  });
});
