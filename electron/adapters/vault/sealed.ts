/**
 * The vault file: entries under a passphrase, by scrypt and AES-256-GCM. Everything that says how it was made is authenticated with
 * it. Three things are told apart: a sum over the file shows what chance changed, a check of the key whether the passphrase fits,
 * and the seal whether somebody who does not know it changed what it protects.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  type ScryptOptions,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { canonicalJson } from '#core/canonical-json.ts';
import type { VaultFault } from '#core/run/workstation-faults.ts';
import type { Result } from '#engine/ports.ts';

const VERSION = 1;
/** 128 MiB of memory and some tenths of a second for each guess. */
const COST = { n: 2 ** 17, r: 8, p: 1 } as const;
/** What a file may ask for: less protects nothing, more would hold the program up. */
const LEAST_N = 2 ** 15;
const MOST_MEMORY = 512 * 1024 * 1024;
const MOST_P = 4;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The size of the file tells how much is in it, so that is rounded up. */
const ROUNDED_BYTES = 4096;

export type Entries = ReadonlyMap<string, { readonly value: string; readonly at: string }>;

const derive = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt);
const base64 = z.base64().max(64);
const KDF = z.strictObject({
  name: z.literal('scrypt'),
  n: z.int().positive(),
  r: z.int().positive(),
  p: z.int().positive(),
  salt: base64,
});
const HEADER = {
  kdf: KDF,
  check: base64,
  cipher: z.strictObject({ name: z.literal('aes-256-gcm'), nonce: base64 }),
};
const SEALED = z.strictObject({
  'holdpoint-vault': z.literal(VERSION),
  ...HEADER,
  sealed: z.base64(),
  sum: base64,
});
const OPENED = z.strictObject({
  entries: z.record(z.string(), z.strictObject({ value: z.string(), at: z.string() })),
});

type Kdf = z.infer<typeof KDF>;
type Sealed = z.infer<typeof SEALED>;

/** What a passphrase came to. It opens and seals files of its own salt, and is wiped when it is wanted no more. */
export interface VaultKey {
  readonly kdf: Kdf;
  readonly secret: Buffer;
}

/** A new key for a passphrase, with a salt of its own. */
export function makeKey(passphrase: string): Promise<VaultKey> {
  return keyFor(passphrase, { name: 'scrypt', ...COST, salt: randomBytes(KEY_BYTES).toString('base64') });
}

/** The key of a file by its passphrase, if that fits. */
export async function openKey(text: string, passphrase: string): Promise<Result<VaultKey, VaultFault>> {
  const read = readSealed(text);
  if (!read.ok) return read;
  const key = await keyFor(passphrase, read.value.kdf);
  return isCheckOf(key, read.value) ? { ok: true, value: key } : refuse({ kind: 'vault-passphrase-wrong' });
}

export function seal(entries: Entries, key: VaultKey): string {
  const nonce = randomBytes(NONCE_BYTES);
  const header = {
    'holdpoint-vault': VERSION,
    kdf: key.kdf,
    check: checkOf(key).toString('base64'),
    cipher: { name: 'aes-256-gcm', nonce: nonce.toString('base64') },
  } as const;
  const cipher = createCipheriv('aes-256-gcm', halfOf(key, 'cipher'), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(canonicalJson(header)));
  const plain = Buffer.from(rounded(JSON.stringify({ entries: Object.fromEntries(entries) })));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  plain.fill(0);
  const whole = { ...header, sealed: sealed.toString('base64') };
  return `${JSON.stringify({ ...whole, sum: sumOf(whole) }, null, 1)}\n`;
}

