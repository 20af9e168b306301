import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { DISK, type Disk } from '#adapters/files/held.ts';
import { KEPT_OUTPUT, type KeptOutput } from '#core/run/kept-output.ts';
import type { SchemaChange } from '#core/run/losses.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeSchemaChange } from '#core/words/library/describe-loss.ts';
import type { Clock, Failure, Result, StoreFailure } from '#engine/ports.ts';
import { readCheckpoint } from './checkpoint.ts';
import { createCheckpointKeeper } from './checkpoint-keeper.ts';
import {
  loadSqlite,
  mayBeNewer,
  type OpenDatabase,
  openForReading,
  openForWriting,
  readHeader,
} from './connection.ts';
import { createEventLog } from './event-log.ts';
import { createLibrary, type Library } from './library.ts';
import { commitsBehindDamage } from './log-damage.ts';
import { checkMigrations, migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';
import { readSchema } from './schema.ts';
import {
  describeRefused,
  describeShared,
  type FolderFacts,
  factsOfFolder,
  sharedFolder,
} from './shared-folder.ts';
import { asStoreFailure, storeFailure, storeFailureCode } from './store-failure.ts';
import { updateSchema } from './update-schema.ts';

export interface LibraryOptions {
  readonly clock: Clock;
  /** Version of this program: recorded with each migration that it makes. */
  readonly program?: string;
  /** Reads only, even where it could write. */
  readonly readOnly?: boolean;
  /** Path of a SQLite binding for a runtime that the shipped one does not fit. */
  readonly nativeBinding?: string;
  /** Space put aside for the moment when the disk is full; 16 MiB unless told. */
  readonly reserveBytes?: number;
  /** How much of what steps print is kept. */
  readonly kept?: KeptOutput;
  /** Largest size of the database, for small media. */
  readonly maxPages?: number;
  /** The schema's history; the one of this program unless told. */
  readonly migrations?: readonly Migration[];
  /** The calls on files beside the database; those of the system unless told. */
  readonly disk?: Disk;
  /** What kind of place the folder is; looked up unless told. */
  readonly place?: FolderFacts;
}

export type OpenFailure = Failure<
  | StoreFailure['code']
  | 'not-a-library'
  | 'newer-library'
  | 'older-library'
  | 'changed-migration'
  | 'no-library'
  | 'no-binding'
  | 'shared-folder'
>;

const FILE = 'library.db';
const UNKNOWN = 'of unknown version';
const RESERVE_BYTES = 16 * 1024 * 1024;

/** Opens the library in a folder, and makes it where there is none. A folder that cannot be written is opened read-only. */
export async function openLibrary(
  folder: string,
  options: LibraryOptions,
): Promise<Result<Library, OpenFailure>> {
  const loaded = await loadSqlite(options.nativeBinding);
  if (!loaded.ok) return loaded;
  const open = loaded.value;
  const shared = sharedFolder(options.place ?? factsOfFolder(folder));
  const caution = shared && describeShared(shared);
  try {
    const traces = tracesOfLibrary(folder, options.disk);
    if (shared !== null && traces.left === null && readHeader(join(folder, FILE)) === 'new')
      return refuse('shared-folder', describeRefused(folder, shared));
    const odd = oddFile(folder);
    if (odd !== null) return refuse('damaged', `${odd} is a folder, a pipe or a device. ${wayBack(folder)}`);
    const readOnly = whyReadOnly(folder, options.readOnly ?? false);
    const refused = refuseHeader(folder, readOnly, traces);
    if (refused !== null) return refused;
    const opening = { folder, open, options, readOnly, traces, caution };
    return refuseNewer(opening) ?? (await openDatabase(opening));
  } catch (error) {
    const absent = absentPart(error);
    const failure = absent === null ? asStoreFailure(error) : storeFailure('damaged', error);
    if (failure === null) throw error;
    const message =
      failure.code === 'damaged'
        ? `${join(folder, FILE)} is damaged and cannot be opened${absent === null ? '' : `: something else took away its ${absent}`}. ${wayBack(folder)}`
        : failure.message;
    return { ok: false, error: { code: failure.code, message: [message, caution ?? ''].join(' ').trim() } };
  }
}

/** What SQLite would wait for, or take for a disk that fails. */
function oddFile(folder: string): string | null {
  const files = ['', '-wal', '-shm', '-journal'].map((end) => join(folder, FILE + end));
  return files.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === false) ?? null;
}

/** A table or column without which nothing of the library can be read; null where the error is another. */
function absentPart(error: unknown): string | null {
  const said = error instanceof Error ? error.message : '';
  const [, kind, name] = /^no such (table|column): (?:main\.)?(\S+)/.exec(said) ?? [];
  return kind === undefined || name === undefined ? null : `${kind} ${name}`;
}

interface Opening {
  readonly folder: string;
  readonly open: OpenDatabase;
  readonly options: LibraryOptions;
  readonly readOnly: string | null;
  readonly traces: Traces;
  readonly caution: string | null;
}

