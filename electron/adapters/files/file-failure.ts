import type { Failure, Result } from '#engine/ports.ts';
import { isHeld, systemCode } from './held.ts';

const WORDS: Readonly<Record<string, readonly [code: string, why: string]>> = {
  ENOENT: ['not-found', 'is not there. Check the path, which is relative to the release file'],
  ENOTDIR: ['not-found', 'is not there: a part of its path is a file'],
  EISDIR: ['is-directory', 'is a folder, where a file is needed'],
  EACCES: ['no-access', 'cannot be opened. Check its permissions'],
  EPERM: ['no-access', 'cannot be opened. Check its permissions'],
  ENOSPC: ['disk-full', 'cannot be written: the disk is full. Free some space'],
  EDQUOT: ['disk-full', 'cannot be written: the quota is used up. Free some space'],
  EROFS: ['read-only', 'cannot be written: the disk is read-only'],
  ENAMETOOLONG: ['name-too-long', 'has a name that is too long for this disk'],
  ELOOP: ['not-found', 'is a link that leads in a circle'],
  EIO: ['io', 'cannot be read or written: the disk reports an error'],
};

const HELD = [
  'held',
  'is held open by another program, such as a virus scanner, a search index or a folder sync. Close that or wait a moment, then try again',
] as const;
const HELD_OR_REFUSED = [
  'no-access',
  'cannot be opened. Check its permissions, and whether another program holds it open, such as a virus scanner or a folder sync',
] as const;

export function failure(
  code: string,
  path: string,
  why: string,
): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error: { code, message: `"${path}" ${why}.`, details: { path } } };
}

/** Does the work; what the file system refuses comes back as a failure, a bug is thrown. */
export async function fileResult<T>(
  path: string,
  work: () => Promise<Result<T, Failure>>,
  platform: NodeJS.Platform = process.platform,
): Promise<Result<T, Failure>> {
  try {
    return await work();
  } catch (error) {
    return failureOf(path, error, platform);
  }
}

/** The failure that an error of the file system stands for; any other error is a bug and thrown. */
export function failureOf(
  path: string,
  error: unknown,
  platform: NodeJS.Platform = process.platform,
): { readonly ok: false; readonly error: Failure } {
  const code = systemCode(error);
  if (code === null) throw error;
  const [name, why] = wordsOf(code, isHeld(error, platform));
  return failure(name, path, why);
}

function wordsOf(code: string, mayBeHeld: boolean): readonly [name: string, why: string] {
  if (mayBeHeld) return code === 'EACCES' || code === 'EPERM' ? HELD_OR_REFUSED : HELD;
  return WORDS[code] ?? ['io', `cannot be read or written: the system says ${code}`];
}
