/** Who this program runs as. The system may have no entry for that account, as for a user of a container who is only a number. */
import { homedir, userInfo } from 'node:os';
import { join, win32 } from 'node:path';

/** The login name; the number where there is no name. */
export function accountName(): string {
  return fromSystem(() => userInfo().username) ?? String(process.getuid?.() ?? 'unknown');
}

/** `HOME`, or what the system's entry says; null where neither names a folder. */
export function homeFolder(): string | null {
  return fromSystem(homedir) || null;
}

export interface AccountFacts {
  readonly platform: NodeJS.Platform;
  readonly home: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function placesOfAccount(): AccountFacts {
  return { platform: process.platform, home: homeFolder(), environment: process.env };
}

/**
 * A path as people write it: `~/…` is in the home folder, on Windows `~\\…` and `%USERPROFILE%\\…` (or any other variable
 * that is set) too. What cannot be told stays as it is written.
 */
export function placeOf(path: string, places: AccountFacts = placesOfAccount()): string {
  const isWindows = places.platform === 'win32';
  const named = isWindows ? withVariables(path, places.environment) : path;
  const [, below] = (isWindows ? /^~[\\/](.*)$/s : /^~\/(.*)$/s).exec(named) ?? [];
  if (below === undefined || places.home === null) return named;
  return (isWindows ? win32.join : join)(places.home, below);
}

function withVariables(path: string, environment: AccountFacts['environment']): string {
  const names = new Map(Object.keys(environment).map((name) => [name.toLowerCase(), environment[name]]));
  return path.replace(/%([^%]+)%/g, (written, name: string) => names.get(name.toLowerCase()) ?? written);
}

/** Where OpenSSH keeps what holds for all users of this machine; null where there is no such place. */
export function systemSshFolder({ platform, environment }: AccountFacts = placesOfAccount()): string | null {
  if (platform !== 'win32') return '/etc/ssh';
  const { ProgramData: data } = environment;
  return data === undefined ? null : win32.join(data, 'ssh');
}

function fromSystem(ask: () => string): string | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR') return null;
    throw error;
  }
}

/** What programs of this system that are started from here get: all but the variables that hold secrets. */
export function environmentWithout(
  hidden: ReadonlySet<string>,
  { platform, env } = process as Pick<NodeJS.Process, 'platform' | 'env'>,
): NodeJS.ProcessEnv {
  const nameOf = (name: string): string => (platform === 'win32' ? name.toUpperCase() : name);
  const kept = new Set([...hidden].map(nameOf));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !kept.has(nameOf(name))));
}
