/** Puts a backup in the library's place: looked through whole first, at once or not at all, and with the replaced library kept. */
import { constants, copyFileSync, existsSync, mkdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { RestoreLoss, RestorePreview } from '#core/library/backup.ts';
import type { RunId } from '#core/run/events.ts';
import { describeFinding } from '#core/words/library/describe-evidence.ts';
import { type Result, StoreFailure } from '#engine/ports.ts';
import { type Head, readCheckpoint } from '../checkpoint.ts';
import { loadSqlite, type OpenDatabase, openForReading, openForWriting, readHeader } from '../connection.ts';
import { createEventLog } from '../event-log.ts';
import { checkMigrations } from '../migrate.ts';
import { MIGRATIONS } from '../migrations/all.ts';
import { beAlone } from '../update-schema.ts';
import { type BackupFailure, refuse, refusedByWorld } from './backup-failure.ts';
import {
  backupFolderOf,
  backupName,
  noteBackup,
  partName,
  putInPlace,
  removeBackup,
  removePart,
  sweepParts,
} from './backup-files.ts';
import { damageOf, type ExaminedBackup, examine, readHeads, wholeFindings } from './examine.ts';
import { type BackupTools, makeSelfContained } from './make-backup.ts';
import { leaveRestoredNote } from './restored-note.ts';
import { markOf } from './untouched.ts';

export interface RestoreOrder {
  /** Folder of the library; made where it is missing. */
  readonly library: string;
  /** The backup, or any other copy of a library's file. */
  readonly from: string;
  /** Version of this program. */
  readonly program: string;
}

export interface Restored {
  /** Where the library is that was there before; null where none was. */
  readonly replaced: string | null;
  readonly preview: RestorePreview;
  /** Newest event of the backup's library log. */
  readonly head: Head;
}

const NOTHING_CHANGED = 'Nothing was changed.';
const FILE = 'library.db';

/** What restoring would bring and lose. Changes nothing. */
export async function previewRestore(
  order: RestoreOrder,
  tools: BackupTools,
): Promise<Result<RestorePreview, BackupFailure>> {
  return await withStaged(order, tools, ({ preview }) => ({ ok: true, value: preview }));
}

/** Throws nothing that the disk or another program can cause: then the library is as it was. */
export async function restoreBackup(
  order: RestoreOrder,
  tools: BackupTools,
): Promise<Result<Restored, BackupFailure>> {
  return await withStaged(order, tools, ({ open, staged, preview, head }) => {
    const path = join(order.library, FILE);
    const at = tools.clock.now().toISOString();
    const kept =
      preview.present === 'none'
        ? null
        : keepReplaced(open, path, { ...order, at, present: preview.present });
    const replaced = kept?.path ?? null;
    const name = replaced === null ? null : basename(replaced);
    leaveRestoredNote(order.library, { seq: head.seq, head: head.hash, replaced: name });
    // Copying it took a while, in which another program may have begun to work with it.
    if (kept !== null && markOf(path) !== kept.mark) {
      removeBackup(kept);
      return refuse('busy', IN_USE);
    }
    putInPlace(staged, path);
    return { ok: true, value: { replaced, preview, head } };
  });
}

interface Staged {
  readonly open: OpenDatabase;
  /** A copy beside the library's place, whole and without a write-ahead log. */
  readonly staged: string;
  readonly preview: RestorePreview;
  readonly head: Head;
}

async function withStaged<T>(
  order: RestoreOrder,
  { nativeBinding }: BackupTools,
  work: (staged: Staged) => Result<T, BackupFailure>,
): Promise<Result<T, BackupFailure>> {
  const loaded = await loadSqlite(nativeBinding);
  if (!loaded.ok) return loaded;
  const staged = join(order.library, partName(FILE));
  const made = existsSync(order.library) ? null : order.library;
  try {
    const refused = refuseFile(order);
    if (refused) return refused;
    mkdirSync(order.library, { recursive: true, mode: 0o700 });
    sweepParts(order.library);
    stage(loaded.value, order.from, staged);
    const looked = look(loaded.value, order, staged);
    return looked.ok ? work({ open: loaded.value, staged, ...looked.value }) : looked;
  } catch (error) {
    if (error instanceof StoreFailure && error.code === 'busy') return refuse('busy', error.message);
    const refusal = refusedByWorld(error, order.library, NOTHING_CHANGED);
    if (refusal === null) throw error;
    return refusal;
  } finally {
    removePart(staged);
    if (made !== null && !existsSync(join(made, FILE))) rmSync(made, { recursive: true, force: true });
  }
}

function refuseFile({ from, library }: RestoreOrder) {
  if (resolve(from) === resolve(library, FILE))
    return refuse('not-a-library', `${from} is the library itself. Name a backup. ${NOTHING_CHANGED}`);
  if (!statSync(from, { throwIfNoEntry: false })?.isFile())
    return refuse(
      'no-library',
      `There is no file ${from}. holdpoint backups lists the backups that are here. ${NOTHING_CHANGED}`,
    );
  const header = readHeader(from);
  if (header === 'library') return null;
  return refuse('not-a-library', `${from} is not a backup of a library. ${NOTHING_CHANGED}`);
}

/** With the log of its own, where somebody copied a library's files while it was in use. */
function stage(open: OpenDatabase, from: string, staged: string): void {
  const { bavail, bsize } = statfsSync(join(staged, '..'));
  if (bavail * bsize < statSync(from).size) throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
  copyFileSync(from, staged, constants.COPYFILE_FICLONE);
  if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${staged}-wal`);
  try {
    makeSelfContained(open, staged);
  } catch (error) {
    // The look through it says what is wrong with it.
    if (damageOf(error) === null) throw error;
  }
}

function look(
  open: OpenDatabase,
  order: RestoreOrder,
  staged: string,
): Result<Pick<Staged, 'preview' | 'head'>, BackupFailure> {
  const newer = refuseNewer(open, order, staged);
  if (newer) return newer;
  const examined = examineWhole(open, staged);
  const [first] = examined.findings;
  if (first !== undefined || examined.library === null)
    return refuse(
      'unverified',
      `${order.from} does not verify, so it is not put in the library's place: ${first === undefined ? 'it does not say which library it is of' : describeFinding(first)}. Take another backup. ${NOTHING_CHANGED}`,
    );
  const present = lookAtPresent(open, order.library, examined);
  if (present.library !== null && present.library !== examined.library)
    return refuse(
      'other-library',
      `${order.from} is a backup of another library than the one in ${order.library}. Restore it into a folder of its own: --data DIR. ${NOTHING_CHANGED}`,
    );
  const { runs, newestAt, head } = examined;
  const { loss, state } = present;
  const preview = { path: order.from, runs: runs.size, newestAt, loss, present: state };
  return { ok: true, value: { preview, head } };
}