/** What a file holds; `vault-locked` where the key is that of an earlier passphrase. */
export function unseal(text: string, key: VaultKey): Result<Entries, VaultFault> {
  const read = readSealed(text);
  if (!read.ok) return read;
  const { sealed, sum: _, ...header } = read.value;
  if (canonicalJson(header.kdf) !== canonicalJson(key.kdf)) return refuse({ kind: 'vault-locked' });
  const plain = isCheckOf(key, read.value) ? decrypted(header, Buffer.from(sealed, 'base64'), key) : null;
  const opened = plain === null ? null : OPENED.safeParse(parsed(plain.toString('utf8')));
  plain?.fill(0);
  return opened?.success
    ? { ok: true, value: new Map(Object.entries(opened.data.entries)) }
    : refuse({ kind: 'vault-damaged', what: 'seal' });
}

/** What can be told without any passphrase; null: it is whole as far as its sum says. */
export function whatIsWrongWith(text: string): VaultFault | null {
  const read = readSealed(text);
  return read.ok ? null : read.error;
}

function decrypted(header: Omit<Sealed, 'sealed' | 'sum'>, sealed: Buffer, key: VaultKey): Buffer | null {
  const nonce = Buffer.from(header.cipher.nonce, 'base64');
  if (nonce.length !== NONCE_BYTES || sealed.length < TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', halfOf(key, 'cipher'), nonce, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(canonicalJson(header)));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

/** The file as it stands, without any passphrase: whether it is one, whole, of this format, and asks for nothing absurd. */
function readSealed(text: string): Result<Sealed, VaultFault> {
  const json = parsed(text);
  const version = z.looseObject({ 'holdpoint-vault': z.int() }).safeParse(json);
  if (version.success && version.data['holdpoint-vault'] > VERSION)
    return refuse({ kind: 'vault-newer', version: version.data['holdpoint-vault'] });
  const read = SEALED.safeParse(json);
  if (!read.success) return refuse({ kind: 'vault-damaged', what: 'form' });
  const { sum, ...whole } = read.data;
  if (sum !== sumOf(whole)) return refuse({ kind: 'vault-damaged', what: 'form' });
  return isBearable(whole.kdf) ? { ok: true, value: read.data } : refuse({ kind: 'vault-costly' });
}

function isBearable({ n, r, p, salt }: Kdf): boolean {
  const isPower = Math.log2(n) % 1 === 0;
  const hasSalt = Buffer.from(salt, 'base64').length >= TAG_BYTES;
  return (
    isPower && n >= LEAST_N && r === COST.r && p <= MOST_P && memoryOf({ n, r }) <= MOST_MEMORY && hasSalt
  );
}

function memoryOf({ n, r }: Pick<Kdf, 'n' | 'r'>): number {
  return 128 * n * r;
}

async function keyFor(passphrase: string, kdf: Kdf): Promise<VaultKey> {
  const { n, r, p } = kdf;
  const options = { N: n, r, p, maxmem: memoryOf(kdf) + 1024 * 1024 * 8 };
  // One passphrase has one form, whichever keyboard typed it.
  const salt = Buffer.from(kdf.salt, 'base64');
  return { kdf, secret: await derive(passphrase.normalize('NFC'), salt, 2 * KEY_BYTES, options) };
}

function halfOf({ secret }: VaultKey, half: 'cipher' | 'check'): Buffer {
  return half === 'cipher' ? secret.subarray(0, KEY_BYTES) : secret.subarray(KEY_BYTES);
}

function checkOf(key: VaultKey): Buffer {
  return createHmac('sha256', halfOf(key, 'check'))
    .update(`holdpoint.vault.check\n${canonicalJson(key.kdf)}`)
    .digest();
}

function isCheckOf(key: VaultKey, { check }: Sealed): boolean {
  const given = Buffer.from(check, 'base64');
  const own = checkOf(key);
  return given.length === own.length && timingSafeEqual(given, own);
}

function sumOf(whole: Omit<Sealed, 'sum'>): string {
  return createHash('sha256').update(canonicalJson(whole)).digest('base64');
}

function rounded(text: string): string {
  const bytes = Buffer.byteLength(text);
  return text + ' '.repeat(Math.ceil(bytes / ROUNDED_BYTES) * ROUNDED_BYTES - bytes);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refuse(error: VaultFault): { readonly ok: false; readonly error: VaultFault } {
  return { ok: false, error };
}
