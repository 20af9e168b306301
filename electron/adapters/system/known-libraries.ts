/** The libraries of this workstation, one for each site or customer, as far as they were opened here: a small list in a file of its own. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { systemCode } from '#adapters/files/held.ts';
import { writeWholeSync } from '#adapters/files/whole-file.ts';
import { type Failure, StoreFailure } from '#engine/ports.ts';
import { homeFolder } from './account.ts';
import { dataFolder } from './data-folder.ts';

const known = z.object({
  folder: z.string().min(1),
  /** As a person called it; its folder's name unless somebody did. */
  name: z.string(),
  /** When it was opened last, ISO 8601. */
  openedAt: z.string(),
  /** When a person opened it last by its name or folder, in the app; null: never. */
  chosenAt: z.string().nullable().catch(null),
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

/** The one that a person opened last in the app, which a start without a word opens again; null: the workstation's own. */
export function lastChosenLibrary(): string | null {
  const [last] = knownLibraries()
    .filter(({ chosenAt }) => chosenAt !== null)
    .toSorted((a, b) => ((a.chosenAt ?? '') < (b.chosenAt ?? '') ? 1 : -1));
  return last === undefined || isDefaultLibrary(last.folder) ? null : last.folder;
}

/** What is left of a library that lost its file counts as one: opening it says what is wrong. */
export function holdsLibrary(folder: string): boolean {
  return ['library.db', 'checkpoint.json'].some((name) => existsSync(join(folder, name)));
}

/** Notes that a library was opened, under the name that it has. What cannot be written down is forgotten. */
export function noteLibrary(folder: string, name: string, openedAt: string): void {
  note(folder, (before) => ({ folder, name, openedAt, chosenAt: before?.chosenAt ?? null }));
}

/** The same of one that a person chose in the app. */
export function noteChosenLibrary(folder: string, chosenAt: string): void {
  const named = (before: KnownLibrary | undefined): string => before?.name ?? nameOfFolder(folder);
  note(folder, (before) => ({ folder, name: named(before), openedAt: chosenAt, chosenAt }));
}

/** Puts a library in front. */
function note(folder: string, noteOf: (before: KnownLibrary | undefined) => KnownLibrary): void {
  const file = listFile();
  if (file === null) return;
  const all = knownLibraries();
  const noted = noteOf(all.find((each) => each.folder === folder));
  const next = [noted, ...all.filter((each) => each.folder !== folder)].slice(0, MOST);
  try {
    writeList(file, next);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** Takes a library off the list; its folder stays as it is, and opening it lists it again. Why it is still there; null where it is off. */
export function forgetLibrary(folder: string): Failure<'store-failed'> | null {
  const file = listFile();
  const all = knownLibraries();
  const others = all.filter((each) => each.folder !== folder);
  try {
    if (file !== null && others.length < all.length) writeList(file, others);
    return null;
  } catch (error) {
    const code = systemCode(error);
    if (code === null) throw error;
    const message = `The list of libraries cannot be written (${code}). Make room on its disk or give yourself permission; ${folder} is still in it`;
    return { code: 'store-failed', message };
  }
}

function writeList(file: string, libraries: readonly KnownLibrary[]): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeWholeSync({ path: file, content: `${JSON.stringify(libraries, null, 2)}\n`, mode: 0o600 });
}

/** Where the workstation's own library is. Throws `StoreFailure` without a home. */
function defaultLibrary(): string {
  return dataFolder({
    platform: process.platform,
    environment: { ...process.env, HOLDPOINT_DATA: '' },
    home: homeFolder(),
  });
}

/** Whether it is the workstation's own. */
export function isDefaultLibrary(folder: string): boolean {
  try {
    return resolve(folder) === resolve(defaultLibrary());
  } catch (error) {
    // Without a home there is none.
    if (error instanceof StoreFailure) return false;
    throw error;
  }
}

/** What a library is called that nobody has given a name: the one that is opened by default needs none. */
export function nameOfFolder(folder: string): string {
  return isDefaultLibrary(folder) ? '' : basename(folder);
}
