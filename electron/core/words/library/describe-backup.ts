/** What people read of backups, in the terminal and in the app. */
import {
  type Backup,
  type BackupFinding,
  type BackupReason,
  type BackupSettings,
  isSoundBackup,
  type RestorePreview,
} from '../../library/backup.ts';
import { formatCount } from '../figures/format-count.ts';
import { formatZonedTime } from '../figures/format-time.ts';
import { describeFinding, describeStrange } from './describe-evidence.ts';

const REASONS: Readonly<Record<BackupReason, string>> = {
  run: 'after a run',
  asked: 'asked for',
  schema: 'before an update',
  replaced: 'replaced library',
};

export function labelBackupReason(reason: BackupReason): string {
  return REASONS[reason];
}

export function labelBackupCheck(backup: Backup): string {
  if (backup.check === null) return 'not checked';
  return isSoundBackup(backup) ? 'checked, sound' : 'DAMAGED';
}

/** A clause. */
export function describeBackupFinding(found: BackupFinding): string {
  return found.code === 'event-strange' ? describeStrange(found) : describeFinding(found);
}

/** Why a backup that was tried cannot be relied on, with what to do; null: it can. */
export function describeBackupProblem(
  tried:
    | { readonly ok: true; readonly value: Backup }
    | { readonly ok: false; readonly error: BackupRefused },
): string | null {
  if (!tried.ok) return tried.error.message;
  const { path, check } = tried.value;
  if (isSoundBackup(tried.value)) return null;
  const [first] = check?.findings ?? [];
  const why = first === undefined ? 'nobody has checked it' : describeBackupFinding(first);
  return `The backup ${path} is damaged: ${why}. Check the disk, then make another.`;
}

interface BackupRefused {
  readonly message: string;
}

/** When backups are made, which stay and where they go, in one sentence. */
export function describeBackupRules(
  { automatic, everyHours, keepNewest, keepDays }: BackupSettings,
  folder: string,
): string {
  const most = everyHours === 0 ? '' : `, at most once in ${everyHours} h`;
  const made = automatic ? `made after runs${most}` : 'made only when asked for';
  const days = keepDays === 0 ? '' : ` and one a day for ${formatCount(keepDays, 'day')}`;
  return `Backups are ${made}, and go to ${folder}. The newest ${keepNewest}${days} stay.`;
}

/** What a person has to know before a backup takes the library's place: a sentence each. */
export function describeRestore({ present, loss, runs, newestAt }: RestorePreview): readonly string[] {
  const holds = `The backup holds ${formatCount(runs, 'run')}; its newest event is from ${formatZonedTime(newestAt)}.`;
  return [holds, ...describeLoss(present, loss)];
}

function describeLoss(present: RestorePreview['present'], loss: RestorePreview['loss']): readonly string[] {
  if (present === 'none') return ['There is no library in this folder now.'];
  if (present === 'unreadable' || loss === null)
    return [
      'The current library cannot be read, so it is not known what the backup lacks. Look at the hosts before anything is run again.',
    ];
  if (loss.events === 0 && loss.runs.length === 0) return ['Nothing recorded since is lost.'];
  const runs = loss.runs.map(
    ({ run, title, events, whole }) =>
      `Lost of ${run} (${title}): ${whole ? 'the whole run' : `its newest ${formatCount(events, 'event')}`}.`,
  );
  return [
    ...runs,
    `Lost of the library itself: ${formatCount(loss.events, 'event')} (releases, settings, credentials, accepted host keys and runs that were begun since).`,
    'What ran on the hosts stays as it is there. A host that has seen more than the restored library refuses it.',
  ];
}

export const AFTER_RESTORE =
  'The restored library says what it lacks. Runs that were open wait until a person has read that.';
