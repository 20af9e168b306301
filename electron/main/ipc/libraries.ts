import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { app } from 'electron';
import {
  forgetLibrary,
  holdsLibrary,
  type KnownLibrary,
  knownLibraries,
  noteChosenLibrary,
} from '#adapters/system/known-libraries.ts';
import type { DESKTOP_LIBRARY_COMMANDS, ListedLibrary } from '#contract/commands/libraries.ts';
import type { Handlers } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import { ENGINE_ENV } from '#contract/wire.ts';
import { chooseFolder } from '../dialogs.ts';

/** A library is opened by a program of its own, so that runs of this one go on and nothing of the one is seen in the other. */
export function libraryHandlers(here: string): Handlers<keyof typeof DESKTOP_LIBRARY_COMMANDS> {
  return {
    'desktop.libraries': () => knownLibraries().map((each) => listed(each, here)),
    'desktop.openLibrary': async ({ id }) => {
      const folder =
        id === null ? await chooseFolder('Open a library, or an empty folder for a new one') : folderOf(id);
      if (folder === null) return null;
      refuseFolder(folder, here);
      start(folder);
      return { folder };
    },
    'desktop.forgetLibrary': ({ id }) => {
      const folder = folderOf(id);
      if (resolve(folder) === resolve(here))
        throw new CommandFailure('refused', 'This library is open in this window.');
      forget(folder);
      return null;
    },
    'desktop.keepLibrary': () => {
      noteChosenLibrary(here, new Date().toISOString());
      return null;
    },
  };
}

function listed({ folder, name, openedAt }: KnownLibrary, here: string): ListedLibrary {
  return {
    folder,
    name,
    openedAt,
    id: idOf(folder),
    isHere: resolve(folder) === resolve(here),
    isThere: holdsLibrary(folder),
  };
}

/** The page names no folder. */
function idOf(folder: string): string {
  return createHash('sha256').update(folder).digest('hex').slice(0, 16);
}

function folderOf(id: string): string {
  const found = knownLibraries().find(({ folder }) => idOf(folder) === id);
  if (!found) throw new CommandFailure('not-found', 'This library is not in the list any more.');
  return found.folder;
}

function refuseFolder(folder: string, here: string): void {
  if (resolve(folder) === resolve(here))
    throw new CommandFailure('refused', 'This library is open in this window.');
  if (holdsLibrary(folder)) return;
  if (!existsSync(folder)) throw new CommandFailure('not-found', `${folder} does not exist.`);
  if (namesIn(folder).length > 0)
    throw new CommandFailure(
      'refused',
      `${folder} holds no library, and is not empty. Choose the folder of a library, or make an empty one for a new library.`,
    );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new CommandFailure(
      'file-unreadable',
      `${folder} cannot be read (${String(error.code)}). Check its permissions and its disk.`,
    );
  }
}

function forget(folder: string): void {
  const failed = forgetLibrary(folder);
  if (failed !== null) throw new CommandFailure(failed.code, failed.message);
}

/** Where that program runs already, it comes to the front instead. */
function start(folder: string): void {
  const env = { ...process.env, [ENGINE_ENV.data]: folder, [ENGINE_ENV.absent]: undefined };
  const own = app.isPackaged ? [] : [app.getAppPath()];
  const sandbox = app.commandLine.hasSwitch('no-sandbox') ? ['--no-sandbox'] : [];
  const child = spawn(process.execPath, [...sandbox, ...own], { env, detached: true, stdio: 'ignore' });
  child.unref();
  child.on('error', (error) => console.error(error));
  noteChosenLibrary(folder, new Date().toISOString());
}
