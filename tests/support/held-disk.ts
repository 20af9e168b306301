/** A disk on which another program holds files open, as virus scanners and folder syncs do on Windows. */
import { DISK, type Disk } from '#adapters/files/held.ts';

type Call = 'open' | 'rename' | 'rm' | 'openSync' | 'readFileSync' | 'renameSync' | 'rmSync';

export interface Holding {
  readonly platform?: NodeJS.Platform;
  readonly code?: 'EBUSY' | 'EPERM' | 'EACCES' | 'UNKNOWN';
  /** Which calls it is in the way of. */
  readonly calls: readonly Call[];
  /** Which files; all unless told. */
  readonly holds?: (path: string) => boolean;
}

export interface HeldDisk extends Disk {
  /** How long was waited in all. */
  waitedMs(): number;
  /** From now on so many more calls are refused. */
  hold(times: number): void;
}

/** Nothing is held until `hold` says so; waiting takes no time. */
export function createHeldDisk({ platform = 'win32', code = 'EBUSY', calls, holds }: Holding): HeldDisk {
  let left = 0;
  let waited = 0;
  const wait = (ms: number): void => {
    waited += ms;
  };
  const refuse = (call: Call, path: string): void => {
    if (left === 0 || !calls.includes(call) || !(holds?.(path) ?? true)) return;
    left -= 1;
    throw Object.assign(new Error(`${code}: resource busy or locked, ${call} '${path}'`), {
      code,
      syscall: call,
      path,
    });
  };
  const sync = <A extends readonly unknown[], R>(call: Call, work: (...given: A) => R) =>
    ((...given: A): R => {
      refuse(call, String(given[0]));
      return work(...given);
    }) as never;
  const later = <A extends readonly unknown[], R>(call: Call, work: (...given: A) => Promise<R>) =>
    (async (...given: A): Promise<R> => {
      refuse(call, String(given[0]));
      return await work(...given);
    }) as never;
  return {
    platform,
    open: later('open', DISK.open),
    rename: later('rename', DISK.rename),
    rm: later('rm', DISK.rm),
    openSync: sync('openSync', DISK.openSync),
    readFileSync: sync('readFileSync', DISK.readFileSync as (path: string) => unknown),
    renameSync: sync('renameSync', DISK.renameSync),
    rmSync: sync('rmSync', DISK.rmSync),
    pause: async (ms) => wait(ms),
    pauseSync: wait,
    waitedMs: () => waited,
    hold: (times) => {
      left = times;
    },
  };
}
