import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { canonicalJson } from '#core/canonical-json.ts';
import { type ChainRow, GENESIS, rowHash } from '#core/run/chain.ts';
import type { ChainedEvent, RunEvent, RunEventBody, RunHeader, RunId } from '#core/run/events.ts';
import type { Head } from './checkpoint.ts';
import type { LibraryEvent } from './library-event.ts';
import { storeFailure } from './store-failure.ts';

interface Appendable {
  readonly run: string | null;
  readonly at: string;
  readonly events: readonly { readonly type: string; readonly data: unknown }[];
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The chains in the database. Methods that write expect to be called inside a transaction. */
export interface EventLog {
  /** A run that has come to its end is sealed in the library's chain with each event that it gains. */
  appendToRun(run: RunId, events: readonly RunEventBody[], at: string): readonly RunEvent[];
  appendToLibrary(event: LibraryEvent, at: string): void;
  /** Newest event of a chain; seq 0 when it has none. */
  head(run: string | null): Head;
  rows(run: string | null, afterSeq?: number): readonly ChainRow[];
  /** Of the same rows, their places in the order in which all events were recorded. */
  places(run: string | null, afterSeq?: number): readonly number[];
  /** Counts what was appended to the library's own chain by this program. */
  libraryAppends(): number;
}

export function createEventLog(database: Database): EventLog {
  const columns = 'run, seq, at, type, data, prev, hash';
  const insert = database.prepare<[string | null, number, string, string, string, string, string]>(
    `INSERT INTO events (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const newest = database.prepare<[string | null], Head>(
    'SELECT seq, hash FROM events WHERE run IS ? ORDER BY seq DESC LIMIT 1',
  );
  const select = database.prepare<[string | null, number], ChainRow>(
    `SELECT ${columns} FROM events WHERE run IS ? AND seq > ? ORDER BY seq`,
  );
  const selectPlaces = database
    .prepare<[string | null, number], number>('SELECT id FROM events WHERE run IS ? AND seq > ? ORDER BY seq')
    .pluck();
  const finished = database
    .prepare<[RunId], number>("SELECT 1 FROM events WHERE run = ? AND type = 'runFinished'")
    .pluck();
  const insertRun = database.prepare(`
    INSERT INTO runs (run, release, release_name, version, revision, plan, environment, mode, operator, undoes, created_at)
    VALUES (@run, @releaseId, @releaseName, @version, @revision, @plan, @environment, @mode, @operator, @undoes, @at)
  `);

  const head = (run: string | null): Head => newest.get(run) ?? { seq: 0, hash: GENESIS };

  function append({ run, at, events }: Appendable): readonly ChainRow[] {
    let { seq, hash: prev } = head(run);
    return events.map(({ type, data }) => {
      seq += 1;
      const body = { run, seq, at, type, data: storedJson(data) };
      const row = { ...body, prev, hash: rowHash(prev, body, sha256) };
      insert.run(run, seq, at, type, row.data, prev, row.hash);
      prev = row.hash;
      return row;
    });
  }

  let libraryAppends = 0;
  function appendToLibrary({ type, data }: LibraryEvent, at: string): void {
    append({ run: null, at, events: [{ type, data }] });
    libraryAppends += 1;
  }

  function openRun(header: RunHeader, at: string): void {
    const { run, revision, planSha256, undoes } = header;
    insertRun.run({ ...listed(header), at });
    appendToLibrary({ type: 'runOpened', data: { run, revision, planSha256, undoes } }, at);
  }

  function seal(run: RunId, at: string): void {
    const { seq, hash } = head(run);
    appendToLibrary({ type: 'runSealed', data: { run, seq, head: hash } }, at);
  }

  return {
    head,
    appendToLibrary,
    appendToRun(run, events, at) {
      const first = events[0];
      if (first?.type === 'runCreated') openRun(first.data, at);
      else if (head(run).seq === 0) throw new Error(`run ${run} was never created`);
      const rows = append({ run, at, events });
      if (finished.get(run) === 1) seal(run, at);
      return rows.map(toRunEvent);
    },
    rows: (run, afterSeq = 0) => select.all(run, afterSeq),
    places: (run, afterSeq = 0) => selectPlaces.all(run, afterSeq),
    libraryAppends: () => libraryAppends,
  };
}

/** The columns of a run's row; they repeat what its first event says. */
export function listed(header: RunHeader) {
  const { run, releaseId, releaseName, version, revision, plan, environment, mode, operator, undoes } =
    header;
  return { run, releaseId, releaseName, version, revision, plan, environment, mode, operator, undoes };
}

/** A stored event with its data read. */
export function toChained(row: ChainRow): ChainedEvent {
  return { ...row, run: row.run as RunId | null, data: readableJson(row.data) };
}

/** Of an event that somebody damaged the stored text stands for what it said. */
function readableJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** An event of the library's chain; null when it cannot be read, which its hash says as well. */
export function toLibraryEvent({ type, data }: ChainRow): LibraryEvent | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? ({ type, data: value } as LibraryEvent) : null;
  } catch {
    return null;
  }
}

/** What was appended by this program or checked by its chain; its shape is not examined again. */
export function toRunEvent({ run, seq, at, type, data }: ChainRow): RunEvent {
  return { run, seq, at, type, data: readJson(data) } as RunEvent;
}

/** JSON that stands in the database; anything else there is damage. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw storeFailure('damaged', error);
  }
}

const LONE_SURROGATE = /\\ud[89a-f][0-9a-f]{2}/i;

/** Canonical JSON of what is kept. Half characters, which UTF-8 cannot say, become U+FFFD. */
function storedJson(data: unknown): string {
  const text = JSON.stringify(data);
  if (!LONE_SURROGATE.test(text)) return canonicalJson(data);
  const wellFormed = (_key: string, value: unknown): unknown =>
    typeof value === 'string' ? Buffer.from(value, 'utf8').toString('utf8') : value;
  return canonicalJson(JSON.parse(text, wellFormed));
}
