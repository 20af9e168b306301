import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { FileFault } from '#core/run/workstation-faults.ts';
import type { FileFailure, Result } from '#engine/ports.ts';
import { failure } from './file-failure.ts';

/** Device names that Windows takes for itself in every folder, with any extension. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;
const FORBIDDEN_CHARACTERS = /[<>:"|?*\\]/;

type NameRefused = Omit<Extract<FileFault, { readonly kind: 'name-refused' }>, 'kind'>;

/** The place of a path under the base, links followed; refused when any part of it leads out of the base. */
export async function placeUnder(base: string, path: string): Promise<Result<string, FileFailure>> {
  if (!staysInside(path)) return outside(path);
  const root = await realpath(base);
  const place = join(root, path);
  const real = await realpathOfExisting(place);
  return isUnder(root, real) ? { ok: true, value: place } : outside(path);
}

/** Why a name may not be written; null when it may. What works here has to work on Windows too. `..` is refused as a place. */
export function unwritableName(path: string): NameRefused | null {
  for (const name of path.split('/')) {
    if (RESERVED.test(name)) return { name, how: 'device' };
    if (FORBIDDEN_CHARACTERS.test(name) || hasControlCharacter(name)) return { name, how: 'characters' };
    if (/[. ]$/.test(name) && name !== '.' && name !== '..') return { name, how: 'end' };
  }
  return null;
}

/** By its text alone, on every platform alike: a release means the same everywhere. */
function staysInside(path: string): boolean {
  if (path === '' || path.includes('\0') || isAbsolute(path)) return false;
  if (/^[\\/]/.test(path) || /^[A-Za-z]:/.test(path)) return false;
  return !path.split(/[\\/]/).includes('..');
}

/** The real place of the deepest part of a path that exists. */
async function realpathOfExisting(place: string): Promise<string> {
  try {
    return await realpath(place);
  } catch (error) {
    if (!isMissing(error)) throw error;
    if (await isLink(place)) return sep;
    return await realpathOfExisting(dirname(place));
  }
}

/** A link that points nowhere yet could come to point anywhere. */
async function isLink(place: string): Promise<boolean> {
  try {
    return (await lstat(place)).isSymbolicLink();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isUnder(root: string, real: string): boolean {
  const way = relative(root, real);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function hasControlCharacter(name: string): boolean {
  return [...name].some((letter) => letter < ' ' || letter === '\x7f');
}

function outside(path: string): ReturnType<typeof failure> {
  return failure('outside-folder', path, { kind: 'outside' });
}
