/** What this machine is like, as far as it matters to Holdpoint. Looks only; what cannot be found out is null. */
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a program prints; null where it is not there, fails, or takes long. */
async function printed(command: string, words: readonly string[]): Promise<string | null> {
  try {
    return (await run(command, [...words], { timeout: 5000, windowsHide: true })).stdout;
  } catch {
    return null;
  }
}

export async function shellcheckVersion(): Promise<string | null> {
  return /^version: (\S+)$/m.exec((await printed('shellcheck', ['--version'])) ?? '')?.[1] ?? null;
}

/** How many fonts fontconfig knows of. */
export async function fontCount(): Promise<number | null> {
  const list = await printed('fc-list', []);
  return list === null ? null : list.split('\n').filter((line) => line !== '').length;
}

/** Type of the file system that holds a path, as Linux names it: that of the longest mount point above it. */
export function fileSystemOf(path: string): string | null {
  const mounts = read('/proc/self/mounts');
  if (mounts === null) return null;
  const above = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(
      ([, place = '']) =>
        path === unescaped(place) || path.startsWith(`${unescaped(place).replace(/\/$/, '')}/`),
    )
    .toSorted(([, a = ''], [, b = '']) => a.length - b.length);
  return above.at(-1)?.[2] ?? null;
}

/** Spaces in mount points stand as `\040`. */
function unescaped(place: string): string {
  return place.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

export function displayName(environment: NodeJS.ProcessEnv = process.env): string | null {
  if (environment['WAYLAND_DISPLAY']) return 'Wayland';
  return environment['DISPLAY'] ? 'X11' : null;
}

/** Whether a program of this user may make user namespaces, which Chromium's sandbox needs where it has no helper of root's. */
export function mayMakeNamespaces(): boolean | null {
  const asked = [
    [read('/proc/sys/kernel/unprivileged_userns_clone'), '0'],
    [read('/proc/sys/user/max_user_namespaces'), '0'],
  ] as const;
  if (asked.every(([value]) => value === null)) return null;
  return asked.every(([value, never]) => value?.trim() !== never);
}

/** Whether two paths are on one disk; true where nobody can say. */
export function isSameDisk(a: string, b: string): boolean {
  try {
    return statSync(a).dev === statSync(b).dev;
  } catch {
    return true;
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
