/** Puts the ports of a run together: credentials and secrets as the workstation knows them, files beside the release. */

import { hostname } from 'node:os';
import { join } from 'node:path';
import { createFiles } from '#adapters/files/files.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { limitsOf } from '#adapters/ssh/limits.ts';
import { createSshTransport, type SshTransport } from '#adapters/ssh/transport.ts';
import { accountName, homeFolder, placeOf, systemSshFolder } from '#adapters/system/account.ts';
import { createClock } from '#adapters/system/clock.ts';
import { createIds } from '#adapters/system/ids.ts';
import { createNetwork } from '#adapters/system/network.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { appVersion, runtimeVersion } from '#adapters/system/versions.ts';
import { createSecretChecks } from '#adapters/vault/secret-checks.ts';
import { readSecret } from '#adapters/vault/secrets.ts';
import type { CredentialReference, GivenSecret, SecretReference } from '#core/library/references.ts';
import type { AskPerson, LoginQuestion } from '#core/run/login-question.ts';
import type { SecretFault } from '#core/run/workstation-faults.ts';
import type { Result } from '#engine/ports.ts';
import type { RunConditions } from '#engine/run-handle.ts';
import { askInTurn, createAskedOnce } from './asked-once.ts';
import { createReader, type ReleaseReader } from './release-reader.ts';
import type { RunSetup } from './start-run.ts';
import { createCredentialSource, lookUpSecrets } from './workstation-secrets.ts';

/** What a caller says for this once; everything else is as the library knows it. */
export interface SetupChoice {
  readonly credentials: ReadonlyMap<string, CredentialReference>;
  readonly secrets: ReadonlyMap<string, GivenSecret>;
  readonly knownHosts: readonly string[];
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
  const read = createSecretReader(ask);
  const transport = createSshTransport({
    credentials: createCredentialSource(credentialOf, read),
    trust: {
      knownHostsFiles: [...places.knownHosts.map((path) => placeOf(path)), ...ownKnownHosts()],
      accepted: () => library.listAcceptedHostKeys(),
    },
    ask,
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
      secrets: lookUpSecrets(secretOf, read),
      secretChecks: createSecretChecks(),
      network: createNetwork(),
      sha256,
    },
  };
  return { setup, transport };
}

function createSecretReader(ask: AskPerson | null) {
  const askOnce = ask && createAskedOnce(ask);
  return async (
    reference: SecretReference,
    question: LoginQuestion,
  ): Promise<Result<string, SecretFault>> => {
    if (reference.kind !== 'ask') return readSecret(reference);
    const value = (await askOnce?.(question)) ?? null;
    return value === null ? { ok: false, error: { kind: 'unanswered' } } : { ok: true, value };
  };
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
