/** Backups of the library: made, listed, and put back. */

import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { backupFolderOf, backupName, backupsIn } from '#adapters/sqlite/backups/backup-files.ts';
import { createClock } from '#adapters/system/clock.ts';
import { findDataFolder } from '#adapters/system/data-folder.ts';
import { appVersion } from '#adapters/system/program-files.ts';
import {
  type Backup,
  type BackupSettings,
  isSoundBackup,
  type RestorePreview,
} from '#core/library/backup.ts';
import { BACKUP_RANGES } from '#core/library/backup-schema.ts';
import { formatBytes } from '#core/words/figures/format-count.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import {
  AFTER_RESTORE,
  describeBackupFinding,
  describeBackupProblem,
  describeBackupRules,
  describeRestore,
  labelBackupCheck,
  labelBackupReason,
} from '#core/words/library/describe-backup.ts';
import { describeOpening } from '#core/words/library/describe-evidence.ts';
import type { Failure, Result } from '#engine/ports.ts';
import {
  type BackingUp,
  backUp,
  backUpAfterRun,
  createBackupWork,
  listBackups,
  readBackupSettings,
  writeBackupSettings,
} from '#operations/backups/keep-backups.ts';
import { confirmAtTerminal, isAtTerminal } from '../ask.ts';
import { diary } from '../diary.ts';
import { CliFailure, EXIT, refusalOf } from '../failure.ts';
import { libraryOptions, withLibrary } from '../session.ts';
import { printJson, safe, table } from '../terminal.ts';

interface DataOption {
  readonly data?: string;
  readonly json?: boolean;
}

const work = createBackupWork(libraryOptions);

export function backupCommand(options: DataOption & { readonly to?: string }): Promise<number> {
  return withLibrary(options.data, async (library) => {
    const path = options.to === undefined ? null : fileFor(options.to);
    const made = await backUp({ library, work, ...libraryOptions }, { reason: 'asked', path });
    noteBackup(made);
    if (!made.ok) throw refusalOf(made.error, EXIT.failed);
    if (options.json) printJson(printable(made.value));
    else process.stdout.write(`${made.value.path}\n${describe(made.value)}\n`);
    return isSoundBackup(made.value) ? EXIT.ok : EXIT.unverified;
  });
}

/** With findings as `verify --json` prints them. */
function printable(backup: Backup) {
  const { check } = backup;
  const findings = check?.findings.map((each) => {
    const { run, seq, code } = each;
    return { run, seq, code, message: describeBackupFinding(each) };
  });
  return { ...backup, check: check && { ...check, findings } };
}

