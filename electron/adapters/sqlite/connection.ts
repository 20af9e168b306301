import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Database } from 'better-sqlite3';
import { storeFailure, storeFailureCode } from './store-failure.ts';

/** Marks the file as a Holdpoint library ("HOLD"). */
export const APPLICATION_ID = 0x484f4c44;
const APPLICATION_ID_AT = 68;
const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const PAGE_BYTES = 8192;
/** How long a statement waits for another program's write. */
const BUSY_MS = 5000;
/** The first Node-API version for which better-sqlite3 ships its binding. */
const PREBUILT_NAPI = 10;

export type OpenDatabase = (path: string, options: { readonly readonly: boolean; readonly timeout: number }) => Database;

/** Loads better-sqlite3, with a binding of one's own where the shipped one does not fit the runtime. */
export async function loadSqlite(nativeBinding: string | undefined): Promise<OpenDatabase> {
  const needed = Number(process.versions['napi']) < PREBUILT_NAPI;
  const binding = nativeBinding ?? (needed ? process.env['HOLDPOINT_SQLITE_BINDING'] : undefined);
  if (needed && binding === undefined) {
    throw new Error(
      `Node ${process.versions.node} is too old for the SQLite binding: use Node 24, or set HOLDPOINT_SQLITE_BINDING.`,
    );
  }
  const { default: Sqlite } = await import('better-sqlite3');
  return (path, options) =>
    new Sqlite(path, binding === undefined ? options : { ...options, nativeBinding: binding });
}

export type Header = 'new' | 'library' | 'foreign' | 'damaged';

/** What the first bytes of the file say, before SQLite touches it. */
export function readHeader(path: string): Header {
  if (!existsSync(path)) return 'new';
  if (existsSync(`${path}-journal`)) return 'library';
  if (statSync(path).size === 0) return 'new';
  const header = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, 'r');
  try {
    if (readSync(file, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return 'damaged';
  } finally {
    closeSync(file);
  }
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'damaged';
  return header.readUInt32BE(APPLICATION_ID_AT) === APPLICATION_ID ? 'library' : 'foreign';
}

/** Opens for writing with every setting made and read back. A new file is marked as a library first. */
export function openForWriting(open: OpenDatabase, path: string, isNew: boolean): Database {
  const database = open(path, { readonly: false, timeout: BUSY_MS });
  try {
    if (isNew) markAsLibrary(database);
    set(database, 'journal_mode', 'wal');
    set(database, 'synchronous', 2);
    set(database, 'wal_autocheckpoint', 1000);
    setForAll(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Opens for reading. A folder in which SQLite cannot keep its own files is read as it stands. */
export function openForReading(open: OpenDatabase, path: string): Database {
  try {
    return checkedForReading(open, path);
  } catch (error) {
    const code = storeFailureCode(error);
    if ((code !== 'io' && code !== 'read-only') || hasUncheckpointed(path)) throw error;
    return checkedForReading(open, `${pathToFileURL(path).href}?immutable=1`);
  }
}

function checkedForReading(open: OpenDatabase, path: string): Database {
  const database = open(path, { readonly: true, timeout: BUSY_MS });
  try {
    setForAll(database);
    database.pragma('user_version');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function hasUncheckpointed(path: string): boolean {
  return existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0;
}

/** In the main file before the log mode starts, so that the header tells at every later moment. */
function markAsLibrary(database: Database): void {
  if (database.pragma('user_version', { simple: true }) !== 0) return;
  database.pragma(`page_size = ${PAGE_BYTES}`);
  database.pragma('auto_vacuum = NONE');
  set(database, 'application_id', APPLICATION_ID);
}

function setForAll(database: Database): void {
  set(database, 'foreign_keys', 1);
  set(database, 'recursive_triggers', 1);
  set(database, 'trusted_schema', 0);
  set(database, 'cell_size_check', 1);
  set(database, 'mmap_size', 0);
  set(database, 'locking_mode', 'normal');
  expectSetting(database, 'busy_timeout', BUSY_MS);
}

/** Sets a pragma and reads it back: some settings are silently not taken. */
function set(database: Database, pragma: string, value: string | number): void {
  database.pragma(`${pragma} = ${value}`);
  expectSetting(database, pragma, value);
}

function expectSetting(database: Database, pragma: string, value: string | number): void {
  const actual = database.pragma(pragma, { simple: true });
  if (actual !== value && !(pragma === 'mmap_size' && actual === undefined)) {
    throw storeFailure('io', new Error(`${pragma} is ${String(actual)} and not ${value}: ${dirname(database.name)}`));
  }
}
