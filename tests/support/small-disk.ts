/** Disks of a test's own, mounted where a test wants them. Only the superuser can. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';

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

/** A disk on which whoever writes can be made to wait, so that nothing ends it. */
export interface FreezableDisk {
  freeze(): void;
  thaw(): void;
  unmount(): void;
}

export function mountFreezable(folder: string): FreezableDisk {
  const image = `${folder}.image`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(image, '');
  truncateSync(image, 16 * 1024 * 1024);
  const run = (command: string, ...words: readonly string[]): void =>
    void execFileSync(command, words, { stdio: 'ignore' });
  run('mkfs.ext4', '-q', image);
  run('mount', '-o', 'loop', image, folder);
  let isFrozen = false;
  const thaw = (): void => {
    if (isFrozen) run('fsfreeze', '-u', folder);
    isFrozen = false;
  };
  return {
    freeze() {
      run('fsfreeze', '-f', folder);
      isFrozen = true;
    },
    thaw,
    unmount() {
      thaw();
      run('umount', '-l', folder);
      rmSync(image);
    },
  };
}
