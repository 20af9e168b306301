import { systemCode } from '#adapters/files/held.ts';
import { readText, UnreadableText } from '#adapters/files/read-text.ts';
import { placeOf } from '#adapters/system/account.ts';
import type { SecretReference } from '#core/library/references.ts';
import type { SecretFault, TextFault } from '#core/run/workstation-faults.ts';
import type { Result } from '#engine/ports.ts';

const MAX_SECRET_BYTES = 1024 * 1024;

/** The value, read from the environment or a file each time it is wanted. */
export async function readSecret(
  reference: Extract<SecretReference, { readonly kind: 'env' | 'file' }>,
): Promise<Result<string, SecretFault>> {
  if (reference.kind === 'file') return await fromFile(reference.path);
  const value = process.env[reference.variable];
  return value === undefined || value === ''
    ? { ok: false, error: { kind: 'unset', variable: reference.variable } }
    : { ok: true, value };
}

/** Without one line end at the file's end, which editors and `echo` put there, and otherwise as it is or not at all: another value would lock an account. */
async function fromFile(path: string): Promise<Result<string, SecretFault>> {
  try {
    const value = (await readText(placeOf(path), MAX_SECRET_BYTES)).replace(/\r?\n$/, '');
    if (value.includes('\0'))
      return { ok: false, error: { kind: 'unreadable', path, because: { kind: 'zero-byte' } } };
    return value === '' ? { ok: false, error: { kind: 'empty', path } } : { ok: true, value };
  } catch (error) {
    return { ok: false, error: { kind: 'unreadable', path, because: textFault(error) } };
  }
}

function textFault(error: unknown): TextFault {
  if (error instanceof UnreadableText) return error.fault;
  const code = systemCode(error);
  if (code === null) throw error;
  return { kind: 'system', code, isHeld: false };
}
