/** A disk of a test's own, mounted where a test wants it. Only the superuser can. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

export interface SmallDisk {
  /** As a disk that was mounted read-only, or that the system has made so after an error. */
  makeReadOnly(): void;
  unmount(): void;
}

export function mountDisk(folder: string, options = 'size=64m'): SmallDisk {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  return {
    makeReadOnly: () => void execFileSync('mount', ['-o', 'remount,ro', folder]),
    unmount: () => void execFileSync('umount', ['-l', folder]),
  };
}
