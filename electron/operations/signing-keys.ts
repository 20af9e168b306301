/** Keys of persons: made here, trusted and revoked by a person's word, and opened to sign. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText, UnreadableText } from '#adapters/files/read-text.ts';
import { whyNotWritten, writeWholeSync } from '#adapters/files/whole-file.ts';
import { wordsOfKey } from '#adapters/signing/key-words.ts';
import { readPublicKey, writePublicKey } from '#adapters/signing/minisign.ts';
import { makeSecretKey, openSecretKey, type SecretKey, sealSecretKey } from '#adapters/signing/secret-key.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { LEAST_PASSPHRASE } from '#core/library/vault.ts';
import type { SigningKey } from '#core/signing/key.ts';
import { describeKeyFault, describeStanding } from '#core/words/library/describe-signing.ts';
import { toSentence } from '#core/words/text/sentence.ts';
import type { Failure, Result } from '#engine/ports.ts';

type KeyCode =
  | 'key-unreadable'
  | 'key-unknown'
  | 'key-revoked'
  | 'key-exists'
  | 'key-passphrase'
  | 'key-not-compared';
type KeyResult<T> = Result<T, Failure<KeyCode>>;

/** A key with what people compare. */
export interface ShownKey extends SigningKey {
  readonly words: readonly string[];
}

const FOLDER = 'keys';
const OWNER_ONLY = 0o600;
const MOST_KEY_BYTES = 16 * 1024;

export function listKeys(library: Library): readonly ShownKey[] {
  return library.listSigningKeys().map(shown);
}

/** Those that sign here: the secret half is on this workstation, and nobody revoked them. */
export function listSigners(library: Library): readonly ShownKey[] {
  return listKeys(library).filter(
    ({ id, revoked }) => revoked === null && existsSync(secretPath(library, id)),
  );
}

/** By id, or by a name that one key has. */
export function keyNamed(library: Library, named: string): KeyResult<ShownKey> {
  const keys = listKeys(library);
  const byId = keys.find(({ id }) => id === named.toUpperCase());
  const byName = keys.filter(({ name }) => name === named);
  const found = byId ?? (byName.length === 1 ? byName[0] : undefined);
  if (found !== undefined) return { ok: true, value: found };
  return byName.length > 1
    ? refuse('key-unknown', `Several keys are called ${named}; name one by its id: ${ids(byName)}`)
    : refuse(
        'key-unknown',
        `No key here is called ${named}, or has it as its id`,
        'holdpoint key list shows them',
      );
}

/** A new key with its secret half in the library's folder, under the passphrase. */
export async function makeKey(
  library: Library,
  { name, by, passphrase }: { readonly name: string; readonly by: string; readonly passphrase: string },
): Promise<KeyResult<ShownKey>> {
  if (name.trim() === '') return refuse('key-unknown', 'A key needs a name');
  if (library.listSigningKeys().some((key) => key.name === name && key.revoked === null))
    return refuse('key-exists', `A key here is called ${name} already; choose another name`);
  if ([...passphrase].length < LEAST_PASSPHRASE)
    return refuse('key-passphrase', `The passphrase of a key has at least ${LEAST_PASSPHRASE} characters`);
  const key = makeSecretKey();
  const { id } = key.publicKey;
  const path = secretPath(library, id);
  try {
    mkdirSync(join(library.folder, FOLDER), { recursive: true, mode: 0o700 });
    writeWholeSync({ path, content: await sealSecretKey(key, passphrase), mode: OWNER_ONLY });
  } catch (error) {
    return refuse('key-unreadable', `${path}: ${whyNotWritten(error)}`);
  } finally {
    key.seed.fill(0);
  }
  library.trustSigningKey({ id, publicKey: writePublicKey(key.publicKey), name, how: 'made', by });
  return keyNamed(library, id);
}