function refuseNewer(open: OpenDatabase, { program }: RestoreOrder, staged: string) {
  try {
    const database = open(staged, { readonly: true, timeout: 0 });
    try {
      const checked = checkMigrations(database, MIGRATIONS, program);
      return checked.ok ? null : refuse('newer-library', checked.error.message);
    } finally {
      database.close();
    }
  } catch (error) {
    if (damageOf(error) === null) throw error;
    return null;
  }
}

function examineWhole(
  open: OpenDatabase,
  staged: string,
): Pick<ExaminedBackup, 'findings' | 'library' | 'runs' | 'newestAt' | 'head'> {
  try {
    return examine(open, staged, wholeFindings);
  } catch (error) {
    const damage = damageOf(error);
    if (damage === null) throw error;
    return { findings: [damage], library: null, runs: new Map(), newestAt: null, head: { seq: 0, hash: '' } };
  }
}

interface Present {
  readonly state: RestorePreview['present'];
  /** Its id; null where nothing says it. */
  readonly library: string | null;
  readonly loss: RestoreLoss | null;
}

function lookAtPresent(
  open: OpenDatabase,
  folder: string,
  backup: Pick<ExaminedBackup, 'head' | 'runs'>,
): Present {
  const found = readCheckpoint(folder);
  const noted = found.kind === 'there' ? found.checkpoint.id : null;
  if (readHeader(join(folder, FILE)) === 'new') return { state: 'none', library: noted, loss: null };
  try {
    return readPresent(open, folder, backup);
  } catch (error) {
    if (damageOf(error) === null) throw error;
    return { state: 'unreadable', library: noted, loss: null };
  }
}

function readPresent(
  open: OpenDatabase,
  folder: string,
  backup: Pick<ExaminedBackup, 'head' | 'runs'>,
): Present {
  const { database, dispose } = openForReading(open, join(folder, FILE));
  try {
    const log = createEventLog(database);
    const { library, head, runs } = readHeads(database, log);
    const titleOf = database
      .prepare<[string], string>(
        "SELECT release_name || ' ' || version || ', ' || plan || ' on ' || environment FROM runs WHERE run = ?",
      )
      .pluck();
    const lost = [...runs].toReversed().flatMap(([run, { seq }]) => {
      const kept = backup.runs.get(run)?.seq ?? 0;
      if (seq <= kept) return [];
      return [{ run: run as RunId, title: titleOf.get(run) ?? '', events: seq - kept, whole: kept === 0 }];
    });
    return {
      state: 'sound',
      library,
      loss: { events: Math.max(0, head.seq - backup.head.seq), runs: lost },
    };
  } finally {
    database.close();
    dispose();
  }
}

interface Replacing extends RestoreOrder {
  readonly at: string;
  readonly present: 'sound' | 'unreadable';
}

const IN_USE =
  'Another program has this library open, so nothing can be put in its place. Close all other Holdpoint windows and commands, then try again. Nothing was changed.';

interface Kept {
  readonly path: string;
  /** Of the library's file, from when nobody had it open. */
  readonly mark: string;
}

/** Puts a copy of the library that is there among the backups. From then on nothing of it lies beside its place. */
function keepReplaced(open: OpenDatabase, path: string, { library, at, present }: Replacing): Kept {
  const folder = backupFolderOf(library);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = backupName('replaced', at);
  const kept = join(folder, name);
  if (present === 'sound') closeLog(open, path);
  const sound = present === 'sound' ? markOf(path) : null;
  keep(path, kept);
  // One that can be opened has all in one file by now: what lies beside it is somebody else's.
  if (sound === null) moveAside(path, kept);
  const { size } = statSync(kept);
  noteBackup({
    id: name.slice(0, -3),
    path: kept,
    reason: 'replaced',
    at,
    bytes: size,
    check: null,
    contents: null,
  });
  return { path: kept, mark: sound ?? markOf(path) };
}

/** What lies beside a library that cannot be opened goes with it. */
function moveAside(path: string, kept: string): void {
  if (existsSync(`${path}-wal`)) keep(`${path}-wal`, `${kept}-wal`);
  for (const each of [`${path}-wal`, `${path}-shm`]) rmSync(each, { force: true });
}

/** Everything of it is in one file then, and nobody else has that open. Throws `busy`. */
function closeLog(open: OpenDatabase, path: string): void {
  const database = openForWriting(open, path, false);
  try {
    beAlone(database, IN_USE);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

/** Under its name only once it is whole. */
function keep(path: string, kept: string): void {
  const part = join(dirname(kept), partName(basename(kept)));
  try {
    copyFileSync(path, part, constants.COPYFILE_FICLONE);
    putInPlace(part, kept);
  } finally {
    removePart(part);
  }
}