/** Looks without writing: opening a library for writing would put its write-ahead log in order, which is for its own version to judge. */
function refuseNewer({ folder, open, options }: Opening): Result<never, OpenFailure> | null {
  const { migrations = MIGRATIONS, program = UNKNOWN } = options;
  const path = join(folder, FILE);
  if (!mayBeNewer(path, migrations.length)) return null;
  const { database, dispose } = openForReading(open, path);
  try {
    const checked = checkMigrations(database, migrations, program);
    return checked.ok ? null : checked;
  } finally {
    database.close();
    dispose();
  }
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
    if (!ready.ok) {
      database.close();
      dispose();
      return ready;
    }
    const {
      clock,
      reserveBytes = RESERVE_BYTES,
      kept = KEPT_OUTPUT,
      migrations = MIGRATIONS,
      disk = DISK,
    } = options;
    const schema = readSchema(open, migrations);
    const changed = schema.changes(database).filter(({ type }) => type !== 'trigger');
    if (readOnly === null && changed.length > 0) {
      database.close();
      return await openDatabase({ ...opening, readOnly: reshaped(changed) });
    }
    if (options.maxPages !== undefined) database.pragma(`max_page_count = ${options.maxPages}`);
    const parts = {
      folder,
      database,
      dispose,
      open,
      schema,
      clock,
      readOnly,
      reserveBytes,
      kept,
      lostCommits,
      disk,
      caution: opening.caution,
    };
    return { ok: true, value: createLibrary(parts) };
  } catch (error) {
    database.close();
    dispose();
    throw error;
  }
}

function reshaped(changes: readonly SchemaChange[]): string {
  return `The library was changed by something else, so it is open for reading only: ${changes.map(describeSchemaChange).join('; ')}. To run releases, put back a copy of its folder from before, or choose another folder with --data.`;
}

/** A new library gets its schema; one of an earlier version is brought up to date. */
async function prepareSchema(database: Database, opening: Opening): Promise<Result<null, OpenFailure>> {
  const { folder, options, readOnly } = opening;
  const { clock, migrations: known = MIGRATIONS, program = UNKNOWN } = options;
  const done = checkMigrations(database, known, program);
  if (!done.ok) return done;
  const from = done.value;
  if (from === known.length) return { ok: true, value: null };
  if (from === 0 && opening.traces.noted !== null) return emptied(folder, opening.traces.noted);
  if (readOnly !== null) return older(readOnly);
  const at = clock.now().toISOString();
  if (from > 0)
    await updateSchema(database, { folder, from, known, at, program, disk: options.disk ?? DISK });
  else {
    migrate(database, { known, at, program, onCreated: () => beginLibrary(database, opening, at) });
    // From here on the loss of the write-ahead log alone cannot make the library look new.
    database.pragma('wal_checkpoint(TRUNCATE)');
  }
  return { ok: true, value: null };
}

/** The first event and the checkpoint that names it are there before anything else can be recorded. */
function beginLibrary(
  database: Database,
  { folder, options: { clock, disk = DISK } }: Opening,
  at: string,
): void {
  const log = createEventLog(database);
  log.appendToLibrary({ type: 'libraryCreated', data: { id: randomUUID() } }, at);
  createCheckpointKeeper({ folder, database, log, clock, disk }).require();
}

/** What lies beside the database and shows that a library was here. Looked at before the database is. */
interface Traces {
  /** What the checkpoint says that the library held, in words; null when nothing was recorded in it. */
  readonly noted: string | null;
  /** The name of something that only a library leaves; null when there is nothing. */
  readonly left: string | null;
}

const LEFT_BY_LIBRARY = ['checkpoint.json', 'reserve.bin', 'locks', 'backups'];

function tracesOfLibrary(folder: string, disk: Disk = DISK): Traces {
  const found = readCheckpoint(folder, disk);
  const left = LEFT_BY_LIBRARY.find((name) => existsSync(join(folder, name))) ?? null;
  if (found.kind !== 'there') {
    const noted =
      found.kind === 'missing' ? null : 'checkpoint.json is damaged and does not say what it held';
    return { noted, left };
  }
  const { at, library, runs } = found.checkpoint;
  const isUnused = library.seq === 1 && Object.keys(runs).length === 0;
  const noted = `checkpoint.json says that it held ${library.seq} events at ${formatZonedTime(at)}`;
  return { noted: isUnused ? null : noted, left: isUnused ? null : left };
}

/** Its write-ahead log was lost before anything of it reached the main file. */
function emptied(folder: string, noted: string): { readonly ok: false; readonly error: OpenFailure } {
  return refuse(
    'damaged',
    `${join(folder, FILE)} is damaged: it is empty, but ${noted}. Steps may have run of which nothing is known here: look at the hosts before anything is run again. ${wayBack(folder)}`,
  );
}

function gone(folder: string, sign: string): { readonly ok: false; readonly error: OpenFailure } {
  return refuse(
    'damaged',
    `${join(folder, FILE)} is missing or empty, but a library was here: ${sign}. Look at the hosts before anything is run again. ${wayBack(folder)} To begin a new library in this folder, move everything else out of it first.`,
  );
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
      : `The newest backup beside it is ${join(backups, newest)}; holdpoint restore, or Backups in the app, puts it in the library's place.`;
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
  { noted, left }: Traces,
): { readonly ok: false; readonly error: OpenFailure } | null {
  const path = join(folder, FILE);
  switch (readHeader(path)) {
    case 'library':
      return null;
    case 'new':
      if (left !== null) return gone(folder, noted ?? `${left} is still there`);
      return readOnly === null
        ? null
        : refuse(
            'no-library',
            `There is no library in ${folder}, and none can be made there. Give yourself write permission, or choose another folder with --data.`,
          );
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
