/** What a person can do to a run from the page, and what the page follows by itself. */

import { describe, expect, it } from 'vitest';
import { createBridge } from '#bridge/bridge.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { RunEventBody, RunId, UnitRef } from '#core/run/events.ts';
import { unitOf } from '#core/run/state.ts';
import { retryable } from '#run/actions/retryable.ts';
import { createRunStore } from '#run/live/run-store.ts';
import { quietOf } from '#run/unit/unit-words.ts';
import { atOnce } from '#support/at-once.ts';
import { because } from '#support/because.ts';
import { createFakeRunApi, type FakeOptions, type FakeRunApi } from '#support/fake-run-api.ts';
import { samplePlan } from '#support/sample-plan.ts';

const RUN = '7f3a9c' as RunId;
const ADA = { by: 'Ada', note: null };
const WEB_1 = 'web-1' as HostName;
const INSTALL = 'install' as StepId;
const PLAN = samplePlan(
  ['web-1', 'web-2'],
  [
    { id: 'install', title: 'Install', phase: 'Deploy', undo: 'downgrade' },
    { id: 'restart', title: 'Restart', phase: 'Deploy', undo: 'restart' },
  ],
);
const HANGS = { outcome: 'hangs' } as const;
const hanging = ({ step }: UnitRef) => (step === 'install' ? HANGS : undefined);

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function opened(over: Partial<FakeOptions> = {}) {
  const api = createFakeRunApi({ plan: PLAN, outcomeOf: hanging, ...over });
  const store = createRunStore(
    createBridge(() => api),
    RUN,
    atOnce,
  );
  store.getState().follow.open();
  await settled();
  return { api, get: store.getState };
}

const on = (host: string): UnitRef => ({ step: INSTALL, host: host as HostName });

function ended(host: string, outcome: 'ok' | 'failed' | 'unknown'): RunEventBody {
  const nothing = { bytes: 0, sha256: '0'.repeat(64) };
  return {
    type: 'attemptFinished',
    data: {
      ...on(host),
      attempt: 1,
      outcome,
      exit: null,
      signal: null,
      reason: outcome === 'ok' ? null : because(outcome),
      stdout: nothing,
      stderr: nothing,
      captured: {},
      durationMs: 1,
    },
  };
}

const called = (api: FakeRunApi, command: string) =>
  api.calls.filter((call) => call.command === command).map((call) => call.input);

describe('a run running', () => {
  it('is paused and continued in the name of a person, and says since when', async () => {
    const { api, get } = await opened();
    expect(await get().ask.steer.pause({ by: 'Ada', note: 'The phone rings' })).toBe(true);
    const pausedAt = api.events.at(-1)?.at;
    expect(get().view?.state.paused).toEqual({
      because: 'person',
      at: pausedAt,
      by: 'Ada',
      note: 'The phone rings',
    });
    await get().ask.steer.continue(ADA);
    expect(get().view?.state.paused).toBeNull();
  });

  it('leaves a host out and takes it in again', async () => {
    const { get } = await opened();
    await get().ask.hosts.exclude([WEB_1], { by: 'Ada', note: 'Disk full' });
    expect(get().view?.state.excluded.get(WEB_1)).toMatchObject({ by: 'Ada', note: 'Disk full' });
    await get().ask.hosts.includeAgain(WEB_1, ADA);
    expect(get().view?.state.excluded.size).toBe(0);
  });

  it('records what was done from paper on each host that is named', async () => {
    const { api, get } = await opened({ outcomeOf: () => ({ outcome: 'failed', reason: 'exit 1' }) });
    const doneAt = '2026-11-21T02:30:00.000Z';
    const hosts = PLAN.hosts.map((host) => host.name);
    await get().ask.record.addWork({ ...ADA, step: INSTALL, hosts, outcome: 'ok', doneAt });
    expect(called(api, 'run.record')).toEqual(
      hosts.map((host) => ({
        run: RUN,
        step: 'install',
        host,
        outcome: 'ok',
        by: 'Ada',
        doneAt,
        note: null,
      })),
    );
    expect(
      hosts.map((host) => get().view?.state && unitOf(get().view!.state, { step: INSTALL, host })?.state),
    ).toEqual(['ok', 'ok']);
  });

  it('stops giving answers at the first that is refused', async () => {
    const { api, get } = await opened();
    api.refuse('run.answer', 'Ada may not');
    const retry = { answer: { to: 'unit', remedy: 'retry' } as const, ...ADA };
    const all = [
      { question: 'a', ...retry },
      { question: 'b', ...retry },
    ];
    expect(await get().ask.decide.answerAll(all)).toBe(false);
    expect([get().asked.refused?.causes, called(api, 'run.answer').length]).toEqual([
      [{ message: 'Ada may not', place: null }],
      1,
    ]);
  });

  it('never offers to retry an unknown outcome together with the others', async () => {
    const { api, get } = await opened();
    api.append(ended('web-1', 'unknown'), ended('web-2', 'failed'));
    const { known, unknown } = retryable(get().view!.state);
    expect([known, unknown].map((group) => group.map(({ question }) => question.unit.host))).toEqual([
      ['web-2'],
      ['web-1'],
    ]);
  });
});

