import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Clock, Failure, Result, StoreFailure } from '#engine/ports.ts';
import { loadSqlite, type OpenDatabase, openForReading, openForWriting, readHeader } from './connection.ts';
import { createLibrary, type Library } from './library.ts';
import { commitsBehindDamage } from './log-damage.ts';
import { checkMigrations, migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';
import { asStoreFailure, storeFailureCode } from './store-failure.ts';

export interface LibraryOptions {
  readonly clock: Clock;
  /** Reads only, even where it could write. */
  readonly readOnly?: boolean;
  /** Path of a SQLite binding for a runtime that the shipped one does not fit. */
  readonly nativeBinding?: string;
  /** Space put aside for the moment when the disk is full; 16 MiB unless told. */
  readonly reserveBytes?: number;
  /** Largest size of the database, for small media. */
  readonly maxPages?: number;
  /** The schema's history; the one of this program unless told. */
  readonly migrations?: readonly Migration[];
}

export type OpenFailure = Failure<
  | StoreFailure['code']
  | 'not-a-library'
  | 'newer-library'
  | 'older-library'
  | 'changed-migration'
  | 'no-library'
  | 'no-binding'
>;

const FILE = 'library.db';
const RESERVE_BYTES = 16 * 1024 * 1024;

/** Opens the library in a folder, and makes it where there is none. A folder that cannot be written is opened read-only. */
export async function openLibrary(
  folder: string,
  options: LibraryOptions,
): Promise<Result<Library, OpenFailure>> {
  const loaded = await loadSqlite(options.nativeBinding);
  if (!loaded.ok) return loaded;
  const open = loaded.value;
  try {
    const readOnly = whyReadOnly(folder, options.readOnly ?? false);
    const refused = refuseHeader(folder, readOnly);
    if (refused !== null) return refused;
    return await openDatabase({ folder, open, options, readOnly });
  } catch (error) {
    const failure = asStoreFailure(error);
    if (failure === null) throw error;
    const message =
      failure.code === 'damaged'
        ? `${join(folder, FILE)} is damaged and cannot be opened. ${wayBack(folder)}`
        : failure.message;
    return { ok: false, error: { code: failure.code, message } };
  }
}

interface Opening {
  readonly folder: string;
  readonly open: OpenDatabase;
  readonly options: LibraryOptions;
  readonly readOnly: string | null;
}

async function openDatabase(opening: Opening): Promise<Result<Library, OpenFailure>> {
  const { folder, open, options, readOnly } = opening;
  const path = join(folder, FILE);
  const isNew = readHeader(path) === 'new';
  const lostCommits = commitsBehindDamage(`${path}-wal`);
  const { database, dispose } =
    readOnly === null
      ? { database: openForWriting(open, path, isNew), dispose: () => undefined }
      : openForReading(open, path);
  try {
    const ready = await prepareSchema(database, opening);
    if (ready.ok) {
      const { clock, reserveBytes = RESERVE_BYTES } = options;
      if (options.maxPages !== undefined) database.pragma(`max_page_count = ${options.maxPages}`);
      return {
        ok: true,
        value: createLibrary({
          ...{ folder, database, dispose, open },
          clock,
          readOnly,
          reserveBytes,
          lostCommits,
        }),
      };
    }
    database.close();
    dispose();
    return ready;
  } catch (error) {
    database.close();
    dispose();
    throw error;
  }
}

/** A library of an earlier version is copied to `backups/` before its schema is changed. */
async function prepareSchema(database: Database, opening: Opening): Promise<Result<null, OpenFailure>> {
  const { folder, options, readOnly } = opening;
  const { clock, migrations = MIGRATIONS } = options;
  const done = checkMigrations(database, migrations);
  if (!done.ok) return done;
  if (done.value === migrations.length) return { ok: true, value: null };
  if (readOnly !== null) return older(readOnly);
  const at = clock.now().toISOString();
  if (done.value > 0)
    await backUp(database, join(folder, 'backups'), `schema-${done.value}-${at.replaceAll(':', '')}`);
  migrate(database, migrations, at);
  return { ok: true, value: null };
}

/** Under its name only once it is whole. */
async function backUp(database: Database, folder: string, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const part = join(folder, `.part-${process.pid}-${name}.db`);
  await database.backup(part);
  renameSync(part, join(folder, `${name}.db`));
}

/** What to do about a library that cannot be opened. */
function wayBack(folder: string): string {
  const backups = join(folder, 'backups');
  const newest = existsSync(backups)
    ? readdirSync(backups).filter(isBackup).toSorted(byAge(backups)).at(-1)
    : undefined;
  const restore =
    newest === undefined
      ? 'There is no backup beside it: put back a copy of the folder that was made otherwise, or choose another folder with --data.'
      : `The newest backup beside it is ${join(backups, newest)}.`;
  return `Keep a copy of the whole folder before anything else. ${restore}`;
}

function isBackup(name: string): boolean {
  return name.endsWith('.db') && !name.startsWith('.');
}

function byAge(folder: string): (a: string, b: string) => number {
  const changedMs = (name: string): number => statSync(join(folder, name)).mtimeMs;
  return (a, b) => changedMs(a) - changedMs(b);
}

/** Makes the folder where it can. Null: it can be written. */
function whyReadOnly(folder: string, wanted: boolean): string | null {
  if (wanted) return 'The library was opened for reading only.';
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    accessSync(join(folder, FILE), constants.F_OK);
  } catch (error) {
    if (storeFailureCode(error) === 'io') return null;
    if (storeFailureCode(error) !== 'read-only') throw error;
    return unwritable(folder);
  }
  return canWrite(join(folder, FILE)) ? null : unwritable(join(folder, FILE));
}

function canWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch (error) {
    if (storeFailureCode(error) === 'read-only') return false;
    throw error;
  }
}

function unwritable(path: string): string {
  return `${path} cannot be written, so the library is open for reading only. To run releases, give yourself write permission there or choose another folder with --data.`;
}

function refuseHeader(
  folder: string,
  readOnly: string | null,
): { readonly ok: false; readonly error: OpenFailure } | null {
  const path = join(folder, FILE);
  switch (readHeader(path)) {
    case 'library':
      return null;
    case 'new':
      return readOnly === null ? null : refuse('no-library', `There is no library in ${folder}. ${readOnly}`);
    case 'foreign':
      return refuse(
        'not-a-library',
        `${path} is a database of another program. Choose another folder with --data.`,
      );
    case 'damaged':
      return refuse('damaged', `${path} is damaged: it does not begin as a library does. ${wayBack(folder)}`);
  }
}

function older(readOnly: string): { readonly ok: false; readonly error: OpenFailure } {
  return refuse(
    'older-library',
    `This library was written by an older Holdpoint and has to be brought up to date first. ${readOnly}`,
  );
}

function refuse(
  code: OpenFailure['code'],
  message: string,
): { readonly ok: false; readonly error: OpenFailure } {
  return { ok: false, error: { code, message } };
}
