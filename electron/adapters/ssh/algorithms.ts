import { getCiphers } from 'node:crypto';
import type { Algorithms, ServerHostKeyAlgorithm } from 'ssh2';
import type { HostKeyKnowledge } from './trust.ts';

/** Host key algorithms that are used, best first. SHA-1 signatures (`ssh-rsa`) are not. */
const HOST_KEY_ALGORITHMS: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

const OFFERED = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group15-sha512',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group17-sha512',
    'diffie-hellman-group18-sha512',
  ],
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
    'chacha20-poly1305@openssh.com',
  ],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
} satisfies Algorithms;

/** The cipher of this runtime's cryptography that each SSH cipher is made of: Electron's lacks some that Node's has. */
const MADE_OF: Readonly<Record<string, string>> = {
  'aes128-gcm@openssh.com': 'aes-128-gcm',
  'aes256-gcm@openssh.com': 'aes-256-gcm',
  'aes128-ctr': 'aes-128-ctr',
  'aes192-ctr': 'aes-192-ctr',
  'aes256-ctr': 'aes-256-ctr',
  'chacha20-poly1305@openssh.com': 'chacha20',
};

const available = new Set(getCiphers());
const CIPHERS = OFFERED.cipher.filter((cipher) => available.has(MADE_OF[cipher] ?? cipher));

/** What is offered to a host: types of keys already known come first, since the host answers with the first it has. */
export function algorithmsFor(serverHostKey: ServerHostKeyAlgorithm[]): Algorithms {
  return { ...OFFERED, cipher: CIPHERS, serverHostKey };
}

/**
 * Lists of host key algorithms to try in turn. There is more than one only for a host pinned by bare fingerprints:
 * they do not say of which type the pinned key is, and a host presents one key per connection.
 */
export function hostKeyOffers(knowledge: HostKeyKnowledge): ServerHostKeyAlgorithm[][] {
  const types = new Set(knowledge.expected.map((key) => key.type));
  if (!types.has(null)) return [knownFirst(types)];
  const families = new Set(HOST_KEY_ALGORITHMS.map(keyTypeFor));
  return [
    knownFirst(types),
    ...[...families].map((type) => HOST_KEY_ALGORITHMS.filter((a) => keyTypeFor(a) === type)),
  ];
}

function knownFirst(types: ReadonlySet<string | null>): ServerHostKeyAlgorithm[] {
  const known = HOST_KEY_ALGORITHMS.filter((algorithm) => types.has(keyTypeFor(algorithm)));
  return [...known, ...HOST_KEY_ALGORITHMS.filter((algorithm) => !known.includes(algorithm))];
}

/** The key type that signs with an algorithm: an `ssh-rsa` key signs with rsa-sha2-512. */
function keyTypeFor(algorithm: ServerHostKeyAlgorithm): string {
  return algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm;
}

/** What this program offers, by the name that the SSH library has for the list. */
export function offeredFor(list: string): readonly string[] {
  if (/cipher/i.test(list)) return CIPHERS;
  if (/mac/i.test(list)) return OFFERED.hmac;
  if (/host key/i.test(list)) return HOST_KEY_ALGORITHMS;
  return /key exchange/i.test(list) ? OFFERED.kex : OFFERED.compress;
}
