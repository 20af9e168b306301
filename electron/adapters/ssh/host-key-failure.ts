import type { Host } from '#core/release/model.ts';
import type { HostKeyFault } from '#core/run/connecting.ts';
import type { ConnectFailure } from '#engine/ports.ts';
import { connectFailure } from './connect-failure.ts';
import { fingerprintOf, formatPublicKey, keyTypeOf } from './public-key.ts';
import type { HostKeyKnowledge, HostKeyVerdict } from './trust.ts';

type Distrust = Exclude<HostKeyVerdict, 'trusted'>;

/** Why a presented key is not trusted. The message names host, presented and expected fingerprints: it may be all a person sees. */
export function hostKeyFailure(
  host: Host,
  verdict: Distrust,
  found: { knowledge: HostKeyKnowledge; blob: Buffer },
): ConnectFailure {
  const { knowledge, blob } = found;
  const presented = fingerprintOf(blob);
  const relevant = verdict === 'revoked' ? knowledge.revoked : knowledge.expected;
  return connectFailure(host, faultOf(verdict, presented, knowledge), {
    details: {
      presented,
      expected: knowledge.expected.map((key) => key.fingerprint),
      keyType: keyTypeOf(blob),
      publicKey: formatPublicKey(blob),
      source: relevant[0]?.source ?? knowledge.authorities[0]?.source ?? null,
    },
  });
}

function faultOf(verdict: Distrust, presented: string, knowledge: HostKeyKnowledge): HostKeyFault {
  const { expected, revoked, authorities } = knowledge;
  switch (verdict) {
    case 'unknown':
      return { kind: 'key-unknown', presented };
    case 'changed': {
      const fingerprints = expected.map((key) => key.fingerprint);
      return { kind: 'key-changed', presented, expected: fingerprints, source: expected[0]?.source ?? '' };
    }
    case 'announced':
      return { kind: 'key-announced', presented, expected: expected.map((key) => key.fingerprint) };
    case 'revoked':
      return { kind: 'key-revoked', presented, source: revoked[0]?.source ?? '' };
    case 'unusable':
      return { kind: 'key-certified', presented, authority: authorities[0]?.source ?? '' };
  }
}

/** What was decided on the key of a host that is refused for it; null where it came to none, or it was refused for something else. */
export function distrustOf({ reason }: ConnectFailure): Distrust | null {
  switch (reason.fault.kind) {
    case 'key-unknown':
      return 'unknown';
    case 'key-changed':
      return 'changed';
    case 'key-announced':
      return 'announced';
    case 'key-revoked':
      return 'revoked';
    case 'key-certified':
      return 'unusable';
    default:
      return null;
  }
}
