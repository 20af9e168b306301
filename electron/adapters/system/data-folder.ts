import { join, resolve } from 'node:path';
import { StoreFailure } from '#engine/ports.ts';
import { homeFolder, placeOf } from './account.ts';

export interface DataFolderFacts {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Null: the account has none. */
  readonly home: string | null;
  /** What `--data` says. */
  readonly asked?: string | undefined;
}

/** Where the library is: `--data`, then `HOLDPOINT_DATA`, then the platform's place for an application's data. */
export function dataFolder({ platform, environment, home, asked }: DataFolderFacts): string {
  const named = asked ?? environment.HOLDPOINT_DATA;
  if (named !== undefined && named !== '') return resolve(placeOf(named, { platform, home, environment }));
  const inHome = (...names: readonly string[]): string => {
    if (home === null) throw new StoreFailure('io', NO_HOME);
    return join(home, ...names);
  };
  switch (platform) {
    case 'win32':
      // Never the roaming profile, which is copied to a server at each logout.
      return join(environment.LOCALAPPDATA ?? inHome('AppData', 'Local'), 'Holdpoint');
    case 'darwin':
      return inHome('Library', 'Application Support', 'Holdpoint');
    default:
      return join(environment.XDG_DATA_HOME || inHome('.local', 'share'), 'holdpoint');
  }
}

const NO_HOME =
  'There is no place for the library: this account has no home folder. Set HOME, or name a folder with --data or HOLDPOINT_DATA.';

/** Where the library of this machine and user is or would be; nothing is made. Throws `StoreFailure` where there is no place for one. */
export function findDataFolder(asked?: string): string {
  return dataFolder({ platform: process.platform, environment: process.env, home: homeFolder(), asked });
}
