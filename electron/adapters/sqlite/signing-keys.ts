import type { SigningKey } from '#core/signing/key.ts';
import type { TrustEvent } from './library-event.ts';

/** The keys of persons that this workstation knows, as its chain has them. */
export interface SigningKeyStore {
  /** By name; those that were revoked too. */
  listSigningKeys(): readonly SigningKey[];
  /** False where the id is that of another key here, or of one that was revoked. */
  trustSigningKey(key: Pick<SigningKey, 'id' | 'publicKey' | 'name' | 'how' | 'by'>): boolean;
  /** False where no such key is trusted. */
  revokeSigningKey(id: string, revocation: { readonly why: string; readonly by: string }): boolean;
}

interface StoreParts {
  readonly known: () => ReadonlyMap<string, SigningKey>;
  readonly record: (event: TrustEvent) => void;
  readonly login: () => string;
}

export function createSigningKeys({ known, record, login }: StoreParts): SigningKeyStore {
  return {
    listSigningKeys: () => [...known().values()].toSorted(byName),
    trustSigningKey({ id, publicKey, name, how, by }) {
      const before = known().get(id);
      if (before !== undefined && (before.publicKey !== publicKey || before.revoked !== null)) return false;
      if (before?.name === name && before.by === by) return true;
      record({
        type: 'signingKeyTrusted',
        data: { id, publicKey, name, how: before?.how ?? how, by, login: login() },
      });
      return true;
    },
    revokeSigningKey(id, { why, by }) {
      const before = known().get(id);
      if (before === undefined || before.revoked !== null) return false;
      const { publicKey } = before;
      record({ type: 'signingKeyRevoked', data: { id, publicKey, why, by, login: login() } });
      return true;
    },
  };
}

function byName(a: SigningKey, b: SigningKey): number {
  const keyOf = ({ name, id }: SigningKey) => `${name}\n${id}`;
  return keyOf(a) < keyOf(b) ? -1 : 1;
}
