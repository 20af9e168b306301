import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { test as base } from 'vitest';
import type { Library } from '#adapters/sqlite/library.ts';
import { type LibraryOptions, openLibrary } from '#adapters/sqlite/open-library.ts';
import type { HostName, Revision, StepId } from '#core/release/model.ts';
import type { AttemptFinished, RunEventBody, RunHeader, RunId } from '#core/run/events.ts';
import type { Clock, OutputRef } from '#engine/ports.ts';
import { tamper } from '#support/tampering.ts';

/** A clock that goes when it is told to. */
export interface SteppedClock extends Clock {
  advance(ms: number): void;
}

function createSteppedClock(): SteppedClock {
  let ms = 0;
  let waiting: { readonly at: number; readonly callback: () => void }[] = [];
  return {
    now: () => new Date(Date.UTC(2026, 10, 21, 4, 25) + ms),
    monotonicMs: () => ms,
    after(delay, callback) {
      const entry = { at: ms + delay, callback };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    advance(by) {
      ms += by;
      const due = waiting.filter(({ at }) => at <= ms);
      waiting = waiting.filter(({ at }) => at > ms);
      for (const { callback } of due) callback();
    },
  };
}

export interface StoreFixture {
  readonly folder: string;
  readonly clock: SteppedClock;
  /** Opens the library of this test's folder; it is closed when the test ends. */
  open(options?: Partial<LibraryOptions>): Promise<Library>;
  /** Closes what is open. */
  closeAll(): void;
  /** Changes the file behind the library's back, its guards taken off meanwhile. */
  tamper(work: (database: Database) => void): void;
  /** Does something to the file as another program would, and nothing besides. */
  rawly(work: (database: Database) => void): void;
}

/** Each test has a folder and a clock of its own, and real SQLite files. */
export const test = base.extend<{ store: StoreFixture }>({
  // biome-ignore lint/correctness/noEmptyPattern: the fixture needs no other
  store: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'holdpoint-library-'));
    const clock = createSteppedClock();
    const opened: Library[] = [];
    await use({
      folder,
      clock,
      async open(options = {}) {
        const result = await openLibrary(folder, { clock, reserveBytes: 0, ...options });
        if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
        opened.push(result.value);
        return result.value;
      },
      closeAll() {
        for (const library of opened.splice(0)) closeQuietly(library);
      },
      tamper(work) {
        tamper(folder, work);
      },
      rawly(work) {
        const database = new Sqlite(join(folder, 'library.db'));
        try {
          work(database);
        } finally {
          database.close();
        }
      },
    });
    for (const library of opened) closeQuietly(library);
    rmSync(folder, { recursive: true, force: true });
  },
});

function closeQuietly(library: Library): void {
  try {
    library.close();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}

export const RUN = 'r-20261121-0425-7k3q' as RunId;
export const AT = '2026-11-21T04:25:00.000Z';
export const STEP = 'install' as StepId;
export const WEB_1 = 'web-1' as HostName;
/** Whole, and without a step: of a changed log no more is told than what is one. */
export const PLAN = JSON.stringify({
  format: 1,
  release: { id: 'gateway', name: 'Payments gateway', version: '4.2.0' },
  revision: 'a'.repeat(64),
  plan: 'deployment',
  environment: { name: 'production', kind: 'production' },
  undoes: null,
  limit: null,
  hosts: [],
  steps: [],
  waves: [],
});

export const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

export function runCreated(library: Library, run: RunId = RUN): RunEventBody {
  return { type: 'runCreated', data: header(library.putDocument(PLAN), run) };
}

function header(planSha256: string, run: RunId = RUN): RunHeader {
  return {
    run,
    releaseId: 'gateway',
    releaseName: 'Payments gateway',
    version: '4.2.0',
    revision: 'a'.repeat(64) as Revision,
    plan: 'deployment',
    environment: 'production',
    environmentKind: 'production',
    mode: 'live',
    limit: null,
    vars: {},
    operator: 'engineer',
    planSha256,
    undoes: null,
    app: '0.1.0',
  };
}

export const started: RunEventBody = { type: 'runStarted', data: {} };
export const finished: RunEventBody = { type: 'runFinished', data: { outcome: 'succeeded', reason: null } };

export function note(text: string): RunEventBody {
  return { type: 'noteAdded', data: { by: 'engineer', text } };
}

export function outputRef(host: string | null = WEB_1, attempt = 1): OutputRef {
  return { run: RUN, step: STEP, host, attempt };
}

export function attemptFinished(
  digests: Pick<AttemptFinished, 'stdout' | 'stderr'>,
  { host = WEB_1, attempt = 1 }: { host?: HostName | null; attempt?: number } = {},
): RunEventBody {
  const data = {
    step: STEP,
    host,
    attempt,
    outcome: 'ok',
    exit: 0,
    signal: null,
    reason: null,
    captured: {},
    durationMs: 12,
  } as const;
  return { type: 'attemptFinished', data: { ...data, ...digests } };
}

/** A sealed run of one step with output on two hosts. */
export function recordRun(library: Library, run: RunId = RUN): void {
  library.append(run, [runCreated(library, run)], AT);
  library.append(run, [started], AT);
  for (const host of ['web-1', 'web-2'] as HostName[]) {
    const writer = library.openOutput({ run, step: STEP, host, attempt: 1 });
    writer.write('stdout', Buffer.from(`${host} is installed\n`.repeat(200)));
    writer.write('stderr', Buffer.from('a warning\n'));
    library.append(run, [attemptFinished(writer.finish(), { host })], AT);
  }
  library.append(run, [finished], AT);
}
