/** Makes a backup while the library is in use, puts it in its place when it is whole, and checks it. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, statfsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Backup, BackupCheck, BackupReason } from '#core/library/backup.ts';
import { formatBytes } from '#core/words/figures/format-count.ts';
import type { Clock, Result } from '#engine/ports.ts';
import { loadSqlite, type OpenDatabase, openForReading } from '../connection.ts';
import { createEventLog } from '../event-log.ts';
import { type BackupFailure, refuse, refusedByWorld } from './backup-failure.ts';
import { noteBackup, partName, putInPlace, removePart, sweepParts } from './backup-files.ts';
import {
  damageOf,
  type ExaminedBackup,
  examine,
  quickFindings,
  sha256OfFile,
  strangeHeads,
} from './examine.ts';

export interface BackupOrder {
  /** Folder of the library. */
  readonly library: string;
  /** The file to make, with the ending `.db`. */
  readonly path: string;
  /** Makes the folder of the file where it is missing. */
  readonly mayMakeFolder: boolean;
  readonly reason: BackupReason;
  /** Version of this program. */
  readonly program: string;
}

export interface BackupTools {
  readonly clock: Pick<Clock, 'now'>;
  readonly nativeBinding?: string | undefined;
}

const NOTHING_MADE = 'No backup was made, and nothing was left there.';
const EVERY_PAGE = 0x7fffffff;
const FILE = 'library.db';

/** The copy is of one moment. Whoever writes to the library meanwhile is not kept waiting. */
export async function makeBackup(
  order: BackupOrder,
  tools: BackupTools,
): Promise<Result<Backup, BackupFailure>> {
  const loaded = await loadSqlite(tools.nativeBinding);
  if (!loaded.ok) return loaded;
  const source = join(order.library, FILE);
  if (!existsSync(source)) return refuse('no-library', `There is no library in ${order.library}.`);
  const folder = dirname(order.path);
  try {
    const refused = prepareFolder(order, source);
    return refused ?? (await copy(loaded.value, order, tools));
  } catch (error) {
    const refusal = refusedByWorld(error, folder, NOTHING_MADE);
    if (refusal === null) throw error;
    return refusal;
  }
}

function prepareFolder({ path, mayMakeFolder }: BackupOrder, source: string) {
  const folder = dirname(path);
  if (mayMakeFolder) mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    return refuse('no-folder', `The folder ${folder} does not exist. ${NOTHING_MADE}`);
  if (existsSync(path)) return refuse('exists', `${path} exists. Choose another name; nothing was changed.`);
  sweepParts(folder);
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < bytesOf(source)
    ? refuse('disk-full', tooLittle(folder, bavail * bsize, bytesOf(source)))
    : null;
}

function tooLittle(folder: string, free: number, needed: number): string {
  return `The disk of ${folder} has ${formatBytes(free)} free, and the backup needs ${formatBytes(needed)}. Free some space there, or choose another folder. ${NOTHING_MADE}`;
}

function bytesOf(source: string): number {
  return [source, `${source}-wal`].reduce(
    (bytes, each) => bytes + (statSync(each, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

async function copy(
  open: OpenDatabase,
  order: BackupOrder,
  tools: BackupTools,
): Promise<Result<Backup, BackupFailure>> {
  const part = join(dirname(order.path), partName(basename(order.path)));
  const { database, dispose } = openForReading(open, join(order.library, FILE));
  try {
    const at = tools.clock.now().toISOString();
    closeSync(openSync(part, 'wx', 0o600));
    await database.backup(part, { progress: () => EVERY_PAGE });
    makeSelfContained(open, part);
    const { examined, check } = checkCopy(open, part, { database, clock: tools.clock });
    const { reason, path, program } = order;
    const bytes = statSync(part).size;
    const contents = examined && {
      library: examined.library ?? '',
      ...examined.head,
      runs: examined.runs.size,
      sha256: sha256OfFile(part),
      program,
    };
    putInPlace(part, path);
    const backup = { id: basename(path, '.db'), path, reason, at, bytes, check, contents };
    noteBackup(backup);
    return { ok: true, value: backup };
  } finally {
    removePart(part);
    database.close();
    dispose();
  }
}

/** One file without a write-ahead log, so that it can be copied and looked at anywhere. */
export function makeSelfContained(open: OpenDatabase, path: string): void {
  const database = open(path, { readonly: false, timeout: 0 });
  try {
    database.pragma('journal_mode = delete');
  } finally {
    database.close();
  }
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

interface Original extends Pick<BackupTools, 'clock'> {
  readonly database: Database;
}

/** Opened as it will be when it is needed, and held against the library that it was made of. */
function checkCopy(
  open: OpenDatabase,
  path: string,
  { database, clock }: Original,
): {
  readonly examined: Pick<ExaminedBackup, 'library' | 'head' | 'runs'> | null;
  readonly check: BackupCheck;
} {
  const at = clock.now().toISOString();
  try {
    const examined = examine(open, path, quickFindings);
    const findings = [...examined.findings, ...strangeHeads(examined, createEventLog(database))];
    return { examined, check: { at, findings } };
  } catch (error) {
    const damage = damageOf(error);
    if (damage === null) throw error;
    return { examined: null, check: { at, findings: [damage] } };
  }
}
