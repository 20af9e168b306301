import { join } from 'node:path';

export interface ProfileFacts {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder of the library, where it is not the workstation's own. */
  readonly library: string | null;
  /** Where applications keep what is theirs, as the system says. */
  readonly appData: string;
}

/**
 * Where Chromium keeps its own files, and the window its size: never among those of the library, which is copied and backed up,
 * and on Windows never in the roaming profile. Null: where Electron puts it by itself.
 */
export function profileFolder({ platform, environment, library, appData }: ProfileFacts): string | null {
  if (library !== null) return join(library, 'desktop');
  if (platform === 'win32') return join(environment['LOCALAPPDATA'] ?? appData, 'Holdpoint Desktop');
  return platform === 'darwin' ? join(appData, 'Holdpoint Desktop') : null;
}
