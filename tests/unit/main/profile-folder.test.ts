import { expect, it } from 'vitest';
import { type ProfileFacts, profileFolder } from '#main/profile-folder.ts';

const facts: ProfileFacts = { platform: 'linux', environment: {}, library: null, appData: '/data' };

it('is kept apart from the library, and out of the roaming profile of Windows', () => {
  expect(profileFolder(facts)).toBeNull();
  expect(profileFolder({ ...facts, platform: 'darwin' })).toBe('/data/Holdpoint Desktop');
  const windows = { ...facts, platform: 'win32', environment: { LOCALAPPDATA: '/local' } } as const;
  expect(profileFolder(windows)).toBe('/local/Holdpoint Desktop');
  expect(profileFolder({ ...windows, environment: {} })).toBe('/data/Holdpoint Desktop');
});

it('is beside a library that was named, so that two libraries have two windows', () => {
  expect(profileFolder({ ...facts, library: '/sites/a' })).toBe('/sites/a/desktop');
});
