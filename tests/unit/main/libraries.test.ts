import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { noteChosenLibrary } from '#adapters/system/known-libraries.ts';
import { chooseFolder } from '#main/dialogs.ts';
import { libraryHandlers } from '#main/ipc/libraries.ts';

vi.mock('electron', () => ({
  app: { isPackaged: true, commandLine: { hasSwitch: () => false } },
}));
vi.mock('#main/dialogs.ts', () => ({ chooseFolder: vi.fn() }));
vi.mock('node:child_process', () => ({ spawn: vi.fn(() => ({ unref: vi.fn(), on: vi.fn() })) }));

const folder = mkdtempSync(join(tmpdir(), 'holdpoint-libraries-'));
vi.stubEnv('XDG_CONFIG_HOME', join(folder, 'config'));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});
beforeEach(() => void vi.mocked(spawn).mockClear());

const here = join(folder, 'here');
const open = async (chosen: string) => {
  vi.mocked(chooseFolder).mockResolvedValue(chosen);
  return await libraryHandlers(here)['desktop.openLibrary']({ id: null });
};
const made = (name: string): string => {
  mkdirSync(join(folder, name), { recursive: true });
  return join(folder, name);
};

it('opens a library, or an empty folder for a new one, by a program of its own', async () => {
  const empty = made('empty');
  expect(await open(empty)).toEqual({ folder: empty });
  const [, , options] = vi.mocked(spawn).mock.calls[0] ?? [];
  expect(options).toMatchObject({ detached: true, env: { HOLDPOINT_DATA: empty } });
  const library = made('library');
  writeFileSync(join(library, 'library.db'), 'x');
  expect(await open(library)).toEqual({ folder: library });
});

it('refuses what is no place for one, says why, and starts nothing', async () => {
  const full = made('full');
  writeFileSync(join(full, 'letter.txt'), 'x');
  for (const [chosen, why] of [
    [made('here'), 'This library is open in this window.'],
    [join(folder, 'gone'), `${join(folder, 'gone')} does not exist.`],
    [full, `${full} holds no library, and is not empty.`],
    [join(full, 'letter.txt'), 'cannot be read (ENOTDIR). Check its permissions and its disk.'],
  ] as const)
    await expect(open(chosen)).rejects.toThrow(why);
  expect(spawn).not.toHaveBeenCalled();
});

it('takes one that is gone off the list, and not the one of this window', async () => {
  const handlers = libraryHandlers(here);
  const gone = made('stick');
  for (const each of [gone, made('here')]) noteChosenLibrary(each, '2026-11-21T04:00:00.000Z');
  rmSync(gone, { recursive: true });
  const listed = async () => await handlers['desktop.libraries']({});
  const idOf = async (folder: string) => (await listed()).find((each) => each.folder === folder)?.id ?? '';
  expect((await listed()).find((each) => each.folder === gone)).toMatchObject({ isThere: false });
  await handlers['desktop.forgetLibrary']({ id: await idOf(gone) });
  expect((await listed()).map((each) => each.folder)).not.toContain(gone);
  const forget = async (id: string) => await handlers['desktop.forgetLibrary']({ id });
  await expect(forget(await idOf(here))).rejects.toThrow('This library is open in this window.');
});
