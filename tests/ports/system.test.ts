import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { placeOf, systemSshFolder } from '#adapters/system/account.ts';
import { createClock } from '#adapters/system/clock.ts';
import { dataFolder } from '#adapters/system/data-folder.ts';
import { createIds } from '#adapters/system/ids.ts';
import { appVersion } from '#adapters/system/program-files.ts';
import { runtimeVersion } from '#adapters/system/runtime-version.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import type { Clock } from '#engine/ports.ts';

const clockAt = (iso: string): Clock => ({
  now: () => new Date(iso),
  monotonicMs: () => 0,
  after: () => () => undefined,
});

describe('ids', () => {
  it('of runs tell the minute, can be typed, and sort by time', () => {
    const early = createIds(clockAt('2026-11-21T04:25:59.999Z')).runId();
    expect(early).toMatch(/^r-20261121-0425-[0-9a-z]{4}$/);
    expect(early < createIds(clockAt('2026-11-21T04:26:00.000Z')).runId()).toBe(true);
  });

  it('of attempts are unlike each other and sort by time', () => {
    const ids = createIds(clockAt('2026-11-21T04:25:00.000Z'));
    const many = new Set(Array.from({ length: 1000 }, () => ids.attemptId()));
    expect(many.size).toBe(1000);
    for (const id of many) expect(id).toMatch(/^[0-9a-z]{26}$/);
    expect(ids.attemptId() < createIds(clockAt('2026-11-21T04:25:00.001Z')).attemptId()).toBe(true);
  });
});

describe('the clock', () => {
  const DAY_MS = 86_400_000;

  it.each([20, 25, 60, 800 / 24])('calls after %s days once, and not before', (days) => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const called = vi.fn();
    createClock().after(days * DAY_MS, called);
    vi.advanceTimersByTime(days * DAY_MS - 1);
    expect(called).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100 * DAY_MS);
    expect(called).toHaveBeenCalledTimes(1);
  });

  it('calls never for a time without end, nor once it was cancelled in any part of a long time', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const called = vi.fn();
    createClock().after(Number.POSITIVE_INFINITY, called);
    const cancel = createClock().after(30 * DAY_MS, called);
    vi.advanceTimersByTime(26 * DAY_MS);
    cancel();
    vi.advanceTimersByTime(400 * DAY_MS);
    expect(called).not.toHaveBeenCalled();
  });
});

describe('the data folder', () => {
  const facts = { platform: 'linux', environment: {}, home: '/home/ada' } as const;

  it('is where the platform keeps the data of applications', () => {
    expect(dataFolder(facts)).toBe('/home/ada/.local/share/holdpoint');
    expect(dataFolder({ ...facts, environment: { XDG_DATA_HOME: '/data' } })).toBe('/data/holdpoint');
    expect(dataFolder({ ...facts, platform: 'darwin' })).toBe(
      '/home/ada/Library/Application Support/Holdpoint',
    );
    const windows = { ...facts, platform: 'win32' } as const;
    const environment = { APPDATA: '/roaming', LOCALAPPDATA: '/local' };
    expect(dataFolder({ ...windows, environment })).toBe('/local/Holdpoint');
    expect(dataFolder(windows)).toBe('/home/ada/AppData/Local/Holdpoint');
  });

  it('is the one asked for, then the one in the environment', () => {
    const environment = { HOLDPOINT_DATA: '/from/environment' };
    expect(dataFolder({ ...facts, environment })).toBe('/from/environment');
    expect(dataFolder({ ...facts, environment, asked: '/asked' })).toBe('/asked');
  });

  it('may be named below the home as people write it, where no shell has seen to that', () => {
    expect(dataFolder({ ...facts, asked: '~/sites/a' })).toBe('/home/ada/sites/a');
    expect(dataFolder({ ...facts, environment: { HOLDPOINT_DATA: '~/sites/a' } })).toBe('/home/ada/sites/a');
  });

  it('is asked for where the account has no home', () => {
    const homeless = { ...facts, home: null };
    expect(() => dataFolder(homeless)).toThrow(/no home folder. Set HOME, or name a folder with --data/);
    expect(dataFolder({ ...homeless, asked: '/asked' })).toBe('/asked');
    expect(dataFolder({ ...homeless, environment: { XDG_DATA_HOME: '/data' } })).toBe('/data/holdpoint');
  });
});

describe('the account', () => {
  const child = fileURLToPath(new URL('./account.child.ts', import.meta.url));
  const say = (uid?: number) =>
    JSON.parse(
      execFileSync(process.execPath, [child], {
        encoding: 'utf8',
        env: {},
        ...(uid === undefined ? {} : { uid, gid: uid }),
      }),
    );

  it('has the name and the home that the system knows', () => {
    expect(say()).toEqual({ name: userInfo().username, home: userInfo().homedir });
  });

  it.skipIf(process.getuid?.() !== 0)('is a number where the system does not know it', () => {
    expect(say(54_321)).toEqual({ name: '54321', home: null });
  });
});

describe('a path as people write it', () => {
  const linux = { platform: 'linux', home: '/home/ada', environment: { USERPROFILE: 'x' } } as const;
  const windows = {
    platform: 'win32',
    home: 'C:\\Users\\ada',
    environment: { UserProfile: 'C:\\Users\\ada', ProgramData: 'C:\\ProgramData' },
  } as const;

  it('is in the home folder after a tilde', () => {
    expect(placeOf('~/.ssh/id', linux)).toBe('/home/ada/.ssh/id');
    expect(placeOf('~/.ssh/id', windows)).toBe('C:\\Users\\ada\\.ssh\\id');
    expect(placeOf('~\\.ssh\\id', windows)).toBe('C:\\Users\\ada\\.ssh\\id');
    expect(placeOf('~\\.ssh', linux)).toBe('~\\.ssh');
    expect(placeOf('~bob/x', linux)).toBe('~bob/x');
    expect(placeOf('~/x', { ...linux, home: null })).toBe('~/x');
  });

  it('names variables on Windows, in any letter case', () => {
    expect(placeOf('%USERPROFILE%\\.ssh\\id', windows)).toBe('C:\\Users\\ada\\.ssh\\id');
    expect(placeOf('%NOWHERE%\\x', windows)).toBe('%NOWHERE%\\x');
    expect(placeOf('%USERPROFILE%/x', linux)).toBe('%USERPROFILE%/x');
  });

  it('of what holds for all users is where OpenSSH has it', () => {
    expect(systemSshFolder(linux)).toBe('/etc/ssh');
    expect(systemSshFolder(windows)).toBe('C:\\ProgramData\\ssh');
    expect(systemSshFolder({ ...windows, environment: {} })).toBeNull();
  });
});

describe('the machine', () => {
  it('knows versions and hashes', () => {
    expect(appVersion()).toMatch(/^\d+\.\d+\.\d+/);
    expect(runtimeVersion()).toBe(`Node ${process.versions.node}`);
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256(new Uint8Array([97, 98, 99]))).toBe(sha256('abc'));
  });
});
