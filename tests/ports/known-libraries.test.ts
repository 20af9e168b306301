import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  forgetLibrary,
  holdsLibrary,
  knownLibraries,
  lastChosenLibrary,
  nameOfFolder,
  noteChosenLibrary,
  noteLibrary,
} from '#adapters/system/known-libraries.ts';
import { mountDisk } from '#support/small-disk.ts';

let folder: string;
const at = (minute: number): string => `2026-11-21T04:0${minute}:00.000Z`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-known-'));
  vi.stubEnv('XDG_CONFIG_HOME', join(folder, 'config'));
  vi.stubEnv('XDG_DATA_HOME', join(folder, 'share'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('a start without a word opens the library that a person chose last, and none that a variable named', () => {
  expect(lastChosenLibrary()).toBeNull();
  noteChosenLibrary('/sites/acme', at(1));
  noteChosenLibrary('/sites/berlin', at(2));
  noteLibrary('/tmp/trial', 'Trial', at(3));
  noteLibrary('/sites/acme', 'Acme', at(4));
  expect(lastChosenLibrary()).toBe('/sites/berlin');
  expect(knownLibraries().map(({ name }) => name)).toEqual(['Acme', 'Trial', 'berlin']);
  noteChosenLibrary('/sites/acme', at(5));
  expect(lastChosenLibrary()).toBe('/sites/acme');
  expect(knownLibraries()[0]).toEqual({
    folder: '/sites/acme',
    name: 'Acme',
    openedAt: at(5),
    chosenAt: at(5),
  });
});

it("the workstation's own library is chosen like any other", () => {
  const own = join(folder, 'share', 'holdpoint');
  noteChosenLibrary('/sites/acme', at(1));
  noteChosenLibrary(own, at(2));
  expect(lastChosenLibrary()).toBeNull();
  expect(nameOfFolder(own)).toBe('');
});

it('a folder holds a library also where only its checkpoint is left', () => {
  expect(holdsLibrary(folder)).toBe(false);
  mkdirSync(join(folder, 'lost'));
  writeFileSync(join(folder, 'lost', 'checkpoint.json'), '{}');
  expect(holdsLibrary(join(folder, 'lost'))).toBe(true);
});

it('one is taken off the list, the others and its folder stay, and a start without a word goes to it no more', () => {
  const gone = join(folder, 'stick');
  mkdirSync(gone);
  noteChosenLibrary('/sites/acme', at(1));
  noteChosenLibrary(gone, at(2));
  forgetLibrary(gone);
  forgetLibrary('/never/listed');
  expect(knownLibraries().map((each) => each.folder)).toEqual(['/sites/acme']);
  expect(lastChosenLibrary()).toBe('/sites/acme');
  expect(existsSync(gone)).toBe(true);
});

it('one stays in the list where that cannot be written, and why is said once for app and terminal', () => {
  const disk = mountDisk(join(folder, 'config'));
  try {
    noteChosenLibrary('/sites/acme', at(1));
    disk.makeReadOnly();
    expect(forgetLibrary('/sites/acme')).toEqual({
      code: 'store-failed',
      message:
        'The list of libraries cannot be written (EROFS). Make room on its disk or give yourself permission; /sites/acme is still in it',
    });
    expect(knownLibraries().map((each) => each.folder)).toEqual(['/sites/acme']);
  } finally {
    disk.unmount();
  }
});
