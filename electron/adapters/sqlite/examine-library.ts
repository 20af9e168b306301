/** Looks through a library that may be in use, without writing to it. */

import { join } from 'node:path';
import { checkRows } from '#core/run/chain.ts';
import type { EvidenceFinding } from '#core/run/evidence.ts';
import { loadSqlite, openForReading } from './connection.ts';
import { createEventLog, sha256 } from './event-log.ts';
import { createHistoryReader } from './library-history.ts';
import { storeFailureCode } from './store-failure.ts';
import { damageFinding } from './verify.ts';

export interface LibraryHealth {
  /** What is wrong with its pages and its logs. */
  readonly findings: readonly EvidenceFinding[];
  readonly events: number;
  readonly newestEventAt: string | null;
  readonly newestRunAt: string | null;
  /** Schema, and the version of Holdpoint that made it. */
  readonly schema: number;
  readonly madeBy: string | null;
}

const MOST_FINDINGS = 20;

/** Every page, the library's log and that of every run; not the stored output, which `verify` looks at. Null where there is no file that can be opened. */
export async function examineLibrary(folder: string, nativeBinding?: string): Promise<LibraryHealth | null> {
  const loaded = await loadSqlite(nativeBinding);
  if (!loaded.ok) return null;
  try {
    const { database, dispose } = openForReading(loaded.value, join(folder, 'library.db'));
    try {
      return database.transaction(() => look(database))();
    } finally {
      database.close();
      dispose();
    }
  } catch (error) {
    if (storeFailureCode(error) === null) throw error;
    return null;
  }
}

type OpenDatabase = Parameters<typeof createEventLog>[0];

function look(database: OpenDatabase): LibraryHealth {
  const log = createEventLog(database);
  const text = (sql: string): string | null => database.prepare<[], string | null>(sql).pluck().get() ?? null;
  const pages = database.prepare<[], string>(`PRAGMA quick_check(${MOST_FINDINGS})`).pluck().all();
  const { findings, seals } = createHistoryReader(log)();
  const runs = database.prepare<[], string>('SELECT run FROM runs').pluck().all();
  const ofRuns = runs.flatMap((run) => checkRows(log.rows(run), sha256, { expectedHeads: seals.get(run) }));
  const schema = Number(database.pragma('user_version', { simple: true }));
  return {
    findings: [...pages.filter((line) => line !== 'ok').map(damageFinding), ...findings, ...ofRuns].slice(
      0,
      MOST_FINDINGS,
    ),
    events: database.prepare<[], number>('SELECT count(*) FROM events').pluck().get() ?? 0,
    newestEventAt: text('SELECT at FROM events ORDER BY id DESC LIMIT 1'),
    newestRunAt: text('SELECT max(created_at) FROM runs'),
    schema,
    madeBy: text('SELECT program FROM migrations ORDER BY number DESC LIMIT 1'),
  };
}
