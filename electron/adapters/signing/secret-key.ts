/** Secret keys in minisign's format: made, sealed under a passphrase by scrypt, opened, and used to sign. */
import {
  createPrivateKey,
  createPublicKey,
  randomBytes,
  type ScryptOptions,
  scrypt,
  sign,
  timingSafeEqual,
} from 'node:crypto';
import { promisify } from 'node:util';
import { blake2b } from '@noble/hashes/blake2.js';
import type { KeyFault } from '#core/signing/key.ts';
import type { Result } from '#engine/ports.ts';
import {
  formatKeyId,
  ID_BYTES,
  KEY_ALGORITHM,
  linesOf,
  prehash,
  type Signature,
  type SignerKey,
  strictBase64,
  wholeOf,
  writeSignature,
} from './minisign.ts';

/** It lies in memory in the open only while something is signed. */
export interface SecretKey {
  readonly publicKey: SignerKey;
  /** 32 bytes. */
  readonly seed: Buffer;
}

const SCRYPT = Buffer.from('Sc');
const CHECKSUM = Buffer.from('B2');
const NO_KDF = Buffer.alloc(2);
const SALT_BYTES = 32;
const SEED_BYTES = 32;
/** Seed, then point. */
const SECRET_BYTES = 64;
const CHECK_BYTES = 32;
const SEALED_BYTES = ID_BYTES + SECRET_BYTES + CHECK_BYTES;
const FILE_BYTES = 6 + SALT_BYTES + 16 + SEALED_BYTES;
/** What precedes the seed of a key in DER (RFC 8410). */
const DER_SECRET = Buffer.from('302e020100300506032b657004220420', 'hex');

/** As the vault: 128 MiB of memory for each guess. libsodium makes N, r and p of these two. */
const COST = { operations: 2 ** 22, memory: 2 ** 27 } as const;
const BLOCK = 8;
/** minisign's own keys take 1 GiB. */
const MOST_MEMORY = 2 ** 30;
const LEAST_MEMORY = 2 ** 24;
const MOST_OPERATIONS = 2 ** 26;

const derive = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt);

export function makeSecretKey(): SecretKey {
  const seed = randomBytes(SEED_BYTES);
  return { seed, publicKey: { id: formatKeyId(randomBytes(ID_BYTES)), point: pointOf(seed) } };
}

/** The file that minisign's `-s` takes. */
export async function sealSecretKey(key: SecretKey, passphrase: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const plain = Buffer.concat([idOf(key), key.seed, key.publicKey.point, checkOf(key)]);
  const sealed = xor(plain, await streamOf(passphrase, { salt, ...COST }));
  plain.fill(0);
  const limits = Buffer.alloc(16);
  limits.writeBigUInt64LE(BigInt(COST.operations), 0);
  limits.writeBigUInt64LE(BigInt(COST.memory), 8);
  const bytes = Buffer.concat([KEY_ALGORITHM, SCRYPT, CHECKSUM, salt, limits, sealed]);
  return `untrusted comment: minisign encrypted secret key\n${bytes.toString('base64')}\n`;
}

/** `passphrase` is asked for only where the key has one. */
export async function openSecretKey(
  text: string,
  passphrase: () => Promise<string>,
): Promise<Result<SecretKey, KeyFault>> {
  const lines = linesOf(text);
  const bytes = lines?.length === 2 ? strictBase64(lines[1] ?? '', FILE_BYTES) : null;
  if (bytes === null || !bytes.subarray(0, 2).equals(KEY_ALGORITHM) || !bytes.subarray(4, 6).equals(CHECKSUM))
    return refuse({ kind: 'key-form', of: 'secret' });
  const kdf = bytes.subarray(2, 4);
  const sealed = bytes.subarray(-SEALED_BYTES);
  if (kdf.equals(NO_KDF)) return readPlain(sealed, { isChecked: false });
  if (!kdf.equals(SCRYPT)) return refuse({ kind: 'key-form', of: 'secret' });
  const salt = bytes.subarray(6, 6 + SALT_BYTES);
  const limits = bytes.subarray(6 + SALT_BYTES);
  const cost = { operations: Number(limits.readBigUInt64LE(0)), memory: Number(limits.readBigUInt64LE(8)) };
  if (cost.memory > MOST_MEMORY || cost.memory < LEAST_MEMORY || cost.operations > MOST_OPERATIONS)
    return refuse({ kind: 'key-costly' });
  const plain = xor(sealed, await streamOf(await passphrase(), { salt, ...cost }));
  return readPlain(plain, { isChecked: true });
}

