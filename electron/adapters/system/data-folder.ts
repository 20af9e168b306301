import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export interface DataFolderFacts {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** What `--data` says. */
  readonly asked?: string | undefined;
}

/** Where the library is: `--data`, then `HOLDPOINT_DATA`, then the platform's place for an application's data. */
export function dataFolder({ platform, environment, home, asked }: DataFolderFacts): string {
  const named = asked ?? environment.HOLDPOINT_DATA;
  if (named !== undefined && named !== '') return resolve(named);
  switch (platform) {
    case 'win32':
      return join(environment.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Holdpoint');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Holdpoint');
    default:
      return join(environment.XDG_DATA_HOME || join(home, '.local', 'share'), 'holdpoint');
  }
}

/** The data folder of this machine and user, made with access for nobody else where it was missing. */
export function ensureDataFolder(asked?: string): string {
  const folder = findDataFolder(asked);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Where the library of this machine and user is or would be; nothing is made. */
export function findDataFolder(asked?: string): string {
  return dataFolder({ platform: process.platform, environment: process.env, home: homedir(), asked });
}
