import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface ProfileFacts {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder of the library, where it is not the workstation's own. */
  readonly library: string | null;
  /** Where applications keep what is theirs, as the system says. */
  readonly appData: string;
}

/**
 * Where Chromium keeps its own files, and the window its size: never in the folder of a library, which is copied, backed up,
 * handed on, and may be one that can only be read; and on Windows never in the roaming profile. One for each library, so that
 * two libraries have two programs. Null: where Electron puts it by itself.
 */
export function profileFolder({ platform, environment, library, appData }: ProfileFacts): string | null {
  const own = join(
    (platform === 'win32' ? environment['LOCALAPPDATA'] : undefined) ?? appData,
    'Holdpoint Desktop',
  );
  const isLinux = platform === 'linux';
  if (library === null) return isLinux ? null : own;
  return join(isLinux ? join(appData, 'holdpoint') : own, 'libraries', nameOf(realFolder(library)));
}

/** Tells two folders of one name apart. */
function nameOf(folder: string): string {
  const readable = basename(folder)
    .replace(/[^\w.-]+/g, '_')
    .slice(0, 40);
  return `${readable}-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
}

/** One folder has one name, by whatever way it is reached, also before it is made. */
function realFolder(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return dirname(folder) === folder ? folder : join(realFolder(dirname(folder)), basename(folder));
  }
}

/** Why nothing can be kept there, as the system says; null where it can. The folder is made. */
export function whyNotKept(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return null;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return String(error.code);
  }
}