/** `--to` names a file, or a folder that takes one. */
function fileFor(to: string): string {
  if (to === '') throw new CliFailure('usage', '--to needs the name of a file or of a folder');
  const isFolder = statSync(to, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? join(resolve(to), backupName('asked', createClock().now().toISOString())) : resolve(to);
}

function describe(backup: Backup): string {
  const findings = backup.check?.findings.map((each) => `\n  ${safe(describeBackupFinding(each))}`) ?? [];
  return `${formatBytes(backup.bytes)}, ${labelBackupCheck(backup)}${findings.join('')}`;
}

/** Rules that are given are kept; the others stay as they are. */
interface RuleOptions extends DataOption {
  readonly afterRuns?: 'on' | 'off';
  readonly every?: string;
  readonly keep?: string;
  readonly keepDays?: string;
  /** False: the library's own. */
  readonly folder?: string | false;
}

export function backupsCommand(options: RuleOptions): Promise<number> {
  const wanted = rulesOf(options);
  return withLibrary(options.data, (library) => {
    if (Object.keys(wanted).length > 0)
      writeBackupSettings(library, { ...readBackupSettings(library), ...wanted });
    const rules = readBackupSettings(library);
    const folder = rules.folder ?? backupFolderOf(library.folder);
    const backups = listBackups(library, rules);
    if (options.json) printJson({ rules: { ...rules, folder }, backups: backups.map(printable) });
    else {
      const none = 'No backups yet. Make one with: holdpoint backup\n';
      process.stdout.write(backups.length === 0 ? none : table(backups.map(row)));
      process.stdout.write(`${safe(describeBackupRules(rules, folder))}\n`);
    }
    return EXIT.ok;
  });
}

function rulesOf({ afterRuns, every, keep, keepDays, folder }: RuleOptions): Partial<BackupSettings> {
  return {
    ...(afterRuns === undefined ? {} : { automatic: afterRuns === 'on' }),
    ...(every === undefined ? {} : { everyHours: figureOf('everyHours', '--every', every) }),
    ...(keep === undefined ? {} : { keepNewest: figureOf('keepNewest', '--keep', keep) }),
    ...(keepDays === undefined ? {} : { keepDays: figureOf('keepDays', '--keep-days', keepDays) }),
    ...(folder === undefined ? {} : { folder: folder === false ? null : folderOf(folder) }),
  };
}

function figureOf(key: 'everyHours' | 'keepNewest' | 'keepDays', option: string, text: string): number {
  const [least, most] = BACKUP_RANGES[key];
  const figure = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (figure >= least && figure <= most) return figure;
  throw new CliFailure('usage', `${option} must be a whole number from ${least} to ${most}, not "${text}"`);
}

/** It may be a disk that is not there at times, but is now: a mistyped one is found here and not after the next run. */
function folderOf(text: string): string {
  const isFolder = text !== '' && (statSync(text, { throwIfNoEntry: false })?.isDirectory() ?? false);
  if (isFolder) return resolve(text);
  throw new CliFailure(
    'not-found',
    `There is no folder "${text}". Make it, then name it again; nothing was changed`,
  );
}

function row(backup: Backup): readonly string[] {
  return [
    backup.id,
    formatZonedTime(backup.at),
    formatBytes(backup.bytes),
    labelBackupReason(backup.reason),
    labelBackupCheck(backup),
  ];
}

export interface RestoreOptions extends DataOption {
  readonly yes?: boolean;
}

/** Works without the library, which may be what is broken. */
export async function restoreCommand(named: string, options: RestoreOptions): Promise<number> {
  const folder = findDataFolder(options.data);
  const from = fileOf(named, folder);
  const previewed = await work.preview({ library: folder, from, program: appVersion() });
  if (!previewed.ok) throw refusalOf(previewed.error);
  await mustAgree(previewed.value, options);
  const restored = await work.restore({ library: folder, from, program: appVersion() });
  if (!restored.ok) throw refusalOf(restored.error);
  const { replaced, preview, head } = restored.value;
  diary.open(folder);
  diary.add({ event: 'libraryRestored', seq: head.seq });
  // Opening it finds and records what it lacks, and says so.
  const losses = await withLibrary(folder, (library) => library.losses);
  if (options.json) printJson({ replaced, preview, losses: losses.map(describeOpening) });
  else {
    process.stdout.write(`restored ${from}\n`);
    if (replaced !== null) process.stdout.write(`the library that was there is now ${replaced}\n`);
    if (losses.length > 0) process.stdout.write(`${AFTER_RESTORE}\n`);
  }
  return EXIT.ok;
}

/** An id of `holdpoint backups`, or a path. */
function fileOf(named: string, folder: string): string {
  const known = backupsIn(backupFolderOf(folder)).find(({ id }) => id === named);
  if (known) return known.path;
  if (existsSync(named)) return resolve(named);
  throw new CliFailure(
    'not-found',
    `There is no backup ${named} and no file of that name; holdpoint backups lists the backups of this library`,
  );
}

async function mustAgree(
  preview: RestorePreview,
  { yes = false, json = false }: RestoreOptions,
): Promise<void> {
  if (!json || !yes)
    process.stderr.write(
      describeRestore(preview)
        .map((each) => `${each}\n`)
        .join(''),
    );
  if (yes || preview.present === 'none') return;
  if (!isAtTerminal())
    throw new CliFailure(
      'not-acknowledged',
      'restore replaces the library; say --yes once you have read what is lost. Nothing was changed',
    );
  if (!(await confirmAtTerminal('Replace the library with it? [y/n] ')))
    throw new CliFailure('declined', 'nothing was changed', EXIT.failed);
}

/** Once a run has ended. What keeps the backup from being made is said, and changes nothing about the run. */
export async function backUpAfter(library: BackingUp['library']): Promise<void> {
  const made = await backUpAfterRun({ library, work, ...libraryOptions }).catch((error: unknown) => ({
    ok: false as const,
    error: { code: 'internal', message: String(error) },
  }));
  if (made === null) return;
  noteBackup(made);
  const problem = describeBackupProblem(made);
  if (problem !== null) process.stderr.write(`warning: no sound backup after this run: ${safe(problem)}\n`);
}

function noteBackup(made: Result<Backup, Failure>): void {
  if (!made.ok) diary.add({ event: 'backupFailed', code: made.error.code });
  else
    diary.add({
      event: 'backupMade',
      backup: made.value.id,
      bytes: made.value.bytes,
      sound: isSoundBackup(made.value),
    });
}