/** What is to be compared before it is trusted. */
export function readKey(text: string): KeyResult<Pick<ShownKey, 'id' | 'publicKey' | 'words'>> {
  const read = readPublicKey(text);
  if (!read.ok) return refuse('key-unreadable', toSentence(describeKeyFault(read.error)));
  const publicKey = writePublicKey(read.value);
  return { ok: true, value: { id: read.value.id, publicKey, words: wordsOfKey(publicKey) } };
}

/** `words`: those that the person compared with the owner's. */
export function trustKey(
  library: Library,
  text: string,
  { name, by, words }: { readonly name: string; readonly by: string; readonly words: readonly string[] },
): KeyResult<ShownKey> {
  const key = readKey(text);
  if (!key.ok) return key;
  if (words.join(' ') !== key.value.words.join(' '))
    return refuse('key-not-compared', 'Those are not the words of this key. Nothing was changed');
  if (name.trim() === '') return refuse('key-unknown', 'Say whose key it is');
  const { id, publicKey } = key.value;
  const known = library.listSigningKeys().find((each) => each.id === id);
  if (known !== undefined && known.revoked !== null)
    return refuse('key-revoked', `${id} is never trusted again. ${describeStanding(known)}`);
  if (library.listSigningKeys().some((each) => each.name === name && each.id !== id && each.revoked === null))
    return refuse(
      'key-exists',
      `Another key here is called ${name} already; choose another name, or revoke that one first`,
    );
  if (!library.trustSigningKey({ id, publicKey, name, how: 'trusted', by }))
    return refuse(
      'key-exists',
      `Another key with the id ${id} is trusted here already: one of the two was made to look like the other`,
    );
  return keyNamed(library, id);
}

export function revokeKey(
  library: Library,
  named: string,
  { why, by }: { readonly why: string; readonly by: string },
): KeyResult<ShownKey> {
  const key = keyNamed(library, named);
  if (!key.ok) return key;
  if (why.trim() === '') return refuse('key-unknown', 'Say why the key is revoked');
  if (!library.revokeSigningKey(key.value.id, { why, by }))
    return refuse('key-revoked', describeStanding(key.value));
  return keyNamed(library, key.value.id);
}

/** A key made here, by id or name, or the file of any secret key of minisign. */
export async function openSigner(
  library: Library,
  named: string,
  passphrase: () => Promise<string>,
): Promise<KeyResult<SecretKey>> {
  const known = keyNamed(library, named);
  if (!known.ok && !/[./\\]/.test(named)) return known;
  if (known.ok && known.value.revoked !== null)
    return refuse('key-revoked', `${named} signs nothing any more. ${describeStanding(known.value)}`);
  const path = known.ok ? secretPath(library, known.value.id) : named;
  if (known.ok && !existsSync(path))
    return refuse('key-unreadable', `The secret half of ${named} is not on this workstation`);
  try {
    const opened = await openSecretKey(await readText(path, MOST_KEY_BYTES), passphrase);
    return opened.ok
      ? opened
      : refuse(
          opened.error.kind === 'key-passphrase-wrong' ? 'key-passphrase' : 'key-unreadable',
          `${named}: ${describeKeyFault(opened.error)}`,
        );
  } catch (error) {
    if (!(error instanceof UnreadableText) && !(error instanceof Error && 'syscall' in error)) throw error;
    return refuse('key-unreadable', `${path}: ${error.message}`);
  }
}

function secretPath(library: Library, id: string): string {
  return join(library.folder, FOLDER, `${id}.key`);
}

function shown(key: SigningKey): ShownKey {
  return { ...key, words: wordsOfKey(key.publicKey) };
}

function ids(keys: readonly SigningKey[]): string {
  return keys.map(({ id }) => id).join(', ');
}

function refuse(
  code: KeyCode,
  message: string,
  terminal?: string,
): { readonly ok: false; readonly error: Failure<KeyCode> } {
  return {
    ok: false,
    error: { code, message, ...(terminal && { next: { terminal, app: 'Open Hosts and trust' } }) },
  };
}
