import { describe, expect } from 'vitest';
import { NO_LOG } from '#adapters/log/program-log.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import type { RunEventBody, RunHeader, RunId } from '#core/run/events.ts';
import { createReader } from '#operations/release-reader.ts';
import { createFakeRunApi } from '#support/fake-run-api.ts';
import { samplePlan } from '#support/sample-plan.ts';
import { runRecordHandlers } from '#worker/handlers/run-records.ts';
import { createRunDiary } from '#worker/run-diary.ts';
import { createWorkerContext } from '#worker/worker-context.ts';
import { AT, type StoreFixture, test } from './library-fixture.ts';

const PLAN = samplePlan(
  ['web-1', 'web-2'],
  [{ id: 'install', title: 'Install', phase: 'Deploy', undo: 'downgrade' }],
);
const BACKOUT = { ...PLAN, plan: 'backout', undoes: 'r-1', steps: undoing(PLAN.steps) } as const;

function undoing(steps: typeof PLAN.steps): typeof PLAN.steps {
  return steps.map((step) => ({ ...step, phase: { id: '-undo', title: 'Undo' } }));
}

/** Records a run whose install hangs on both hosts, or ends well. */
function record(library: Library, run: string, over: Partial<RunHeader> & { readonly hangs: boolean }): void {
  const { hangs, ...header } = over;
  const plan = over.undoes ? BACKOUT : PLAN;
  const { events } = createFakeRunApi({
    plan,
    header: { run: run as RunId, ...header },
    outcomeOf: () => ({ outcome: hangs ? 'hangs' : 'ok' }),
  });
  const planSha256 = library.putDocument(JSON.stringify(plan));
  for (const { type, data } of events) {
    const body = (
      type === 'runCreated' ? { type, data: { ...data, planSha256 } } : { type, data }
    ) as RunEventBody;
    library.append(run as RunId, [body], AT);
  }
}

async function records(store: StoreFixture) {
  const library = await store.open();
  return {
    library,
    ask: runRecordHandlers(
      createWorkerContext(library, store.clock, {
        reader: createReader(sha256),
        diary: createRunDiary(NO_LOG, { afterRun: () => Promise.resolve() }),
        backupFailure: () => null,
        keychain: { read: () => Promise.reject(new Error('no keychain here')) },
        send: () => undefined,
      }),
    ),
  };
}

describe('runs that nobody carries out', () => {
  test('are those that are open and held by no program, with what was running', async ({ store }) => {
    const { library, ask } = await records(store);
    record(library, 'r-cut', { hangs: true });
    record(library, 'r-held', { hangs: true });
    record(library, 'r-over', { hangs: false });
    const lock = library.lockRun('r-held' as RunId);
    const left = await ask['run.interrupted']({});
    expect(
      left.map(({ summary, leftRunning, lastAt }) => [summary.run, summary.state, leftRunning, lastAt]),
    ).toEqual([['r-cut', 'interrupted', 2, AT]]);
    lock?.release();
    expect((await ask['run.interrupted']({})).map(({ summary }) => summary.run)).toContain('r-held');
  });
});

describe('how long undoing took', () => {
  test('is the longest of it in backouts of the same release', async ({ store }) => {
    const { library, ask } = await records(store);
    record(library, 'r-1', { hangs: false });
    expect((await ask['run.backoutFacts']({ run: 'r-1' as RunId })).history).toEqual({});
    record(library, 'r-2', { hangs: false, plan: 'backout', undoes: 'r-1' as RunId });
    record(library, 'r-3', { hangs: false, releaseId: 'other' });
    expect((await ask['run.backoutFacts']({ run: 'r-1' as RunId })).history).toEqual({ install: 3200 });
    expect((await ask['run.backoutFacts']({ run: 'r-3' as RunId })).history).toEqual({});
  });

  test('is known of a release too, for its mirror', async ({ store }) => {
    const { library, ask } = await records(store);
    record(library, 'r-1', { hangs: false });
    record(library, 'r-2', { hangs: false, plan: 'backout', undoes: 'r-1' as RunId });
    const { releaseId } = (await ask['run.open']({ run: 'r-1' as RunId })).header;
    expect(await ask['run.undoHistory']({ release: releaseId })).toEqual({ install: 3200 });
    expect(await ask['run.undoHistory']({ release: 'other' })).toEqual({});
  });
});
