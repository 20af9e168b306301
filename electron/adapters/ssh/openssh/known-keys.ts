/** What a host's keys are held against, written down for the script that answers ssh, and what was shown, read back. */
import { readFileSync, writeFileSync } from 'node:fs';
import { decodePublicKey, fingerprintOf, formatPublicKey, keyTypeOf } from '../public-key.ts';
import type { HostKeyKnowledge } from '../trust.ts';
import { Fields, withLengths } from './packets.ts';

/** `files`: their common beginning. */
export function writeKnownKeys(files: string, knowledge: HostKeyKnowledge): void {
  const { expected, tolerated, revoked, authorities } = knowledge;
  const isRevoked = new Set(revoked.map(({ fingerprint }) => fingerprint));
  const trusted = [...expected, ...tolerated].filter(({ fingerprint }) => !isRevoked.has(fingerprint));
  writeFileSync(`${files}.trusted`, trusted.map(({ fingerprint }) => `${fingerprint}\n`).join(''));
  const always = [
    ...authorities.map(({ blob }) => `@cert-authority * ${formatPublicKey(blob)}\n`),
    ...revoked.flatMap(({ blob }) => (blob === null ? [] : [`@revoked * ${formatPublicKey(blob)}\n`])),
  ];
  writeFileSync(`${files}.always`, always.join(''));
}

/** The key that the host showed last; null where it came to none. */
export function shownKey(files: string): Buffer | null {
  try {
    const [type = '', base64 = ''] = readFileSync(`${files}.shown`, 'utf8').trim().split(' ');
    return decodePublicKey(type, base64)?.blob ?? null;
  } catch {
    return null;
  }
}

/** What is to be told of a key that was believed: of a certificate the key in it, and who vouches for that. */
export interface BelievedKey {
  readonly fingerprint: string;
  readonly authority: string | null;
}

export function believedKey(blob: Buffer): BelievedKey {
  const type = keyTypeOf(blob) ?? '';
  if (!type.endsWith(CERTIFICATE)) return { fingerprint: fingerprintOf(blob), authority: null };
  const fields = new Fields(blob);
  fields.bytes();
  fields.bytes();
  const plain = type.slice(0, -CERTIFICATE.length);
  const own = plain === 'ssh-ed25519' ? [fields.bytes()] : [fields.bytes(), fields.bytes()];
  // Serial number and kind, name, principals, from when and until when, options twice, a field that is reserved; then the signing key.
  fields.skip(8 + 4);
  for (let each = 0; each < 2; each++) fields.bytes();
  fields.skip(8 + 8);
  for (let each = 0; each < 3; each++) fields.bytes();
  const authority = fingerprintOf(fields.bytes());
  return { fingerprint: fingerprintOf(withLengths([Buffer.from(plain), ...own])), authority };
}

const CERTIFICATE = '-cert-v01@openssh.com';

/** The algorithms by which a host can show a certificate, for those by which it can show a key. */
export function certified(algorithms: readonly string[]): readonly string[] {
  return algorithms.map((each) => `${each}${CERTIFICATE}`);
}
