import type { FileFault } from '#core/run/workstation-faults.ts';
import { describeFile } from '#core/words/hosts/describe-workstation.ts';
import type { FileFailure, Result } from '#engine/ports.ts';
import { isHeld, systemCode } from './held.ts';
import { UnreadableText } from './read-whole.ts';

/** Codes of failures for the system's own. */
const CODES: Readonly<Record<string, string>> = {
  ENOENT: 'not-found',
  ENOTDIR: 'not-found',
  ELOOP: 'not-found',
  EISDIR: 'is-directory',
  EACCES: 'no-access',
  EPERM: 'no-access',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EROFS: 'read-only',
  ENAMETOOLONG: 'name-too-long',
};

type FileRefused = { readonly ok: false; readonly error: FileFailure };

export function failure(code: string, path: string, fault: FileFault): FileRefused {
  const reason = { kind: 'file-refused', code, path, fault } as const;
  return { ok: false, error: { code, message: describeFile(reason), reason, details: { path } } };
}

/** Does the work; what the file system refuses comes back as a failure, a bug is thrown. */
export async function fileResult<T>(
  path: string,
  work: () => Promise<Result<T, FileFailure>>,
  platform: NodeJS.Platform = process.platform,
): Promise<Result<T, FileFailure>> {
  try {
    return await work();
  } catch (error) {
    return failureOf(path, error, platform);
  }
}

/** The failure that an error of the file system stands for, or that of a text that cannot be read; any other error is a bug and thrown. */
export function failureOf(
  path: string,
  error: unknown,
  platform: NodeJS.Platform = process.platform,
): FileRefused {
  if (error instanceof UnreadableText)
    return failure(error.fault.kind === 'too-large' ? 'too-large' : 'not-text', path, error.fault);
  const code = systemCode(error);
  if (code === null) throw error;
  const held = isHeld(error, platform);
  return failure(failureCode(code, held), path, { kind: 'system', code, isHeld: held });
}

function failureCode(code: string, isHeldOpen: boolean): string {
  if (isHeldOpen && code !== 'EACCES' && code !== 'EPERM') return 'held';
  return CODES[code] ?? 'io';
}
