/** Public keys and signatures in minisign's format: read strictly, and verified. */
import { createPublicKey, verify } from 'node:crypto';
import { blake2b } from '@noble/hashes/blake2.js';
import type { KeyFault, SignatureFault } from '#core/signing/key.ts';
import type { Result } from '#engine/ports.ts';

export interface SignerKey {
  /** 16 hex digits, as minisign prints them. */
  readonly id: string;
  /** 32 bytes. */
  readonly point: Buffer;
}

export interface Signature {
  /** Of the key that it says to be of; only verifying tells whether it is. */
  readonly keyId: string;
  /** Of the BLAKE2b-512 of the content, as minisign makes them now; else of the content itself. */
  readonly isPrehashed: boolean;
  /** 64 bytes each. */
  readonly signature: Buffer;
  readonly whole: Buffer;
  /** Signed with it. */
  readonly trustedComment: string;
}

export const KEY_ALGORITHM = Buffer.from('Ed');
const PREHASHED = Buffer.from('ED');
export const ID_BYTES = 8;
const POINT_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** What precedes the 32 bytes of a key in DER (RFC 8410). */
const DER_PUBLIC = Buffer.from('302a300506032b6570032100', 'hex');

const UNTRUSTED = 'untrusted comment: ';
const TRUSTED = 'trusted comment: ';
/** Of a line; what minisign takes. */
const MOST_COMMENT = 8192;

/** Bytes as minisign writes an id: a number, its last byte first. */
export function formatKeyId(bytes: Uint8Array): string {
  return Buffer.from(bytes).reverse().toString('hex').toUpperCase();
}

function keyIdBytes(id: string): Buffer {
  return Buffer.from(id, 'hex').reverse();
}

/** The line alone, or the file that minisign writes. */
export function readPublicKey(text: string): Result<SignerKey, KeyFault> {
  const lines = linesOf(text);
  const line = lines?.length === 2 && lines[0]?.startsWith(UNTRUSTED) ? lines[1] : lines?.[0];
  const isAlone = lines?.length === 1 || lines?.[0]?.startsWith(UNTRUSTED);
  const bytes = isAlone ? strictBase64(line ?? '', KEY_ALGORITHM.length + ID_BYTES + POINT_BYTES) : null;
  if (bytes === null || !bytes.subarray(0, 2).equals(KEY_ALGORITHM))
    return { ok: false, error: { kind: 'key-form', of: 'public' } };
  return { ok: true, value: { id: formatKeyId(bytes.subarray(2, 10)), point: bytes.subarray(10) } };
}

/** One line of base64. */
export function writePublicKey({ id, point }: SignerKey): string {
  return Buffer.concat([KEY_ALGORITHM, keyIdBytes(id), point]).toString('base64');
}

/** The file that minisign's `-p` takes. */
export function writePublicKeyFile(id: string, line: string): string {
  return `${UNTRUSTED}minisign public key ${id}\n${line}\n`;
}

export function readSignature(text: string): Result<Signature, SignatureFault> {
  const [untrusted, first = '', trusted, second = '', ...rest] = linesOf(text) ?? [];
  const signed = strictBase64(first, 2 + ID_BYTES + SIGNATURE_BYTES);
  const whole = strictBase64(second, SIGNATURE_BYTES);
  const algorithm = signed?.subarray(0, 2);
  const isPrehashed = algorithm?.equals(PREHASHED) ?? false;
  if (
    rest.length > 0 ||
    !untrusted?.startsWith(UNTRUSTED) ||
    !trusted?.startsWith(TRUSTED) ||
    signed === null ||
    whole === null ||
    !(isPrehashed || algorithm?.equals(KEY_ALGORITHM))
  )
    return { ok: false, error: { kind: 'signature-form' } };
  return {
    ok: true,
    value: {
      keyId: formatKeyId(signed.subarray(2, 2 + ID_BYTES)),
      isPrehashed,
      signature: signed.subarray(2 + ID_BYTES),
      whole,
      trustedComment: trusted.slice(TRUSTED.length),
    },
  };
}

/** The text of a signature file. */
export function writeSignature(
  { keyId, isPrehashed, signature, whole, trustedComment }: Signature,
  untrustedComment: string,
): string {
  const algorithm = isPrehashed ? PREHASHED : KEY_ALGORITHM;
  const signed = Buffer.concat([algorithm, keyIdBytes(keyId), signature]).toString('base64');
  return `${UNTRUSTED}${untrustedComment}\n${signed}\n${TRUSTED}${trustedComment}\n${whole.toString('base64')}\n`;
}

/** Whether this key signed these bytes, and the comment with them. */
export function isSignatureOf(content: Uint8Array, signature: Signature, key: SignerKey): boolean {
  if (signature.keyId !== key.id) return false;
  const signed = signature.isPrehashed ? prehash(content) : content;
  const { point } = key;
  return (
    isSigned(signed, signature.signature, point) &&
    isSigned(wholeOf(signature.signature, signature.trustedComment), signature.whole, point)
  );
}

/** BLAKE2b with 64 bytes; not of node:crypto, since Electron's has none. */
export function prehash(content: Uint8Array): Uint8Array {
  return blake2b(content, { dkLen: 64 });
}

/** What the second signature of a file is of. */
export function wholeOf(signature: Uint8Array, trustedComment: string): Buffer {
  return Buffer.concat([signature, Buffer.from(trustedComment)]);
}

function isSigned(content: Uint8Array, signature: Buffer, point: Buffer): boolean {
  const key = createPublicKey({ key: Buffer.concat([DER_PUBLIC, point]), format: 'der', type: 'spki' });
  return verify(null, content, key, signature);
}

/** Null where it is no base64 of so many bytes, written in the one way there is. */
export function strictBase64(text: string, bytes: number): Buffer | null {
  const read = Buffer.from(text, 'base64');
  return read.length === bytes && read.toString('base64') === text ? read : null;
}

/** Null where one is longer than minisign takes. */
export function linesOf(text: string): readonly string[] | null {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  return lines.some((line) => line.length > MOST_COMMENT) ? null : lines;
}
