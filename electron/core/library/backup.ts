/** Backups of a library: what is known of each, which have to stay, and when the next is due. */
import type { ChainFinding } from '../run/chain.ts';
import type { DamageFinding } from '../run/evidence.ts';

/** Why a copy was made. */
export type BackupReason =
  /** A run had ended. */
  | 'run'
  /** A person asked for it. */
  | 'asked'
  /** A newer Holdpoint was about to change the schema. */
  | 'schema'
  /** Another backup was put in its place. */
  | 'replaced';

/** What the check after making it found. The copy is sound when there is no finding. */
export interface BackupCheck {
  readonly at: string;
  /** At most 20. */
  readonly findings: readonly BackupFinding[];
}

/** What is wrong with a copy, as facts; `core/words/library/describe-backup.ts` says it. */
export type BackupFinding = ChainFinding | DamageFinding | StrangeHead;

/** The newest event of a log in the copy is not one that the library has. */
export interface StrangeHead {
  /** Null: the library's own log. */
  readonly run: string | null;
  readonly seq: number;
  readonly code: 'event-strange';
}

export interface Backup {
  /** Name of the file without its ending. */
  readonly id: string;
  readonly path: string;
  readonly reason: BackupReason;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly bytes: number;
  /** Null where nobody has checked it. */
  readonly check: BackupCheck | null;
  /** Null where nothing beside the file says so. */
  readonly contents: BackupContents | null;
}

export interface BackupContents {
  /** Id of the library. */
  readonly library: string;
  /** Newest event of the library's own log. */
  readonly seq: number;
  readonly hash: string;
  readonly runs: number;
  /** SHA-256 of the file, 64 hex digits. */
  readonly sha256: string;
  /** Version of Holdpoint that made it. */
  readonly program: string;
}

export interface BackupSettings {
  /** A backup is made when a run has ended and the newest is older than `everyHours`. */
  readonly automatic: boolean;
  readonly everyHours: number;
  /** So many of the newest stay. */
  readonly keepNewest: number;
  /** Of each of so many last days the newest stays. */
  readonly keepDays: number;
  /** Where they are put; null: `backups` in the library's folder. */
  readonly folder: string | null;
}

export const DEFAULT_BACKUP_SETTINGS: BackupSettings = {
  automatic: true,
  everyHours: 1,
  keepNewest: 5,
  keepDays: 14,
  folder: null,
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Copies from before a change of the schema, and replaced libraries, stay at least so long. */
const KEEP_PREVIOUS_DAYS = 90;

export function isSoundBackup({ check }: Backup): boolean {
  return check !== null && check.findings.length === 0;
}

/** Whether a run that ends at `now` is followed by a backup. */
export function isBackupDue(
  backups: readonly Backup[],
  { automatic, everyHours }: BackupSettings,
  now: number,
): boolean {
  const newest = Math.max(...backups.filter(isSoundBackup).map(({ at }) => Date.parse(at)));
  // One that seems to come from the future, after a change of the clock, does not put off the next.
  return automatic && !(newest <= now && now - newest < everyHours * HOUR_MS);
}

/**
 * Backups that nothing asks to be kept. The newest sound one always stays; so do copies from before a change of the
 * schema and replaced libraries of the last 90 days, and all of them while there is no newer sound backup.
 */
export function expendableBackups(
  backups: readonly Backup[],
  { keepNewest, keepDays }: BackupSettings,
  now: number,
): readonly Backup[] {
  const sound = backups.filter((each) => isSoundBackup(each) && isOrdinary(each)).toSorted(newestFirst);
  const [newest] = sound;
  if (!newest) return [];
  const kept = new Set([newest, ...sound.slice(0, keepNewest), ...newestOfDays(sound, keepDays, now)]);
  const previousMs = Math.max(keepDays, KEEP_PREVIOUS_DAYS) * DAY_MS;
  return backups.filter((each) => {
    if (each.at >= newest.at || kept.has(each)) return false;
    return isOrdinary(each) || now - Date.parse(each.at) > previousMs;
  });
}

function isOrdinary({ reason }: Backup): boolean {
  return reason === 'run' || reason === 'asked';
}

function newestFirst(a: Backup, b: Backup): number {
  return a.at < b.at ? 1 : -1;
}

function newestOfDays(sound: readonly Backup[], days: number, now: number): readonly Backup[] {
  const recent = sound.filter(({ at }) => now - Date.parse(at) < days * DAY_MS);
  return [...new Map(recent.toReversed().map((each) => [each.at.slice(0, 10), each])).values()];
}

/** What is there now and is not in a backup. */
export interface RestoreLoss {
  /** Events of the library's own log. */
  readonly events: number;
  /** Runs of which something is missing in the backup, newest first. */
  readonly runs: readonly LostRun[];
}

export interface LostRun {
  readonly run: string;
  /** `Order desk 2.4.0, deployment on production`. */
  readonly title: string;
  /** Events that the backup does not have. */
  readonly events: number;
  /** The backup has nothing of it at all. */
  readonly whole: boolean;
}

/** What a person has to know before a backup takes the library's place. */
export interface RestorePreview {
  readonly path: string;
  readonly runs: number;
  /** When its newest event was recorded. */
  readonly newestAt: string | null;
  /** Null: the library of now cannot be read, so nobody can say. */
  readonly loss: RestoreLoss | null;
  /** What is in the folder now. */
  readonly present: 'sound' | 'unreadable' | 'none';
}
