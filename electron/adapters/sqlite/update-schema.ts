import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { type Disk, removePart, whileHeld } from '#adapters/files/held.ts';
import { placeBeside } from '#adapters/files/whole-file.ts';
import { StoreFailure } from '#engine/ports.ts';
import { keepLog, leaveLog } from './connection.ts';
import { type Migrating, migrate } from './migrate.ts';
import { storeFailureCode } from './store-failure.ts';

export interface Update extends Omit<Migrating, 'onCreated'> {
  /** Folder of the library. */
  readonly folder: string;
  /** The schema it has. */
  readonly from: number;
  readonly disk: Disk;
}

/**
 * Copies the library to `backups/` and brings its schema to the newest known, with no other program at it: one of an
 * earlier version would go on writing as it knows. Throws `StoreFailure`; then the library is as it was.
 */
export async function updateSchema(database: Database, update: Update): Promise<void> {
  const { folder, from, at, disk } = update;
  beAlone(database, IN_USE);
  try {
    await backUp(database, join(folder, 'backups', `schema-${from}-${at.replaceAll(':', '')}.db`), disk);
    migrate(database, { ...update, onCreated: () => undefined });
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
  keepLog(database);
}

/** From here to the end of the transaction nobody else writes, and nobody who came before is still there. Throws `busy` in these words. */
export function beAlone(database: Database, inUse: string): void {
  try {
    leaveLog(database);
    database.exec('BEGIN');
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    if (database.pragma('journal_mode', { simple: true }) === 'delete') return;
  } catch (error) {
    if (storeFailureCode(error) !== 'busy') throw error;
  }
  throw new StoreFailure('busy', inUse);
}

const IN_USE =
  'This library was written by an older Holdpoint and has to be brought up to date, but another program has it open. Close all other Holdpoint windows and commands, above all those that were started before the update, then try again; nothing was changed.';

/** Under its name only once it is whole. */
async function backUp(database: Database, path: string, disk: Disk): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const part = placeBeside(path);
  try {
    await database.backup(part);
    await whileHeld(disk, () => disk.rename(part, path));
  } finally {
    await removePart(disk, part);
  }
}