/** The text of a signature file. `trustedComment` is signed with the content. */
export function signContent(content: Uint8Array, key: SecretKey, trustedComment: string): string {
  const secret = createPrivateKey({
    key: Buffer.concat([DER_SECRET, key.seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const signature = sign(null, prehash(content), secret);
  const made: Signature = {
    keyId: key.publicKey.id,
    isPrehashed: true,
    signature,
    whole: sign(null, wholeOf(signature, trustedComment), secret),
    trustedComment,
  };
  return writeSignature(made, `signature by key ${key.publicKey.id}`);
}

/** minisign itself checks only what was encrypted. */
function readPlain(
  plain: Buffer,
  { isChecked }: { readonly isChecked: boolean },
): Result<SecretKey, KeyFault> {
  const seed = Buffer.from(plain.subarray(ID_BYTES, ID_BYTES + SEED_BYTES));
  const key = {
    seed,
    publicKey: { id: formatKeyId(plain.subarray(0, ID_BYTES)), point: pointOf(seed) },
  };
  if (isChecked && !timingSafeEqual(checkOf(key), plain.subarray(-CHECK_BYTES)))
    return refuse({ kind: 'key-passphrase-wrong' });
  const point = plain.subarray(ID_BYTES + SEED_BYTES, ID_BYTES + SECRET_BYTES);
  return point.equals(key.publicKey.point)
    ? { ok: true, value: key }
    : refuse({ kind: 'key-form', of: 'secret' });
}

function pointOf(seed: Buffer): Buffer {
  const secret = createPrivateKey({ key: Buffer.concat([DER_SECRET, seed]), format: 'der', type: 'pkcs8' });
  return createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
}

function idOf({ publicKey }: SecretKey): Buffer {
  return Buffer.from(publicKey.id, 'hex').reverse();
}

function checkOf(key: SecretKey): Uint8Array {
  return blake2b(Buffer.concat([KEY_ALGORITHM, idOf(key), key.seed, key.publicKey.point]), {
    dkLen: CHECK_BYTES,
  });
}

interface Cost {
  readonly salt: Buffer;
  readonly operations: number;
  readonly memory: number;
}

function streamOf(passphrase: string, { salt, operations, memory }: Cost): Promise<Buffer> {
  const { n, p } = scryptOf({ operations, memory });
  const maxmem = 128 * n * BLOCK + 128 * BLOCK * p + 2 ** 20;
  return derive(passphrase.normalize('NFC'), salt, SEALED_BYTES, { N: n, r: BLOCK, p, maxmem });
}

/** As libsodium chooses them (crypto_pwhash_scryptsalsa208sha256). */
function scryptOf({ operations, memory }: Omit<Cost, 'salt'>): { readonly n: number; readonly p: number } {
  const isNarrow = operations < memory / 32;
  const most = isNarrow ? operations / (BLOCK * 4) : memory / (BLOCK * 128);
  const n = 2 ** Math.max(1, Math.floor(Math.log2(most)));
  return { n, p: isNarrow ? 1 : Math.max(1, Math.floor(operations / 4 / n / BLOCK)) };
}

function xor(bytes: Buffer, stream: Buffer): Buffer {
  return Buffer.from(bytes.map((byte, i) => byte ^ (stream[i] ?? 0)));
}

function refuse(error: KeyFault): { readonly ok: false; readonly error: KeyFault } {
  return { ok: false, error };
}
