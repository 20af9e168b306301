import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Failure, Result } from '#engine/ports.ts';
import { storeFailure, storeFailureCode } from './store-failure.ts';

/** Marks the file as a Holdpoint library ("HOLD"). */
const APPLICATION_ID = 0x484f4c44;
const APPLICATION_ID_AT = 68;
const SCHEMA_VERSION_AT = 60;
const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const PAGE_BYTES = 8192;
/** So long, in pages, the write-ahead log becomes before what it holds goes into the main file. */
const LOG_PAGES = 1000;
/** The same while output comes faster than it can be stored: the main file is written more seldom. */
const LOG_PAGES_IN_HASTE = 4000;
/** How long a statement waits for another program's write. */
const BUSY_MS = 5000;
/** The first Node-API version for which better-sqlite3 ships its binding. */
const PREBUILT_NAPI = 10;

export type OpenDatabase = (
  path: string,
  options: { readonly readonly: boolean; readonly timeout: number },
) => Database;

/** Loads better-sqlite3, with a binding of one's own where the shipped one does not fit the runtime. */
export async function loadSqlite(
  nativeBinding: string | undefined,
): Promise<Result<OpenDatabase, Failure<'no-binding'>>> {
  const isTooOld = Number(process.versions.napi) < PREBUILT_NAPI;
  const binding = nativeBinding ?? (isTooOld ? process.env.HOLDPOINT_SQLITE_BINDING : undefined);
  if (isTooOld && binding === undefined) {
    const message = `SQLite cannot be loaded into Node ${process.versions.node}. Use Node 24, or name a binding in HOLDPOINT_SQLITE_BINDING.`;
    return { ok: false, error: { code: 'no-binding', message } };
  }
  const { default: Sqlite } = await import('better-sqlite3');
  const own = binding === undefined ? {} : { nativeBinding: binding };
  return { ok: true, value: (path, options) => new Sqlite(path, { ...options, ...own }) };
}

export type Header = 'new' | 'library' | 'foreign' | 'damaged';

/** What the first bytes of the file say, before SQLite touches it. */
export function readHeader(path: string): Header {
  if (!existsSync(path)) return 'new';
  if (existsSync(`${path}-journal`)) return 'library';
  if (statSync(path).size === 0) return 'new';
  const header = headerBytes(path);
  if (header === null || header.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'damaged';
  return header.readUInt32BE(APPLICATION_ID_AT) === APPLICATION_ID ? 'library' : 'foreign';
}

/** Whether the schema may be a later one than `known`, as far as can be told without opening the file. */
export function mayBeNewer(path: string, known: number): boolean {
  if (!existsSync(path) || existsSync(`${path}-journal`)) return false;
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  return (log !== undefined && log.size > 0) || (schemaVersionIn(path) ?? 0) > known;
}

/** The schema's version as the file's header has it; null where there is no header. */
function schemaVersionIn(path: string): number | null {
  return headerBytes(path)?.readUInt32BE(SCHEMA_VERSION_AT) ?? null;
}

function headerBytes(path: string): Buffer | null {
  const header = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, 'r');
  try {
    return readSync(file, header, 0, HEADER_BYTES, 0) < HEADER_BYTES ? null : header;
  } finally {
    closeSync(file);
  }
}

/** Opens for writing with every setting made and read back. A new file is marked as a library first. */
export function openForWriting(open: OpenDatabase, path: string, isNew: boolean): Database {
  const database = open(path, { readonly: false, timeout: BUSY_MS });
  try {
    if (isNew) markAsLibrary(database);
    keepLog(database);
    set(database, 'synchronous', 2);
    hasten(database, false);
    setForAll(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Whether the write-ahead log may become longer for now. */
export function hasten(database: Database, isInHaste: boolean): void {
  set(database, 'wal_autocheckpoint', isInHaste ? LOG_PAGES_IN_HASTE : LOG_PAGES);
}

/** Writes go to a write-ahead log. */
export function keepLog(database: Database): void {
  set(database, 'journal_mode', 'wal');
}

/**
 * Without a write-ahead log, from now until `keepLog`. Throws `busy` where another program has the library open, of
 * whatever version.
 */
export function leaveLog(database: Database): void {
  set(database, 'journal_mode', 'delete');
}

export interface ReadOnlyDatabase {
  readonly database: Database;
  /** Removes what was put aside for reading, once the database is closed. */
  readonly dispose: () => void;
}

/** Opens for reading. In a folder where SQLite cannot keep its own files, a copy made at this moment is read. */
export function openForReading(open: OpenDatabase, path: string): ReadOnlyDatabase {
  try {
    return { database: checkedForReading(open, path), dispose: () => undefined };
  } catch (error) {
    const code = storeFailureCode(error);
    if (code !== 'io' && code !== 'read-only') throw error;
    return openCopy(open, path);
  }
}

function openCopy(open: OpenDatabase, path: string): ReadOnlyDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-reading-'));
  const dispose = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    for (const file of [path, `${path}-wal`].filter((name) => existsSync(name))) {
      copyFileSync(file, join(folder, basename(file)), constants.COPYFILE_FICLONE);
      chmodSync(join(folder, basename(file)), 0o600);
    }
    return { database: checkedForReading(open, join(folder, basename(path))), dispose };
  } catch (error) {
    dispose();
    throw error;
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
    throw storeFailure(
      'io',
      new Error(`${pragma} is ${String(actual)} and not ${value}: ${dirname(database.name)}`),
    );
  }
}
