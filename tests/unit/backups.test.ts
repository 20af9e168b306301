import { describe, expect, test } from 'vitest';
import {
  type Backup,
  type BackupFinding,
  type BackupReason,
  DEFAULT_BACKUP_SETTINGS,
  expendableBackups,
  isBackupDue,
} from '#core/library/backup.ts';
import { backupNote } from '#core/library/backup-schema.ts';
import { describeBackupFinding } from '#core/words/library/describe-backup.ts';

const NOW = Date.UTC(2026, 10, 30, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const DAMAGE = { run: null, seq: null, code: 'database-damaged', said: 'torn' } as const;

function backup(agoMs: number, more: { reason?: BackupReason; isSound?: boolean } = {}): Backup {
  const at = new Date(NOW - agoMs).toISOString();
  const check = { at, findings: (more.isSound ?? true) ? [] : [DAMAGE] };
  return { id: `b ${at}`, path: at, reason: more.reason ?? 'run', at, bytes: 1, check, contents: null };
}

const rules = (keepNewest: number, keepDays: number) => ({
  ...DEFAULT_BACKUP_SETTINGS,
  keepNewest,
  keepDays,
});
const gone = (backups: readonly Backup[], keepNewest: number, keepDays: number) =>
  expendableBackups(backups, rules(keepNewest, keepDays), NOW).map(({ id }) => id);

describe('which backups may go', () => {
  test('the newest stay, and of each of the last days the newest', () => {
    const backups = [0, 1, 2, 30, 31, 54, 24 * 20].map((hours) => backup(hours * HOUR));
    const [a, b, c, yesterday, earlier, before, old] = backups;
    expect([a, b, c, yesterday, earlier, before, old].every(Boolean)).toBe(true);
    expect(gone(backups, 1, 14)).toEqual([b, c, earlier, old].map((each) => each?.id));
    expect(gone(backups, 3, 0)).toEqual([yesterday, earlier, before, old].map((each) => each?.id));
  });

  test('the last sound one never goes, however old it is', () => {
    expect(gone([backup(900 * DAY)], 1, 0)).toEqual([]);
    expect(gone([backup(HOUR, { isSound: false }), backup(900 * DAY)], 1, 0)).toEqual([]);
  });

  test('one that does not verify goes once there is a newer sound one', () => {
    const bad = backup(2 * HOUR, { isSound: false });
    expect(gone([backup(HOUR), bad], 5, 14)).toEqual([bad.id]);
    expect(gone([bad], 5, 14)).toEqual([]);
  });

  test('copies from before an update and replaced libraries stay for 90 days', () => {
    const young = [backup(80 * DAY, { reason: 'schema' }), backup(80 * DAY, { reason: 'replaced' })];
    const old = [backup(91 * DAY, { reason: 'schema' }), backup(91 * DAY, { reason: 'replaced' })];
    expect(gone([backup(0), ...young, ...old], 1, 0)).toEqual(old.map(({ id }) => id));
    expect(gone(old, 1, 0)).toEqual([]);
  });
});

describe('when a backup is due', () => {
  test('once the newest sound one is an hour old, or there is none', () => {
    expect(isBackupDue([], DEFAULT_BACKUP_SETTINGS, NOW)).toBe(true);
    expect(isBackupDue([backup(HOUR - 1)], DEFAULT_BACKUP_SETTINGS, NOW)).toBe(false);
    expect(isBackupDue([backup(HOUR)], DEFAULT_BACKUP_SETTINGS, NOW)).toBe(true);
    expect(isBackupDue([backup(1, { isSound: false })], DEFAULT_BACKUP_SETTINGS, NOW)).toBe(true);
  });

  test('also after the clock went back behind the newest', () => {
    expect(isBackupDue([backup(-DAY)], DEFAULT_BACKUP_SETTINGS, NOW)).toBe(true);
  });

  test('never where it is switched off', () => {
    expect(isBackupDue([], { ...DEFAULT_BACKUP_SETTINGS, automatic: false }, NOW)).toBe(false);
  });
});

describe('what is wrong with a backup', () => {
  const at = new Date(NOW).toISOString();
  const own = { run: null, seq: 4 };
  const event = { ...own, type: 'runCreated' };
  const findings: readonly BackupFinding[] = [
    { ...event, code: 'event-changed', how: { kind: 'hash' } },
    { ...event, code: 'event-changed', how: { kind: 'next', next: 5 } },
    { ...event, code: 'event-changed', how: { kind: 'head', name: 'the sealed head' } },
    { ...event, code: 'event-moved', after: 9 },
    { ...event, code: 'event-moved', from: 2 },
    { ...event, code: 'event-doubled' },
    { ...event, code: 'event-added', name: 'the sealed head' },
    { ...own, code: 'event-missing', to: 6 },
    { ...own, code: 'events-cut', name: 'the sealed head', head: 9 },
    { run: 'r-1', seq: 4, code: 'event-strange' },
    DAMAGE,
  ];

  test('is kept beside it as facts, and told in words', () => {
    const note = { format: 1, reason: 'run', at, bytes: 1, check: { at, findings }, contents: null };
    expect(backupNote.parse(JSON.parse(JSON.stringify(note)))).toEqual(note);
    expect(findings.map(describeBackupFinding).slice(-2)).toEqual([
      "event 4 of run r-1 is not the library's",
      'the library file is damaged: torn',
    ]);
  });

  test.each(['words', { code: 'event-changed' }, { ...event, code: 'made-up' }])(
    'is not believed where a file beside it says it otherwise: %j',
    (finding) => {
      const note = {
        format: 1,
        reason: 'run',
        at,
        bytes: 1,
        check: { at, findings: [finding] },
        contents: null,
      };
      expect(backupNote.safeParse(note).success).toBe(false);
    },
  );
});
