/** Puts the ports of a run together: credentials and secrets as the workstation knows them, files beside the release. */

import { hostname } from 'node:os';
import { join } from 'node:path';
import { createFiles } from '#adapters/files/files.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import type { AcceptedHostKey } from '#adapters/sqlite/library-event.ts';
import { limitsOf } from '#adapters/ssh/limits.ts';
import { createSshTransport, type SshTransport } from '#adapters/ssh/transport.ts';
import type { AcceptedKey } from '#adapters/ssh/trust.ts';
import {
  accountName,
  environmentWithout,
  homeFolder,
  placeOf,
  systemSshFolder,
} from '#adapters/system/account.ts';
import { createClock } from '#adapters/system/clock.ts';
import { createIds } from '#adapters/system/ids.ts';
import { createNetwork } from '#adapters/system/network.ts';
import { appVersion } from '#adapters/system/program-files.ts';
import { runtimeVersion } from '#adapters/system/runtime-version.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { createSecretChecks } from '#adapters/vault/secret-checks.ts';
import { Vault } from '#adapters/vault/vault.ts';
import {
  type CredentialReference,
  type GivenSecret,
  type SecretReference,
  sourceOf,
} from '#core/library/references.ts';
import type { AskPerson } from '#core/run/login-question.ts';
import type { Secrets } from '#engine/ports.ts';
import type { RunConditions } from '#engine/run-handle.ts';
import { askInTurn } from './asked-once.ts';
import { createSecretReader, type Keychain } from './read-secrets.ts';
import { createReader, type ReleaseReader } from './release-reader.ts';
import type { RunSetup } from './start-run.ts';
import { createCredentialSource, lookUpSecrets } from './workstation-secrets.ts';

/** What a caller says for this once; everything else is as the library knows it. */
export interface SetupChoice {
  readonly credentials: ReadonlyMap<string, CredentialReference>;
  readonly secrets: ReadonlyMap<string, GivenSecret>;
  readonly knownHosts: readonly string[];
  /** The vault of the library, where it stays open from run to run; missing: one for this run. */
  readonly vault?: Vault;
  /** Where the passphrase of the vault is; null or missing: it is asked for. */
  readonly vaultPassphrase?: SecretReference | null;
  /** Missing: there is none to be reached from here. */
  readonly keychain?: Keychain;
  /** Puts questions before a person; null or missing: nobody is there. */
  readonly ask?: AskPerson | null;
  readonly conditions?: Partial<RunConditions>;
  /** How long each part of connecting to a host may take; null or missing: as long as is usual for each. */
  readonly connectTimeoutMs?: number | null;
}

/** Ports for one run over the files beside a release file: of a folder, with the thread that reads texts where there is one. */
export function createRunSetup(
  library: Library,
  from: string | { readonly folder: string; readonly reader: ReleaseReader },
  places: SetupChoice,
): { readonly setup: RunSetup; readonly transport: SshTransport } {
  const { folder, reader } = typeof from === 'string' ? { folder: from, reader: createReader(sha256) } : from;
  const clock = createClock();
  const credentialOf = (name: string): CredentialReference | null =>
    places.credentials.get(name) ??
    library.listCredentials().find((known) => known.name === name)?.reference ??
    null;
  const secretOf = (name: string): GivenSecret | null =>
    places.secrets.get(name) ?? library.listSecrets().find((known) => known.name === name)?.reference ?? null;
  const ask = places.ask ? askInTurn(places.ask) : null;
  const hidden = () => secretVariables(library, places);
  const secrets = createSecretReader({
    clock,
    ask,
    vault: places.vault ?? vaultOf(library),
    vaultPassphrase: places.vaultPassphrase ?? null,
    keychain: places.keychain ?? null,
    hidden,
  });
  const transport = createSshTransport({
    credentials: createCredentialSource(credentialOf, secrets.read),
    trust: {
      knownHostsFiles: [...places.knownHosts.map((path) => placeOf(path)), ...ownKnownHosts()],
      accepted: () => library.listAcceptedHostKeys().map(acceptedKey),
    },
    ask,
    environment: () => environmentWithout(hidden()),
    limits: places.connectTimeoutMs == null ? {} : limitsOf(places.connectTimeoutMs),
  });
  const setup: RunSetup = {
    library,
    reader,
    app: appFacts(),
    conditions: { ...places.conditions, workstation: workstationName(library) },
    ports: {
      transport,
      clock,
      ids: createIds(clock),
      files: createFiles(folder),
      secrets: lookUpSecrets(secretOf, secrets),
      secretChecks: createSecretChecks(),
      network: createNetwork(),
      sha256,
    },
  };
  return { setup, transport };
}

/** The library's secrets, as far as they are known without asking a person and without starting a program. */
export function secretsAtHand(library: Library, vault: Vault): Pick<Secrets, 'peek'> {
  const places = { clock: createClock(), ask: null, vault, vaultPassphrase: null, keychain: null };
  const reader = createSecretReader({ ...places, hidden: () => new Set() });
  const references = new Map(library.listSecrets().map(({ name, reference }) => [name, reference]));
  const isAtHand = ({ kind }: SecretReference): boolean => kind !== 'command' && kind !== 'keychain';
  return lookUpSecrets((name) => {
    const reference = references.get(name);
    return reference && isAtHand(reference) ? reference : null;
  }, reader);
}

function acceptedKey({ address, port, publicKey, rotation, by, at }: AcceptedHostKey): AcceptedKey {
  return { address, port, publicKey, rotation: rotation && { ...rotation, by, at } };
}

/** The variables that hold secrets, as the caller or the library says; programs that are started here do not get them. */
function secretVariables(library: Library, places: SetupChoice): ReadonlySet<string> {
  const references: readonly (GivenSecret | null)[] = [
    ...places.secrets.values(),
    ...[...places.credentials.values()].map(sourceOf),
    ...library.listSecrets().map(({ reference }) => reference),
    ...library.listCredentials().map(({ reference }) => sourceOf(reference)),
    places.vaultPassphrase ?? null,
  ];
  return new Set(references.flatMap((each) => (each?.kind === 'env' ? [each.variable] : [])));
}

/** Of a library; it stays open for as long as whoever made it keeps it. */
export function vaultOf(library: Library): Vault {
  return new Vault({ folder: library.folder, clock: createClock(), take: () => library.lockVault() });
}

export function ownKnownHosts(): readonly string[] {
  const home = homeFolder();
  const system = systemSshFolder();
  return [
    ...(home === null ? [] : [join(home, '.ssh', 'known_hosts')]),
    ...(system === null ? [] : [join(system, 'ssh_known_hosts')]),
  ];
}

/** Tells workstations apart, a copied library too: `user@machine:folder`. */
function workstationName(library: Library): string {
  return `${accountName()}@${hostname()}:${library.folder}`;
}

/** Which program did it: `holdpoint 0.1.0 on Node 24.21.0`. */
function appFacts(): string {
  return `holdpoint ${appVersion()} on ${runtimeVersion()}`;
}
