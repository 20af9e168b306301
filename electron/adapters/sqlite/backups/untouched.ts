/** Whether a library's file is as it was a moment ago, with nobody at it since. */
import { existsSync, statSync } from 'node:fs';

/** Of a file that nobody has open. */
export function markOf(path: string): string {
  const { ino, size, mtimeNs } = statSync(path, { bigint: true });
  // Whoever opens it writes to these beside it, before all else.
  const beside = ['-wal', '-shm', '-journal'].filter((end) => existsSync(`${path}${end}`));
  return [ino, size, mtimeNs, ...beside].join(' ');
}
