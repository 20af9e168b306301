import { createHash } from 'node:crypto';

/** A host's public key as it stands in a file: its type and its SSH wire form. */
export interface PublicKey {
  readonly type: string;
  readonly blob: Buffer;
}

/** `SHA256:` and the unpadded base64 of the key's hash, as ssh-keygen prints it. */
export function fingerprintOf(blob: Uint8Array): string {
  const digest = createHash('sha256').update(blob).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

/** The type name inside a key's wire form, or null when the bytes are no key. */
export function keyTypeOf(blob: Buffer): string | null {
  if (blob.length < 4) return null;
  const length = blob.readUInt32BE(0);
  if (length === 0 || length > 64 || blob.length < 4 + length) return null;
  return blob.toString('latin1', 4, 4 + length);
}

/** Reads `ssh-ed25519 AAAA… comment`; null when it is not a public key. */
export function parsePublicKey(text: string): PublicKey | null {
  const [type, base64] = text.trim().split(/\s+/, 2);
  if (type === undefined || base64 === undefined) return null;
  return decodePublicKey(type, base64);
}

/** Joins type and base64 of a key; null when the base64 holds another type or none. */
export function decodePublicKey(type: string, base64: string): PublicKey | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  const blob = Buffer.from(base64, 'base64');
  return keyTypeOf(blob) === type ? { type, blob } : null;
}

/** `ssh-ed25519 AAAA…`, the form that release files and known_hosts use. */
export function formatPublicKey(blob: Buffer): string {
  return `${keyTypeOf(blob) ?? 'unknown'} ${blob.toString('base64')}`;
}

/** Brings `SHA256:…` to the unpadded form; null when it is no SHA-256 fingerprint. */
export function parseFingerprint(text: string): string | null {
  const match = /^SHA256:([A-Za-z0-9+/]{43})=?$/.exec(text.trim());
  return match === null ? null : `SHA256:${match[1]}`;
}
