import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Library } from '#adapters/sqlite/library.ts';
import { accountName } from '#adapters/system/account.ts';
import { noteLibrary } from '#adapters/system/known-libraries.ts';
import { appVersion, programFile } from '#adapters/system/program-files.ts';
import type { AppPart } from '#contract/app-facts.ts';
import type { Handlers } from '#contract/commands.ts';
import { ENGINE_ENV } from '#contract/wire.ts';
import { libraryName, renameLibrary } from '#operations/library-name.ts';
import { readSettings, writeSettings } from '../settings.ts';
import type { WorkerContext } from '../worker-context.ts';

/** Written by the build, beside this bundle's folder. */
const PARTS = programFile('out', 'parts.json');

type Command =
  | 'login.questions'
  | 'login.answer'
  | 'credentials.list'
  | 'credentials.set'
  | 'secrets.list'
  | 'secrets.set'
  | 'settings.read'
  | 'settings.write'
  | 'library.name'
  | 'library.rename'
  | 'app.facts'
  | 'app.parts';

export function workstationHandlers({
  library,
  tell,
  backupFailure,
  login,
}: WorkerContext): Handlers<Command> {
  const changed = (): null => {
    tell({ kind: 'libraryChanged', what: 'settings' });
    return null;
  };
  return {
    'login.questions': () => login.list(),
    'login.answer': ({ id, answers }) => {
      login.answer(id, answers);
      return null;
    },
    'credentials.list': () => library.listCredentials(),
    'credentials.set': ({ name, reference }) => {
      library.setCredential(name, reference);
      return changed();
    },
    'secrets.list': () => library.listSecrets(),
    'secrets.set': ({ name, reference }) => {
      library.setSecret(name, reference);
      return changed();
    },
    'settings.read': () => readSettings(library),
    'settings.write': (settings) => {
      const written = writeSettings(library, settings);
      changed();
      return written;
    },
    'library.name': () => noted(library),
    'library.rename': ({ name }) => {
      renameLibrary(library, name);
      changed();
      return noted(library);
    },
    'app.facts': () => ({
      version: appVersion(),
      runtime: process.env[ENGINE_ENV.runtime] ?? `Node ${process.versions.node}`,
      dataFolder: library.folder,
      readOnly: library.readOnly,
      caution: library.caution,
      absentLibrary: process.env[ENGINE_ENV.absent] ?? null,
      backupFailure: backupFailure(),
      losses: library.losses,
      platform: process.platform,
      operator: readSettings(library).operator || accountName(),
    }),
    'app.parts': async () => ({
      parts: JSON.parse(await readFile(PARTS, 'utf8')) as AppPart[],
      runtimeFolder: dirname(process.execPath),
    }),
  };
}

/** The list of libraries learns the name when somebody asks for it. */
function noted(library: Library): { readonly name: string } {
  const name = libraryName(library);
  noteLibrary(library.folder, name, new Date().toISOString());
  return { name };
}
