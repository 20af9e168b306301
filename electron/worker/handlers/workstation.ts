import { userInfo } from 'node:os';
import { appVersion } from '#adapters/system/versions.ts';
import type { CredentialReference, Handlers } from '#contract/commands.ts';
import { ENGINE_ENV } from '#contract/wire.ts';
import { readSettings, writeSettings } from '../settings.ts';
import type { WorkerContext } from '../worker-context.ts';

type Command =
  | 'credentials.list'
  | 'credentials.set'
  | 'secrets.list'
  | 'secrets.set'
  | 'settings.read'
  | 'settings.write'
  | 'app.facts';

export function workstationHandlers({ library, tell }: WorkerContext): Handlers<Command> {
  const changed = (): null => {
    tell({ kind: 'libraryChanged', what: 'settings' });
    return null;
  };
  return {
    'credentials.list': () => library.listCredentials<CredentialReference>(),
    'credentials.set': ({ name, reference }) => {
      library.setCredential(name, reference);
      return changed();
    },
    'secrets.list': () => library.listSecretSources(),
    'secrets.set': ({ name, source }) => {
      library.setSecretSource(name, source);
      return changed();
    },
    'settings.read': () => readSettings(library),
    'settings.write': (settings) => {
      const written = writeSettings(library, settings);
      changed();
      return written;
    },
    'app.facts': () => ({
      version: appVersion(),
      runtime: process.env[ENGINE_ENV.runtime] ?? `Node ${process.versions.node}`,
      dataFolder: library.folder,
      readOnly: library.readOnly,
      losses: library.losses,
      platform: process.platform,
      operator: readSettings(library).operator || userInfo().username,
    }),
  };
}
