import { systemCode } from '#adapters/files/held.ts';
import type { Failure } from '#engine/ports.ts';
import { storeFailureCode } from '../store-failure.ts';

export type BackupFailure = Failure<
  | 'no-library'
  | 'no-folder'
  | 'no-binding'
  | 'exists'
  | 'disk-full'
  | 'unwritable'
  | 'busy'
  | 'damaged'
  | 'not-a-library'
  | 'newer-library'
  | 'other-library'
  | 'unverified'
>;

type BackupRefusal = { readonly ok: false; readonly error: BackupFailure };

export function refuse(code: BackupFailure['code'], message: string): BackupRefusal {
  return { ok: false, error: { code, message } };
}

/** What the disk or SQLite refused, about the file that was to be written; null for a bug. `undone` says what is left as it was. */
export function refusedByWorld(error: unknown, path: string, undone: string): BackupRefusal | null {
  const code = storeFailureCode(error) ?? (systemCode(error) === null ? null : 'io');
  if (code === null) return null;
  switch (code) {
    case 'disk-full':
      return refuse(
        'disk-full',
        `The disk of ${path} is full. Free some space there, or choose another folder. ${undone}`,
      );
    case 'read-only':
      return refuse(
        'unwritable',
        `${path} cannot be written: you may not write in that folder, or its disk is read-only. Choose another folder. ${undone}`,
      );
    case 'damaged':
      return refuse(
        'damaged',
        `The library's file is damaged, so no copy of it would be whole. Run holdpoint verify to see what is affected. ${undone}`,
      );
    case 'busy':
      return refuse('busy', `Another program is using the library. Try again in a moment. ${undone}`);
    case 'io':
      return refuse(
        'unwritable',
        `${path} could not be written. Check that its folder and its disk are there. ${undone}`,
      );
  }
}
