import { isHeld, systemCode } from '#adapters/files/held.ts';
import { StoreFailure } from '#engine/ports.ts';

type Code = StoreFailure['code'];

const NEXT_STEP: Record<Code, string> = {
  'disk-full':
    'The disk that holds the library is full. Free some space there, then continue; what found no room was not recorded.',
  'read-only':
    'The library cannot be written. Check the permissions of its folder and whether its disk is mounted read-only.',
  damaged:
    'The library file is damaged. Keep a copy of its whole folder, then run "holdpoint verify" to see what is affected.',
  busy: 'Another program is using the library. Close other Holdpoint windows and commands, then try again.',
  io: 'The library could not be read or written. Check the disk that holds it, then try again.',
};

/** SQLite result codes by how they begin, in order; the first that fits decides. */
const SQLITE_CODES: readonly (readonly [prefix: string, code: Code])[] = [
  ['SQLITE_FULL', 'disk-full'],
  ['SQLITE_IOERR_SHMSIZE', 'disk-full'],
  ['SQLITE_READONLY', 'read-only'],
  ['SQLITE_PERM', 'read-only'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_NOTADB', 'damaged'],
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_IOERR', 'io'],
  ['SQLITE_CANTOPEN', 'io'],
];

const SYSTEM_CODES: Readonly<Record<string, Code>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EBUSY: 'busy',
  EIO: 'io',
  EMFILE: 'io',
  ENOENT: 'io',
  EISDIR: 'io',
  ENOTEMPTY: 'io',
};

/** What of the world's failures an error is; null for anything else, which is a bug. */
export function storeFailureCode(error: unknown): Code | null {
  if (error instanceof StoreFailure) return error.code;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (typeof code !== 'string') return null;
  const sqlite = SQLITE_CODES.find(([prefix]) => code.startsWith(prefix))?.[1];
  return sqlite ?? SYSTEM_CODES[code] ?? (systemCode(error) === null ? null : 'io');
}

/** A failure in the words that a person needs. */
export function storeFailure(code: Code, cause?: unknown): StoreFailure {
  return new StoreFailure(code, heldFile(cause) ?? NEXT_STEP[code], { cause });
}

function heldFile(cause: unknown): string | null {
  if (!isHeld(cause)) return null;
  const file = cause instanceof Error && 'path' in cause ? String(cause.path) : 'A file of the library';
  return `${file} is held open by another program, such as a virus scanner, a search index, a backup or a folder sync, or may not be written. Exclude the library's folder there, or wait a moment; then try again.`;
}

/** The failure that an error stands for; null for a bug. */
export function asStoreFailure(error: unknown): StoreFailure | null {
  if (error instanceof StoreFailure) return error;
  const code = storeFailureCode(error);
  return code === null ? null : storeFailure(code, error);
}

/** Null where what is asked for was damaged, or changed by somebody. */
export function unlessDamaged<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (storeFailureCode(error) !== 'damaged') throw error;
    return null;
  }
}

/** Does the work; what SQLite or the file system fails at is thrown as `StoreFailure`, a bug as it is. */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStoreFailure(error) ?? error;
  }
}

/** The same methods, each one guarded; `after` is called when one has done its work. */
export function guardMethods<T extends object>(methods: T, after: () => void = () => undefined): T {
  const call = (method: object, values: unknown[]): unknown =>
    guarded(() => {
      const value: unknown = Reflect.apply(method as () => unknown, methods, values);
      after();
      return value;
    });
  const guard = ([name, method]: [string, unknown]): [string, unknown] =>
    typeof method === 'function' ? [name, (...values: unknown[]) => call(method, values)] : [name, method];
  return Object.fromEntries(Object.entries(methods).map(guard)) as T;
}
