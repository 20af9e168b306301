import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { AT, finished, PLAN, RUN, runCreated, test } from './library-fixture.ts';

const CHILD = fileURLToPath(new URL('./hold-run.child.ts', import.meta.url));

/** Another program that tries to hold the run; gives its first word. */
async function holdElsewhere(folder: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [CHILD, folder, RUN], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, said: said.toString().trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('holding a run', () => {
  test('lets nobody else hold it until it is released', async ({ store }) => {
    const [first, second] = [await store.open(), await store.open()];
    const hold = first.lockRun(RUN);
    expect(hold).not.toBeNull();
    expect(first.lockRun(RUN)).toBeNull();
    expect(second.lockRun(RUN)).toBeNull();
    expect(second.isRunLocked(RUN)).toBe(true);
    hold?.release();
    hold?.release();
    expect(second.isRunLocked(RUN)).toBe(false);
    expect(second.lockRun(RUN)).not.toBeNull();
  });

  test('ends with the process that held it, even by SIGKILL', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library)], AT);
    const { child, said } = await holdElsewhere(store.folder);
    expect(said).toBe('held');
    expect(library.isRunLocked(RUN)).toBe(true);
    expect(library.lockRun(RUN)).toBeNull();
    expect(library.interruptedRuns()).toEqual([]);
    expect(library.listRuns()).toEqual([expect.objectContaining({ run: RUN, carriedOut: true })]);
    await kill(child);
    expect(library.isRunLocked(RUN)).toBe(false);
    expect(library.interruptedRuns()).toEqual([expect.objectContaining({ run: RUN, carriedOut: false })]);
    expect(library.lockRun(RUN)).not.toBeNull();
  });

  test('is refused in another program while it lasts', async ({ store }) => {
    const library = await store.open();
    library.lockRun(RUN);
    const { child, said } = await holdElsewhere(store.folder);
    expect(said).toBe('refused');
    await kill(child);
  });

  test('ends when the library is closed', async ({ store }) => {
    const library = await store.open();
    library.lockRun(RUN);
    library.close();
    expect((await store.open()).isRunLocked(RUN)).toBe(false);
  });

  test('takes no path for a run id', async ({ store }) => {
    const library = await store.open();
    expect(() => library.lockRun('../x' as typeof RUN)).toThrow('not a run id');
  });
});

describe('listing runs', () => {
  test('gives the newest first, with how they ended', async ({ store }) => {
    const library = await store.open();
    const other = 'r-20261121-0500-bbbb' as typeof RUN;
    library.append(RUN, [runCreated(library), finished], AT);
    library.append(other, [runCreated(library, other)], '2026-11-21T05:00:00.000Z');
    expect(library.listRuns().map(({ run, outcome, finishedAt }) => [run, outcome, finishedAt])).toEqual([
      [other, null, null],
      [RUN, 'succeeded', AT],
    ]);
    expect(library.listRuns({ release: 'another' })).toEqual([]);
    expect(library.listRuns({ release: 'gateway', limit: 1 }).map(({ run }) => run)).toEqual([other]);
  });

  test('gives the header and the frozen plan of a run', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library)], AT);
    expect(library.runHeader(RUN)).toMatchObject({ run: RUN, operator: 'engineer' });
    expect(library.storedPlan(RUN)).toEqual(JSON.parse(PLAN));
    expect(library.runHeader('r-none' as typeof RUN)).toBeNull();
    expect(library.storedPlan('r-none' as typeof RUN)).toBeNull();
  });
});
