import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Failure, Result } from '#engine/ports.ts';

/** Device names that Windows takes for itself in every folder, with any extension. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;
const FORBIDDEN_CHARACTERS = /[<>:"|?*\\]/;

/** The place of a path under the base, links followed; refused when any part of it leads out of the base. */
export async function placeUnder(base: string, path: string): Promise<Result<string, Failure>> {
  if (!staysInside(path)) return outside(path);
  const root = await realpath(base);
  const place = join(root, path);
  const real = await realpathOfExisting(place);
  return isUnder(root, real) ? { ok: true, value: place } : outside(path);
}

/** Why a name may not be written, in words; null when it may. What works here has to work on Windows too. `..` is refused as a place. */
export function unwritableName(path: string): string | null {
  for (const name of path.split('/')) {
    if (RESERVED.test(name)) return `"${name}" is a device name on Windows`;
    if (FORBIDDEN_CHARACTERS.test(name) || hasControlCharacter(name))
      return `"${name}" has characters that Windows refuses`;
    if (/[. ]$/.test(name) && name !== '.' && name !== '..') return `"${name}" ends in a dot or a space`;
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

function outside(path: string): { readonly ok: false; readonly error: Failure } {
  const message = `"${path}" leads out of the release's folder. Give a path relative to the release file, without "..".`;
  return { ok: false, error: { code: 'outside-folder', message, details: { path } } };
}
