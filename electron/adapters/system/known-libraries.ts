/** The libraries of this workstation, one for each site or customer, as far as they were opened here: a small list in a file of its own. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { writeWholeSync } from '#adapters/files/whole-file.ts';
import { homeFolder } from './account.ts';
import { dataFolder } from './data-folder.ts';

const known = z.object({
  folder: z.string().min(1),
  /** As a person called it; its folder's name unless somebody did. */
  name: z.string(),
  /** When it was opened last, ISO 8601. */
  openedAt: z.string(),
});
export type KnownLibrary = z.output<typeof known>;

const MOST = 30;

/** Where a workstation's programs keep such lists; null without a home. */
function listFile(): string | null {
  const { platform, env } = process;
  const home = homeFolder();
  if (platform === 'win32')
    return env['LOCALAPPDATA'] ? join(env['LOCALAPPDATA'], 'Holdpoint Desktop', FILE) : null;
  if (home === null) return null;
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Holdpoint Desktop', FILE);
  return join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'holdpoint', FILE);
}

const FILE = 'libraries.json';

/** The one opened last comes first. A list that cannot be read is empty. */
export function knownLibraries(): readonly KnownLibrary[] {
  const file = listFile();
  try {
    return file === null ? [] : z.array(known).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}

/** Folder of the one library of the list that is called so; null for a path, and for what is there as a folder. */
export function libraryNamed(name: string): string | null {
  if (/[\\/]/.test(name) || existsSync(name)) return null;
  const [found, ...more] = knownLibraries().filter((each) => each.name !== '' && each.name === name);
  return found && more.length === 0 ? found.folder : null;
}

/** Puts a library in front; `name` null: as it is called there, or its folder. What cannot be written down is forgotten. */
export function noteLibrary(folder: string, name: string | null, openedAt: string): void {
  const file = listFile();
  if (file === null) return;
  const all = knownLibraries();
  const before = all.find((each) => each.folder === folder);
  const noted = { folder, name: name ?? before?.name ?? nameOfFolder(folder), openedAt };
  const next = [noted, ...all.filter((each) => each.folder !== folder)].slice(0, MOST);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeWholeSync({ path: file, content: `${JSON.stringify(next, null, 2)}\n`, mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** Where the library is when nobody names one. Throws `StoreFailure` without a home. */
export function defaultLibrary(): string {
  return dataFolder({
    platform: process.platform,
    environment: { ...process.env, HOLDPOINT_DATA: '' },
    home: homeFolder(),
  });
}

/** What a library is called that nobody has given a name: the one that is opened by default needs none. */
export function nameOfFolder(folder: string): string {
  return resolve(folder) === resolve(defaultLibrary()) ? '' : basename(folder);
}
