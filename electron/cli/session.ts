/** What one call of the command line works with: the library, and ports put together from the caller's options. */
import { join } from 'node:path';
import { homedir } from 'node:os';
import { createFiles } from '#adapters/files/files.ts';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { createSshTransport, type SshTransport } from '#adapters/ssh/transport.ts';
import { createClock } from '#adapters/system/clock.ts';
import { ensureDataFolder } from '#adapters/system/data-folder.ts';
import { createIds } from '#adapters/system/ids.ts';
import { createNetwork } from '#adapters/system/network.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { appVersion, runtimeVersion } from '#adapters/system/versions.ts';
import { createSecrets } from '#adapters/vault/secrets.ts';
import { createCredentialSource, lookUpSecrets, type CredentialPlace, type SecretPlace } from '#desk/workstation-secrets.ts';
import type { RunMaker } from '#desk/run-desk.ts';
import { CliFailure, EXIT } from './failure.ts';

export interface Places {
  readonly credentials: ReadonlyMap<string, CredentialPlace>;
  readonly secrets: ReadonlyMap<string, SecretPlace>;
  readonly knownHosts: readonly string[];
}

const clock = createClock();
const nativeBinding = Number(process.versions['napi']) < 10 ? process.env['HOLDPOINT_SQLITE_BINDING'] : undefined;

/** Opens the library, does the work, closes it. */
export async function withLibrary<T>(data: string | undefined, work: (library: Library) => Promise<T> | T): Promise<T> {
  const opened = await openLibrary(ensureDataFolder(data), { clock, ...(nativeBinding ? { nativeBinding } : {}) });
  if (!opened.ok) throw new CliFailure(opened.error.code, opened.error.message, EXIT.failed);
  const library = opened.value;
  try {
    for (const loss of library.losses) process.stderr.write(`warning: ${loss}\n`);
    return await work(library);
  } finally {
    library.close();
  }
}

/** Ports for one run over the files beside a release file. */
export function createMaker(library: Library, folder: string, places: Places): { maker: RunMaker; transport: SshTransport } {
  const credentialOf = (name: string): CredentialPlace | null =>
    places.credentials.get(name) ?? library.listCredentials<CredentialPlace>().find((known) => known.name === name)?.reference ?? null;
  const secretOf = (name: string): SecretPlace | null =>
    places.secrets.get(name) ?? library.listSecretSources().find((known) => known.name === name)?.source ?? null;
  const readPlace = (place: SecretPlace) => createSecrets({ value: place }).get('value');
  const transport = createSshTransport({
    credentials: createCredentialSource(credentialOf, readPlace),
    trust: { knownHostsFiles: [...places.knownHosts, ...ownKnownHosts()], accepted: () => library.listAcceptedHostKeys() },
  });
  const maker: RunMaker = {
    library,
    app: `holdpoint ${appVersion()} on ${runtimeVersion()}`,
    ports: {
      transport,
      clock,
      ids: createIds(clock),
      files: createFiles(folder),
      secrets: lookUpSecrets(secretOf, (name, place) => createSecrets({ [name]: place })),
      network: createNetwork(),
      sha256,
    },
  };
  return { maker, transport };
}

function ownKnownHosts(): readonly string[] {
  const files = [join(homedir(), '.ssh', 'known_hosts')];
  return process.platform === 'win32' ? files : [...files, '/etc/ssh/ssh_known_hosts'];
}

