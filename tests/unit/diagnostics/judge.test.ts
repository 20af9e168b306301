import { describe, expect, test } from 'vitest';
import {
  judgeAgent,
  judgeBackups,
  judgeClock,
  judgeDesktop,
  judgeFonts,
  judgeIntegrity,
  judgeKnownHosts,
  judgePlace,
  judgeProgram,
  judgeSpace,
  judgeVault,
} from '#core/diagnostics/judge.ts';
import type { Backup, BackupFinding } from '#core/library/backup.ts';

const NOW = Date.UTC(2026, 10, 30, 12);
const DAY = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString();

const TORN = { run: null, seq: null, code: 'database-damaged', said: 'torn' } as const;

function backup(at: number, findings: readonly BackupFinding[] = []): Backup {
  return {
    id: 'b',
    path: 'b',
    reason: 'run',
    at: iso(at),
    bytes: 1,
    check: { at: iso(at), findings },
    contents: null,
  };
}

describe('what the doctor says', () => {
  test('of a stand-in for Electron', () => {
    expect(judgeProgram({ version: '0.1.0', runtime: 'Electron 45' }).health).toBe('ok');
    expect(judgeProgram({ version: '0.1.0+standin.33', runtime: 'Electron 33' })).toMatchObject({
      health: 'warning',
      next: expect.stringContaining('trying out'),
    });
  });

  test('of what does not verify', () => {
    const damaged = { run: null, seq: null, code: 'database-damaged', said: 'page 3' } as const;
    expect(judgeIntegrity([], 3)).toMatchObject({ health: 'ok', says: '3 events, whole and unchanged.' });
    expect(judgeIntegrity([damaged, damaged], 3)).toMatchObject({
      health: 'problem',
      says: 'the library file is damaged: page 3 (and 1 more).',
    });
  });

  test('of a disk that runs full', () => {
    expect([2e9, 5e8, 1e6].map((bytes) => judgeSpace(bytes).health)).toEqual(['ok', 'warning', 'problem']);
    expect(judgeSpace(null).health).toBe('warning');
    expect(judgeSpace(1e6).next).toBe('Runs need 64.0 MiB. Free some space there.');
  });

  test('of backups that are missing, old, or damaged', () => {
    const facts = { isElsewhere: true, now: NOW, newestRunAt: iso(NOW - DAY) };
    expect(judgeBackups({ ...facts, backups: [] }).health).toBe('warning');
    expect(judgeBackups({ ...facts, backups: [], newestRunAt: null }).health).toBe('ok');
    expect(judgeBackups({ ...facts, backups: [backup(NOW)] })).toMatchObject({ health: 'ok', next: null });
    expect(judgeBackups({ ...facts, backups: [backup(NOW - 3 * DAY)] }).health).toBe('warning');
    expect(judgeBackups({ ...facts, backups: [backup(NOW), backup(NOW - DAY, [TORN])] }).health).toBe(
      'warning',
    );
    expect(judgeBackups({ ...facts, backups: [backup(NOW, [TORN])] }).health).toBe('warning');
    expect(judgeBackups({ ...facts, isElsewhere: false, backups: [backup(NOW)] }).says).toContain('--to');
  });

  test('of a place that speaks against itself', () => {
    const place = { path: '/home/jo/.local/share/holdpoint', fileSystem: 'ext4', caution: null };
    expect(judgePlace(place)).toMatchObject({
      health: 'ok',
      says: '/home/jo/.local/share/holdpoint, on ext4.',
    });
    expect(judgePlace({ ...place, caution: 'It lies on a network disk.' })).toMatchObject({
      health: 'warning',
      next: 'It lies on a network disk.',
    });
  });

  test('of an agent, by whether a credential needs it', () => {
    expect(judgeAgent({ agent: { kind: 'none' }, wanted: [] }).health).toBe('ok');
    expect(judgeAgent({ agent: { kind: 'none' }, wanted: ['deploy'] }).health).toBe('warning');
    expect(judgeAgent({ agent: { kind: 'there', keys: 0 }, wanted: ['deploy'] })).toMatchObject({
      health: 'warning',
      next: 'Add the key with ssh-add.',
    });
    expect(judgeAgent({ agent: { kind: 'there', keys: 2 }, wanted: ['deploy'] }).health).toBe('ok');
    expect(judgeAgent({ agent: { kind: 'unreachable', why: 'ENOENT' }, wanted: [] }).health).toBe('warning');
  });

  test('of the vault', () => {
    const vault = {
      state: 'whole',
      path: '/lib/credentials.vault',
      isOpenToOthers: false,
      wanted: ['db'],
    } as const;
    expect(judgeVault(vault)).toMatchObject({
      health: 'ok',
      says: expect.stringContaining('It is to hold: db.'),
    });
    expect(judgeVault({ ...vault, isOpenToOthers: true })).toMatchObject({
      health: 'warning',
      next: expect.stringContaining('chmod 600 "/lib/credentials.vault"'),
    });
    expect(judgeVault({ ...vault, isOpenToOthers: null }).health).toBe('ok');
    expect(judgeVault({ ...vault, state: 'none' }).health).toBe('problem');
    expect(judgeVault({ ...vault, state: 'none', wanted: [] }).health).toBe('ok');
    const damaged = judgeVault({ ...vault, state: { kind: 'vault-damaged', what: 'form' } });
    expect(damaged).toMatchObject({ health: 'problem', says: expect.stringContaining('is damaged') });
  });

  test('of known_hosts files', () => {
    const file = (state: Parameters<typeof judgeKnownHosts>[0][number]['state'], isNamed = false) => ({
      path: '/k',
      state,
      isNamed,
    });
    expect(judgeKnownHosts([file({ kind: 'absent' })]).health).toBe('ok');
    expect(judgeKnownHosts([file({ kind: 'absent' }, true)]).health).toBe('problem');
    expect(judgeKnownHosts([file({ kind: 'unreadable', why: 'EACCES' })]).health).toBe('problem');
    expect(judgeKnownHosts([file({ kind: 'read', entries: 3, badLines: [2, 7] })])).toMatchObject({
      health: 'warning',
      says: '/k has 3 keys, and 2 lines that cannot be read (2, 7).',
    });
  });

  test('of a clock that is behind what was recorded', () => {
    expect(judgeClock({ now: NOW, newestEventAt: iso(NOW - DAY) }).health).toBe('ok');
    expect(judgeClock({ now: NOW, newestEventAt: iso(NOW + DAY) }).health).toBe('problem');
    expect(judgeClock({ now: 0, newestEventAt: null }).health).toBe('problem');
  });

  test('of the window’s sandbox and fonts', () => {
    const facts = { platform: 'linux', display: 'X11', isRoot: false, mayMakeNamespaces: true };
    expect(judgeDesktop(facts).health).toBe('ok');
    expect(judgeDesktop({ ...facts, isRoot: true }).health).toBe('warning');
    expect(judgeDesktop({ ...facts, mayMakeNamespaces: false }).health).toBe('warning');
    expect(judgeDesktop({ ...facts, display: null, isRoot: true }).health).toBe('ok');
    expect([3, 0, null].map((fonts) => judgeFonts({ platform: 'linux', fonts }).health)).toEqual([
      'ok',
      'warning',
      'warning',
    ]);
  });
});
