import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { Host, HostName } from '#core/release/model.ts';
import type { ConnectFailure, Result } from '#engine/ports.ts';
import type { Approach } from './approach.ts';
import { connectFailure, refuse } from './connect-failure.ts';
import { handshake } from './handshake.ts';
import { underOffers } from './key-offers.ts';
import { type OpenSshClient, usesOpenSsh } from './openssh/openssh-client.ts';
import { fingerprintOf, formatPublicKey, keyTypeOf } from './public-key.ts';
import type { SshLink } from './ssh-link.ts';
import { type HostKeyKnowledge, type HostKeyVerdict, judgeHostKey } from './trust.ts';

/** The key a host presented to somebody who did not log in. */
export interface LearnedHostKey {
  readonly host: HostName;
  readonly address: string;
  readonly port: number;
  readonly keyType: string;
  /** `ssh-ed25519 AAAA…` */
  readonly publicKey: string;
  readonly fingerprint: string;
  /** What would be decided on it now. */
  readonly verdict: HostKeyVerdict;
  /** Fingerprints that are expected of the host. */
  readonly expected: readonly string[];
  /** Who says what is expected, or that the key is revoked: `release`, `accepted`, or file and line. */
  readonly sources: readonly string[];
}

interface Learning {
  readonly host: Host;
  readonly user: string;
  readonly jump: SshLink | null;
  readonly knowledge: HostKeyKnowledge;
}

interface Means {
  readonly approach: Approach;
  readonly openSsh: OpenSshClient;
}

type Learned = Result<LearnedHostKey, ConnectFailure>;

/** Asks a host for its key and hangs up: nothing is authenticated there. */
export function learnHostKey(asked: Learning, { approach, openSsh }: Means): Promise<Learned> {
  const learn = usesOpenSsh(asked.host) ? learnBySystem : learnByUs;
  return underOffers(asked, (offered) => learn({ ...asked, offered, approach, openSsh }), verdictOf);
}

function verdictOf(learned: Learned): HostKeyVerdict | null {
  return learned.ok ? learned.value.verdict : null;
}

interface Offering extends Learning, Means {
  readonly offered: ServerHostKeyAlgorithm[];
}

async function learnByUs({ approach, offered, jump, knowledge, ...named }: Offering): Promise<Learned> {
  const { host } = named;
  let learned: LearnedHostKey | null = null;
  const judge = (blob: Buffer): ConnectFailure => {
    learned = describeKey(host, knowledge, blob);
    return connectFailure(host, { kind: 'key-only' });
  };
  const { limits } = approach;
  const asked = { ...named, limits, hostKeyAlgorithms: offered, judge, authentication: null };
  const result = await approach.dial({ host, jump, use: (stream) => handshake(stream, asked) });
  if (learned !== null) return { ok: true, value: learned };
  return result.ok ? refuse(host, { kind: 'no-host-key' }) : result;
}

async function learnBySystem(offering: Offering): Promise<Learned> {
  const { approach, openSsh, host, user, jump, knowledge, offered } = offering;
  const { limits } = approach;
  const asked = { host, user, limits, hostKeyAlgorithms: offered, jump: jump?.openSsh?.socket ?? null };
  const key = await approach.inTurn({ host, over: jump }, () => openSsh.learnKey(asked));
  return key.ok ? { ok: true, value: describeKey(host, knowledge, key.value) } : key;
}

function describeKey(host: Host, knowledge: HostKeyKnowledge, blob: Buffer): LearnedHostKey {
  const verdict = judgeHostKey(knowledge, blob);
  const fingerprint = fingerprintOf(blob);
  const said =
    verdict === 'revoked'
      ? knowledge.revoked.filter((key) => key.fingerprint === fingerprint)
      : knowledge.expected;
  return {
    host: host.name,
    address: host.address,
    port: host.port,
    keyType: keyTypeOf(blob) ?? 'unknown',
    publicKey: formatPublicKey(blob),
    fingerprint,
    verdict,
    expected: knowledge.expected.map((key) => key.fingerprint),
    sources: [...new Set(said.map(({ source }) => source))],
  };
}
