import type { Database } from 'better-sqlite3';
import type { Clock } from '#engine/ports.ts';
import { readJson } from './event-log.ts';

/** Where a credential is, by kind; never what it is. The kinds are those of the transport. */
export interface CredentialReference {
  readonly kind: string;
}

export type SecretSource =
  | { readonly kind: 'env'; readonly variable: string }
  | { readonly kind: 'file'; readonly path: string };

export interface AcceptedHostKey {
  readonly address: string;
  readonly port: number;
  readonly keyType: string;
  /** `SHA256:…`. */
  readonly fingerprint: string;
  /** `ssh-ed25519 AAAA…`. */
  readonly publicKey: string;
  readonly by: string;
  readonly at: string;
}

/** What is true of this workstation only and never travels with a release. */
export interface Workstation {
  readSetting(key: string): unknown;
  writeSetting(key: string, value: unknown): void;
  listCredentials<R extends CredentialReference>(): readonly {
    readonly name: string;
    readonly reference: R;
  }[];
  /** Null removes it. */
  setCredential(name: string, reference: CredentialReference | null): void;
  listSecretSources(): readonly { readonly name: string; readonly source: SecretSource }[];
  /** Null removes it. */
  setSecretSource(name: string, source: SecretSource | null): void;
  listAcceptedHostKeys(): readonly AcceptedHostKey[];
  acceptHostKey(key: Omit<AcceptedHostKey, 'at'>): void;
  /** False when there was no such key. */
  forgetHostKey(key: Pick<AcceptedHostKey, 'address' | 'port' | 'fingerprint'>): boolean;
}

interface SourceRow {
  readonly name: string;
  readonly kind: SecretSource['kind'];
  readonly place: string;
}

export function createWorkstation(database: Database, clock: Clock): Workstation {
  const rows = prepareRows(database);
  return {
    readSetting: (key) => {
      const value = rows.setting.get(key);
      return value === undefined ? null : readJson(value);
    },
    writeSetting: (key, value) => void rows.setSetting.run(key, JSON.stringify(value)),
    listCredentials: <R extends CredentialReference>() =>
      rows.credentials.all().map(({ name, reference }) => ({ name, reference: readJson(reference) as R })),
    setCredential: (name, reference) =>
      void (reference === null
        ? rows.removeCredential.run(name)
        : rows.setCredential.run(name, JSON.stringify(reference))),
    listSecretSources: () => rows.sources.all().map((row) => ({ name: row.name, source: toSource(row) })),
    setSecretSource: (name, source) =>
      void (source === null
        ? rows.removeSource.run(name)
        : rows.setSource.run(name, source.kind, source.kind === 'env' ? source.variable : source.path)),
    listAcceptedHostKeys: () => rows.hostKeys.all(),
    acceptHostKey: (key) => void rows.acceptHostKey.run({ ...key, at: clock.now().toISOString() }),
    forgetHostKey: ({ address, port, fingerprint }) =>
      rows.forgetHostKey.run(address, port, fingerprint).changes > 0,
  };
}

function toSource({ kind, place }: SourceRow): SecretSource {
  return kind === 'env' ? { kind, variable: place } : { kind, path: place };
}

function prepareRows(database: Database) {
  return {
    setting: database.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck(),
    setSetting: database.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)'),
    credentials: database.prepare<[], { name: string; reference: string }>(
      'SELECT name, reference FROM credentials ORDER BY name',
    ),
    setCredential: database.prepare('INSERT OR REPLACE INTO credentials (name, reference) VALUES (?, ?)'),
    removeCredential: database.prepare('DELETE FROM credentials WHERE name = ?'),
    sources: database.prepare<[], SourceRow>('SELECT name, kind, place FROM secret_sources ORDER BY name'),
    setSource: database.prepare('INSERT OR REPLACE INTO secret_sources (name, kind, place) VALUES (?, ?, ?)'),
    removeSource: database.prepare('DELETE FROM secret_sources WHERE name = ?'),
    hostKeys: database.prepare<[], AcceptedHostKey>(`
      SELECT address, port, key_type AS keyType, fingerprint, public_key AS publicKey, accepted_by AS "by", accepted_at AS at
      FROM accepted_host_keys ORDER BY address, port, accepted_at`),
    acceptHostKey: database.prepare(`
      INSERT OR REPLACE INTO accepted_host_keys (address, port, fingerprint, key_type, public_key, accepted_by, accepted_at)
      VALUES (@address, @port, @fingerprint, @keyType, @publicKey, @by, @at)`),
    forgetHostKey: database.prepare(
      'DELETE FROM accepted_host_keys WHERE address = ? AND port = ? AND fingerprint = ?',
    ),
  };
}
