import type { Failure, Result } from '#engine/ports.ts';

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
): Promise<Result<T, Failure>> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const [name, why] = WORDS[code] ?? [];
    if (name === undefined || why === undefined) throw error;
    return failure(name, path, why);
  }
}
