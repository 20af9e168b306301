import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ProfileFacts, profileFolder, whyNotKept } from '#main/profile-folder.ts';

const facts: ProfileFacts = { platform: 'linux', environment: {}, library: null, appData: '/data' };
const windows = { ...facts, platform: 'win32', environment: { LOCALAPPDATA: '/local' } } as const;
const folder = mkdtempSync(join(tmpdir(), 'holdpoint-profile-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('is kept apart from the library, and out of the roaming profile of Windows', () => {
  expect(profileFolder(facts)).toBeNull();
  expect(profileFolder({ ...facts, platform: 'darwin' })).toBe('/data/Holdpoint Desktop');
  expect(profileFolder(windows)).toBe('/local/Holdpoint Desktop');
  expect(profileFolder({ ...windows, environment: {} })).toBe('/data/Holdpoint Desktop');
});

describe('of a library that was named', () => {
  const at = (library: string): string => profileFolder({ ...facts, library }) ?? '';

  it('is one for each, so that two libraries have two windows, and lies in none of them', () => {
    expect(at('/sites/a')).toMatch(/^\/data\/holdpoint\/libraries\/a-[0-9a-f]{16}$/);
    expect(at('/sites/a')).not.toBe(at('/other/a'));
    expect(at('/sites/Kunde Köln (neu)')).toMatch(/\/Kunde_K_ln_neu_-[0-9a-f]{16}$/);
    expect(profileFolder({ ...windows, library: '/sites/a' })).toMatch(
      /^\/local\/Holdpoint Desktop\/libraries\//,
    );
  });

  it('is the same by whatever way its folder is reached, before and after it was made', () => {
    const real = join(folder, 'real');
    mkdirSync(real);
    symlinkSync(real, join(folder, 'linked'));
    const before = at(join(folder, 'linked', 'library'));
    mkdirSync(join(real, 'library'));
    expect([before, at(join(real, 'library'))]).toEqual([before, before]);
  });
});

it('says why nothing can be kept in it', () => {
  const file = join(folder, 'file');
  writeFileSync(file, 'x');
  expect(whyNotKept(join(folder, 'new', 'profile'))).toBeNull();
  expect(whyNotKept(join(file, 'profile'))).toBe('ENOTDIR');
  const shut = join(folder, 'shut');
  mkdirSync(shut);
  chmodSync(shut, 0o500);
  expect(whyNotKept(shut)).toBe(process.getuid?.() === 0 ? null : 'EACCES');
});
