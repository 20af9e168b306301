import type { Host } from '#core/release/model.ts';
import type { ConnectCode, ConnectFailure } from '#engine/ports.ts';
import { connectFailure } from './connect-failure.ts';
import { fingerprintOf, formatPublicKey, keyTypeOf } from './public-key.ts';
import type { HostKeyKnowledge, HostKeyVerdict } from './trust.ts';

const CODES = {
  unknown: 'host-key-unknown',
  changed: 'host-key-changed',
  revoked: 'host-key-revoked',
  unusable: 'host-key-unusable',
} as const satisfies Record<Exclude<HostKeyVerdict, 'trusted'>, ConnectCode>;

/** Why a presented key is not trusted. The message names host, presented and expected fingerprints: it may be all a person sees. */
export function hostKeyFailure(
  host: Host,
  verdict: Exclude<HostKeyVerdict, 'trusted'>,
  found: { knowledge: HostKeyKnowledge; blob: Buffer },
): ConnectFailure {
  const { knowledge, blob } = found;
  const presented = fingerprintOf(blob);
  const relevant = verdict === 'revoked' ? knowledge.revoked : knowledge.expected;
  const expected = knowledge.expected.map((key) => key.fingerprint);
  return connectFailure(host, CODES[verdict], {
    message: explain(verdict, { presented, expected, knowledge }),
    details: {
      presented,
      expected,
      keyType: keyTypeOf(blob),
      publicKey: formatPublicKey(blob),
      source: relevant[0]?.source ?? knowledge.authority,
    },
  });
}

function explain(
  verdict: Exclude<HostKeyVerdict, 'trusted'>,
  said: { presented: string; expected: readonly string[]; knowledge: HostKeyKnowledge },
): string {
  const { presented, expected, knowledge } = said;
  switch (verdict) {
    case 'unknown':
      return `the host key ${presented} is not known. Compare it with what the host's administrator says, then accept it in the app, add it to a known_hosts file, or write it into the release's host_keys. Nothing was sent.`;
    case 'changed':
      return `the host key has CHANGED: expected ${expected.join(' or ')} (${knowledge.expected[0]?.source}), presented ${presented}. It may be another machine or someone in between. Ask the host's administrator before anything else. Nothing was sent.`;
    case 'revoked':
      return `the host key ${presented} is revoked (${knowledge.revoked[0]?.source}). It is never accepted: the host needs a new key. Nothing was sent.`;
    case 'unusable':
      return `only a certificate authority vouches for the host (${knowledge.authority}), and host certificates cannot be checked here; it presented ${presented}. Write its key into the release's host_keys, add it to a known_hosts file, or accept it in the app. Nothing was sent.`;
  }
}
