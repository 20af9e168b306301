/** Looks through a copy of a library that nobody writes to. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { StrangeHead } from '#core/library/backup.ts';
import type { ChainFinding } from '#core/run/chain.ts';
import { type DamageFinding, type EvidenceFinding, lossFinding } from '#core/run/evidence.ts';
import type { Head } from '../checkpoint.ts';
import type { OpenDatabase } from '../connection.ts';
import { createEventLog, type EventLog } from '../event-log.ts';
import { createHistoryReader } from '../library-history.ts';
import { MIGRATIONS } from '../migrations/all.ts';
import { readSchema } from '../schema.ts';
import { storeFailureCode } from '../store-failure.ts';
import { damageFinding, verifyLibrary } from '../verify.ts';

export interface ExaminedBackup<Finding = EvidenceFinding> {
  /** Id of the library; null where it does not say. */
  readonly library: string | null;
  readonly head: Head;
  readonly newestAt: string | null;
  /** Newest event of each run. */
  readonly runs: ReadonlyMap<string, Head>;
  /** What is wrong with it. */
  readonly findings: readonly Finding[];
}

const MOST_FINDINGS = 20;

interface Copy {
  readonly open: OpenDatabase;
  readonly database: Database;
  readonly log: EventLog;
}

/** By `find`, `quickFindings` or `wholeFindings`. Throws where the file is no database at all. */
export function examine<Finding>(
  open: OpenDatabase,
  path: string,
  find: (copy: Copy) => readonly Finding[],
): ExaminedBackup<Finding> {
  const database = open(path, { readonly: true, timeout: 0 });
  try {
    const log = createEventLog(database);
    const findings = find({ open, database, log });
    return { ...readHeads(database, log), findings: findings.slice(0, MOST_FINDINGS) };
  } finally {
    database.close();
  }
}

export function readHeads(database: Database, log: EventLog): Omit<ExaminedBackup, 'findings'> {
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

/** Of its pages and of the library's own log. */
export function quickFindings({ database, log }: Copy): readonly (ChainFinding | DamageFinding)[] {
  const lines = database.prepare<[], string>(`PRAGMA quick_check(${MOST_FINDINGS})`).pluck().all();
  const chain = createHistoryReader(log)().findings;
  return [...lines.filter((line) => line !== 'ok').map(damageFinding), ...chain];
}

/** Of every page, every log and every output. Losses that its own log tells of are no fault of the copy. */
export function wholeFindings({ open, database, log }: Copy): readonly EvidenceFinding[] {
  const version = Number(database.pragma('user_version', { simple: true }));
  const schema = readSchema(open, MIGRATIONS.slice(0, version));
  const told = new Set(createHistoryReader(log)().losses.map((loss) => JSON.stringify(lossFinding(loss))));
  const { findings } = verifyLibrary({ database, log, losses: [], schema });
  return findings.filter((finding) => !told.has(JSON.stringify(finding)));
}

/** Heads of a copy that the library does not have. */
export function strangeHeads(
  copy: Pick<ExaminedBackup, 'head' | 'runs'>,
  library: EventLog,
): readonly StrangeHead[] {
  const has = (run: string | null, { seq, hash }: Head): boolean =>
    seq === 0 || library.rows(run, seq - 1)[0]?.hash === hash;
  return [[null, copy.head] as const, ...copy.runs]
    .filter(([run, head]) => !has(run, head))
    .map(([run, { seq }]) => ({ run, seq, code: 'event-strange' }));
}

/** What the world refuses while a copy is looked through, as a finding; null for a bug. */
export function damageOf(error: unknown): DamageFinding | null {
  const code = storeFailureCode(error);
  if (code !== 'damaged' && code !== 'io') return null;
  return damageFinding(error instanceof Error ? error.message : String(error));
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
