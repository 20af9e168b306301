import { getCiphers } from 'node:crypto';
import type { Algorithms, CipherAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';
import type { HostKeyKnowledge } from './trust.ts';

/** Host key algorithms that are used, best first. SHA-1 signatures (`ssh-rsa`) are for hosts of the legacy profile only. */
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

/**
 * What hosts with `ssh: legacy` are offered behind all else: what OpenSSH servers had before these were replaced. Broken beyond
 * that, and left out: 1024-bit groups, RC4, MD5, DSA.
 */
export const OUTDATED = {
  kex: ['diffie-hellman-group14-sha1', 'diffie-hellman-group-exchange-sha1'],
  cipher: ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'],
  hmac: ['hmac-sha1-etm@openssh.com', 'hmac-sha1'],
  serverHostKey: ['ssh-rsa'],
} satisfies Algorithms;

export type SshProfile = 'legacy' | undefined;

/** The cipher of this runtime's cryptography that each SSH cipher is made of: Electron's lacks some that Node's has. */
const MADE_OF: Readonly<Record<string, string>> = {
  'aes128-gcm@openssh.com': 'aes-128-gcm',
  'aes256-gcm@openssh.com': 'aes-256-gcm',
  'aes128-ctr': 'aes-128-ctr',
  'aes192-ctr': 'aes-192-ctr',
  'aes256-ctr': 'aes-256-ctr',
  'chacha20-poly1305@openssh.com': 'chacha20',
  'aes128-cbc': 'aes-128-cbc',
  'aes192-cbc': 'aes-192-cbc',
  'aes256-cbc': 'aes-256-cbc',
  '3des-cbc': 'des-ede3-cbc',
};

const available = new Set(getCiphers());
const isAvailable = (cipher: CipherAlgorithm): boolean => available.has(MADE_OF[cipher] ?? cipher);

const CURRENT = {
  ...OFFERED,
  cipher: OFFERED.cipher.filter(isAvailable),
  serverHostKey: HOST_KEY_ALGORITHMS,
};

const LEGACY = {
  kex: [...CURRENT.kex, ...OUTDATED.kex],
  cipher: [...CURRENT.cipher, ...OUTDATED.cipher.filter(isAvailable)],
  hmac: [...CURRENT.hmac, ...OUTDATED.hmac],
  compress: CURRENT.compress,
  serverHostKey: [...CURRENT.serverHostKey, ...OUTDATED.serverHostKey],
};

function offersOf(profile: SshProfile) {
  return profile === 'legacy' ? LEGACY : CURRENT;
}

/** What is offered to a host: types of keys already known come first, since the host answers with the first it has. */
export function algorithmsFor(serverHostKey: ServerHostKeyAlgorithm[], profile: SshProfile): Algorithms {
  return { ...offersOf(profile), serverHostKey };
}

/**
 * Lists of host key algorithms to try in turn, since a host presents one key per connection. There is more than one only where a key is named
 * by its bare fingerprint, which does not say of which type it is, or where one of another type is announced.
 */
export function hostKeyOffers(knowledge: HostKeyKnowledge, profile?: SshProfile): ServerHostKeyAlgorithm[][] {
  const all = offersOf(profile).serverHostKey;
  const expected = new Set(knowledge.expected.map((key) => key.type));
  const announced = new Set(knowledge.announced.map((key) => key.type));
  const known = all.filter((algorithm) => expected.has(keyTypeFor(algorithm)));
  const knownFirst = [...known, ...all.filter((algorithm) => !known.includes(algorithm))];
  const isBare = expected.has(null) || announced.has(null);
  const further = [...new Set(all.map(keyTypeFor))].filter(
    (type) => isBare || (announced.has(type) && !expected.has(type)),
  );
  return [knownFirst, ...further.map((type) => all.filter((a) => keyTypeFor(a) === type))];
}

/** The key type that signs with an algorithm: an `ssh-rsa` key signs with rsa-sha2-512. */
function keyTypeFor(algorithm: ServerHostKeyAlgorithm): string {
  return algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm;
}

/** The lists of a key exchange that have to have something in common, by the words that the SSH library has for them. */
const LISTS = [
  { word: /key exchange/i, key: 'kex', setting: 'KexAlgorithms' },
  { word: /host key/i, key: 'serverHostKey', setting: 'HostKeyAlgorithms' },
  { word: /cipher/i, key: 'cipher', setting: 'Ciphers' },
  { word: /mac/i, key: 'hmac', setting: 'MACs' },
] as const;

/** What is offered in the list of that name, and how sshd_config calls it; null for a list that is none of these. */
export function offeredFor(
  list: string,
  profile: SshProfile,
): { readonly offered: readonly string[]; readonly setting: string } | null {
  const found = LISTS.find(({ word }) => word.test(list));
  return found === undefined ? null : { offered: offersOf(profile)[found.key], setting: found.setting };
}