describe('a run that nobody carries out any more', () => {
  it('names what was running, and is looked after again in the name of whoever says so', async () => {
    const { api, get } = await opened();
    api.crash();
    await settled();
    expect([get().view?.carriedOut, get().view?.leftRunning]).toEqual([false, [on('web-1'), on('web-2')]]);
    expect(unitOf(get().view!.state, on('web-1'))?.state).toBe('unknown');
    expect(await get().ask.carry.resume('Ada Lindqvist')).toBe(true);
    expect(called(api, 'run.resume')).toEqual([{ run: RUN, by: 'Ada Lindqvist' }]);
    expect([get().view?.carriedOut, get().view?.leftRunning, get().view?.state.paused?.because]).toEqual([
      true,
      [],
      'recovery',
    ]);
  });

  it('is noticed although its engine only let go of it, without a word in the log', async () => {
    const { api, get } = await opened();
    api.letGo();
    expect(get().view?.carriedOut).toBe(true);
    api.tell({ kind: 'libraryChanged', what: 'runs' });
    await settled();
    expect(get().view?.carriedOut).toBe(false);
  });

  it('keeps what is newer than the answer when it is opened again', async () => {
    const { api, get } = await opened();
    api.tell({ kind: 'libraryChanged', what: 'runs' });
    api.append({ type: 'noteAdded', data: { by: 'Ada', text: 'in between' } });
    await settled();
    expect(get().view?.state.seq).toBe(api.events.length);
  });
});

describe('a step that prints nothing', () => {
  const quiet: RunEventBody = {
    type: 'attemptQuiet',
    data: { ...on('web-1'), attempt: 1, quietMs: 300_000, lastLine: 'Unpacking' },
  };
  const grown = [
    {
      step: 'install',
      host: 'web-1',
      attempt: 1,
      stream: 'stdout',
      total: 5,
      at: '2026-11-21T02:50:00.000Z',
    } as const,
  ];

  it('is said to be quiet since it last printed, until it prints again', async () => {
    const { api, get } = await opened();
    const silence = () => quietOf(unitOf(get().view!.state, on('web-1'))!, get().noisy);
    expect(silence()).toBeNull();
    api.append(quiet);
    const toldAt = Date.parse(api.events.at(-1)?.at ?? '');
    expect(silence()).toEqual({ sinceMs: toldAt - 300_000, lastLine: 'Unpacking' });
    api.tell({ kind: 'outputGrew', run: RUN, grown });
    expect(silence()).toBeNull();
    api.append(quiet);
    expect(silence()?.lastLine).toBe('Unpacking');
  });

  it('is of no interest once it has ended', async () => {
    const { api, get } = await opened();
    api.append(quiet, ended('web-1', 'ok'));
    expect(quietOf(unitOf(get().view!.state, on('web-1'))!, get().noisy)).toBeNull();
  });
});
