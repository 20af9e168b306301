/** A library's file changed behind its back, by somebody who has the file and knows its tables. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { sha256 } from '#adapters/sqlite/event-log.ts';
import { type ChainRow, GENESIS, rowHash } from '#core/run/chain.ts';

/** The guards are off while `work` is done, and are put back as they were, on every table that is still there. */
export function tamper(folder: string, work: (database: Database) => void): void {
  const database = new Sqlite(join(folder, 'library.db'));
  database.pragma('foreign_keys = OFF');
  const guards = database
    .prepare<[], { name: string; sql: string; on: string }>(
      `SELECT name, sql, tbl_name AS "on" FROM sqlite_schema WHERE type = 'trigger'`,
    )
    .all();
  for (const { name } of guards) database.exec(`DROP TRIGGER ${name}`);
  work(database);
  const isThere = database.prepare<[string], number>(
    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?",
  );
  for (const { sql, on } of guards) if (isThere.get(on)) database.exec(sql);
  database.close();
}

/** A copy of a library's folder in which somebody changed something; gone afterwards. */
export async function withTampered<T>(
  data: string,
  work: (database: Database) => void,
  then: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-tampered-'));
  try {
    cpSync(data, folder, { recursive: true });
    tamper(folder, work);
    return await then(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes the chain of a run fit what its events say now, as somebody does who knows how it is hashed. */
export function hashAnew(database: Database, run: string): void {
  const rows = database
    .prepare<[string], ChainRow & { readonly id: number }>('SELECT * FROM events WHERE run = ? ORDER BY seq')
    .all(run);
  const update = database.prepare('UPDATE events SET prev = ?, hash = ? WHERE id = ?');
  let prev = GENESIS;
  for (const { id, ...row } of rows) {
    const hash = rowHash(prev, row, sha256);
    update.run(prev, hash, id);
    prev = hash;
  }
}
