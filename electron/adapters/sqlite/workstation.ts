import type { Database } from 'better-sqlite3';
import { canonicalJson } from '#core/canonical-json.ts';
import type { Approval } from '#core/gate/model.ts';
import type { CredentialReference, SecretReference } from '#core/library/references.ts';
import type { Clock } from '#engine/ports.ts';
import type { EventLog } from './event-log.ts';
import type { AcceptedHostKey, TrustEvent } from './library-event.ts';
import type { LibraryHistory } from './library-history.ts';
import { createSigningKeys, type SigningKeyStore } from './signing-keys.ts';
import { hostKeyId } from './trust.ts';

/** What is true of this workstation only and never travels with a release's text. */
export interface Workstation extends SigningKeyStore {
  readSetting(key: string): unknown;
  writeSetting(key: string, value: unknown): void;
  listCredentials(): readonly { readonly name: string; readonly reference: CredentialReference }[];
  /** Null removes it. */
  setCredential(name: string, reference: CredentialReference | null): void;
  listSecrets(): readonly { readonly name: string; readonly reference: SecretReference }[];
  /** Null removes it. */
  setSecret(name: string, reference: SecretReference | null): void;
  listAcceptedHostKeys(): readonly AcceptedHostKey[];
  acceptHostKey(key: Omit<AcceptedHostKey, 'at'>): void;
  /** False when there was no such key. */
  forgetHostKey(key: Pick<AcceptedHostKey, 'address' | 'port' | 'fingerprint'>): boolean;
  /** Newest first. */
  approvals(release: string): readonly Approval[];
  /** What the same person approved already is not recorded again. */
  approve(release: string, approval: Pick<Approval, 'revision' | 'by' | 'note' | 'came'>): void;
}

export interface WorkstationParts {
  readonly database: Database;
  readonly log: EventLog;
  readonly history: () => LibraryHistory;
  readonly clock: Clock;
  /** The account that changes something. */
  readonly login: () => string;
}

export function createWorkstation({ database, log, history, clock, login }: WorkstationParts): Workstation {
  const trust = () => history().trust;
  const record = database.transaction((event: TrustEvent) =>
    log.appendToLibrary(event, clock.now().toISOString()),
  );
  /** What says nothing new is not recorded again. */
  const change = (before: unknown, after: unknown, event: TrustEvent): void => {
    if (!isSame(before, after)) record.immediate(event);
  };
  return {
    readSetting: (key) => trust().settings.get(key) ?? null,
    writeSetting: (key, value) =>
      change(trust().settings.get(key), value, {
        type: 'settingWritten',
        data: { key, value, login: login() },
      }),
    listCredentials: () => byName(trust().credentials).map(([name, reference]) => ({ name, reference })),
    setCredential: (name, reference) =>
      change(trust().credentials.get(name) ?? null, reference, {
        type: 'credentialSet',
        data: { name, reference, login: login() },
      }),
    listSecrets: () => byName(trust().secrets).map(([name, reference]) => ({ name, reference })),
    setSecret: (name, reference) =>
      change(trust().secrets.get(name) ?? null, reference, {
        type: 'secretSet',
        data: { name, reference, login: login() },
      }),
    listAcceptedHostKeys: () => [...trust().hostKeys.values()].toSorted(byPlace),
    acceptHostKey({ address, port, keyType, fingerprint, publicKey, by, bundle, rotation }) {
      const key = {
        address,
        port,
        keyType,
        fingerprint,
        publicKey,
        by,
        ...(bundle !== undefined && { bundle }),
        ...(rotation && { rotation }),
      };
      const { at: _, ...known } = trust().hostKeys.get(hostKeyId(key)) ?? { at: '' };
      change(known, key, { type: 'hostKeyAccepted', data: { ...key, login: login() } });
    },
    forgetHostKey({ address, port, fingerprint }) {
      const key = { address, port, fingerprint };
      if (!trust().hostKeys.has(hostKeyId(key))) return false;
      record.immediate({ type: 'hostKeyForgotten', data: { ...key, login: login() } });
      return true;
    },
    approvals: (release) => trust().approvals.get(release) ?? [],
    approve(release, approval) {
      const known = trust().approvals.get(release) ?? [];
      if (known.some(({ revision, by }) => revision === approval.revision && by === approval.by)) return;
      record.immediate({ type: 'releaseApproved', data: { release, ...approval, login: login() } });
    },
    ...createSigningKeys({
      known: () => trust().signingKeys,
      record: (event) => record.immediate(event),
      login,
    }),
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return a !== undefined && canonicalJson(a) === canonicalJson(b);
}

function byName<T>(entries: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function byPlace(a: AcceptedHostKey, b: AcceptedHostKey): number {
  const keyOf = ({ address, port, at }: AcceptedHostKey) =>
    `${address} ${String(port).padStart(5, '0')} ${at}`;
  return keyOf(a) < keyOf(b) ? -1 : 1;
}
