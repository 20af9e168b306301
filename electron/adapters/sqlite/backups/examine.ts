/** Looks through a copy of a library that nobody writes to. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { lossFinding } from '#core/run/evidence.ts';
import { describeFinding, describeStrange } from '#core/words/describe-evidence.ts';
import type { Head } from '../checkpoint.ts';
import type { OpenDatabase } from '../connection.ts';
import { createEventLog, type EventLog } from '../event-log.ts';
import { createHistoryReader } from '../library-history.ts';
import { MIGRATIONS } from '../migrations/all.ts';
import { readSchema } from '../schema.ts';
import { storeFailureCode } from '../store-failure.ts';
import { damageFinding, verifyLibrary } from '../verify.ts';

export interface Examined {
  /** Id of the library; null where it does not say. */
  readonly library: string | null;
  readonly head: Head;
  readonly newestAt: string | null;
  /** Newest event of each run. */
  readonly runs: ReadonlyMap<string, Head>;
  /** What is wrong with it, in words. */
  readonly findings: readonly string[];
}

const MOST_FINDINGS = 20;

/** `quick`: pages and the library's own log. `whole`: every page, every log, every output. */
type Depth = 'quick' | 'whole';

/** Throws where the file is no database at all. */
export function examine(open: OpenDatabase, path: string, depth: Depth): Examined {
  const database = open(path, { readonly: true, timeout: 0 });
  try {
    const log = createEventLog(database);
    const findings = depth === 'quick' ? quickFindings(database, log) : wholeFindings(open, database, log);
    return { ...readHeads(database, log), findings: findings.slice(0, MOST_FINDINGS) };
  } finally {
    database.close();
  }
}

export function readHeads(database: Database, log: EventLog): Omit<Examined, 'findings'> {
  const runs = database.prepare<[], string>('SELECT run FROM runs').pluck().all();
  const id = database
    .prepare<[], string>(
      "SELECT json_extract(data, '$.id') FROM events WHERE run IS NULL AND seq = 1 AND type = 'libraryCreated' AND json_valid(data)",
    )
    .pluck()
    .get();
  const newestAt = database
    .prepare<[], string>('SELECT at FROM events ORDER BY id DESC LIMIT 1')
    .pluck()
    .get();
  return {
    library: id ?? null,
    head: log.head(null),
    newestAt: newestAt ?? null,
    runs: new Map(runs.map((run) => [run, log.head(run)])),
  };
}

function quickFindings(database: Database, log: EventLog): readonly string[] {
  const lines = database.prepare<[], string>(`PRAGMA quick_check(${MOST_FINDINGS})`).pluck().all();
  const chain = createHistoryReader(log)().findings;
  return [...lines.filter((line) => line !== 'ok').map(damageFinding), ...chain].map(describeFinding);
}

/** Losses that its own log tells of are no fault of the copy. */
function wholeFindings(open: OpenDatabase, database: Database, log: EventLog): readonly string[] {
  const version = Number(database.pragma('user_version', { simple: true }));
  const schema = readSchema(open, MIGRATIONS.slice(0, version));
  const told = new Set(createHistoryReader(log)().losses.map((loss) => JSON.stringify(lossFinding(loss))));
  return verifyLibrary({ database, log, losses: [], schema })
    .findings.filter((finding) => !told.has(JSON.stringify(finding)))
    .map(describeFinding);
}

/** Heads of a copy that the library does not have, in words. */
export function strangeHeads(copy: Examined, library: EventLog): readonly string[] {
  const has = (run: string | null, { seq, hash }: Head): boolean =>
    seq === 0 || library.rows(run, seq - 1)[0]?.hash === hash;
  return [[null, copy.head] as const, ...copy.runs]
    .filter(([run, head]) => !has(run, head))
    .map(([run, { seq }]) => describeStrange(run, seq));
}

/** What the world refuses while a copy is looked through, as a finding; null for a bug. */
export function damageOf(error: unknown): string | null {
  const code = storeFailureCode(error);
  if (code !== 'damaged' && code !== 'io') return null;
  return error instanceof Error ? error.message : String(error);
}

const PIECE_BYTES = 4 * 1024 * 1024;

/** SHA-256 of a file, read in pieces. */
export function sha256OfFile(path: string): string {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece))
      hash.update(piece.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
