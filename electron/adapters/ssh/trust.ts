import type { KeyRotation } from '#core/library/host-key.ts';
import type { Host } from '#core/release/model.ts';
import type { HostKeyFault } from '#core/run/connecting.ts';
import type { Result } from '#engine/ports.ts';
import { type KnownHostsEntry, lookupName } from './known-hosts.ts';
import { KnownHostsFiles } from './known-hosts-files.ts';
import { fingerprintOf, keyTypeOf, parseFingerprint, parsePublicKey } from './public-key.ts';

/** Whose host keys are believed on this workstation. What a release says of its hosts comes with the hosts. */
export interface Trust {
  /** Paths of known_hosts files; a missing file is an empty one. */
  readonly knownHostsFiles: readonly string[];
  /** Keys that a person accepted (or revoked) in the app. Asked anew for every connection. */
  accepted(): readonly AcceptedKey[] | Promise<readonly AcceptedKey[]>;
}

export interface AcceptedKey {
  readonly address: string;
  readonly port: number;
  /** `ssh-ed25519 AAAA…` */
  readonly publicKey: string;
  /** True: the key is refused wherever it is presented. */
  readonly revoked?: boolean;
  /** Set where the release had announced it: it counts beside the keys that the release names. */
  readonly rotation?: KeyRotation | undefined;
}

/** One key that is expected of a host, and who says so. `type` is null where only a fingerprint is known. */
export interface ExpectedKey {
  readonly fingerprint: string;
  readonly type: string | null;
  /** The key itself; null where only a fingerprint is known. */
  readonly blob: Buffer | null;
  readonly source: string;
  readonly rotation?: KeyRotation | undefined;
}

/** Everything that is known of one host's keys before it is asked. */
export interface HostKeyKnowledge {
  readonly revoked: readonly ExpectedKey[];
  readonly expected: readonly ExpectedKey[];
  /** Keys that the release says are to come: good once a person has confirmed that the host shows one. */
  readonly announced: readonly ExpectedKey[];
  /** Keys known of the same address without its port: good when presented, no reason to call another key changed. */
  readonly tolerated: readonly ExpectedKey[];
  /** The release names the keys, so nothing else counts. */
  readonly pinned: boolean;
  /** Whose certificates are good for the host. ssh2 cannot check them, OpenSSH can. */
  readonly authorities: readonly Authority[];
}

/** A key that vouches for hosts, and where that is said. */
export interface Authority {
  readonly blob: Buffer;
  readonly source: string;
}

export type HostKeyVerdict = 'trusted' | 'unknown' | 'announced' | 'changed' | 'revoked' | 'unusable';

/** Decides on a presented key. Pure, so that the answer is given before any authentication. */
export function judgeHostKey(knowledge: HostKeyKnowledge, blob: Buffer): HostKeyVerdict {
  const presented = fingerprintOf(blob);
  const isPresented = (key: ExpectedKey): boolean => key.fingerprint === presented;
  if (knowledge.revoked.some(isPresented)) return 'revoked';
  if (knowledge.expected.some(isPresented)) return 'trusted';
  if (knowledge.tolerated.some(isPresented)) return 'trusted';
  if (knowledge.announced.some(isPresented)) return 'announced';
  if (knowledge.expected.length > 0) return 'changed';
  return knowledge.authorities.length === 0 ? 'unknown' : 'unusable';
}

/** Gathers what is known of hosts' keys. */
export class HostKeyBook {
  readonly #trust: Trust;
  readonly #files = new KnownHostsFiles();

  constructor(trust: Trust) {
    this.#trust = trust;
  }

  /** What is known of one host, or why that cannot be told. */
  async look(host: Host): Promise<Result<HostKeyKnowledge, HostKeyFault>> {
    const pins = readPins(host.name, host.hostKeys);
    if (!pins.ok) return pins;
    const announced = readPins(host.name, host.nextHostKeys ?? []);
    if (!announced.ok) return announced;
    const exact: SourcedEntry[] = [];
    const bare: SourcedEntry[] = [];
    for (const path of this.#trust.knownHostsFiles) {
      const found = await this.#files.find(path, namesOf(host));
      if (!found.ok) return found;
      const [ofHost = [], ofAddress = []] = found.value;
      exact.push(...ofHost.map((entry) => ({ entry, source: path })));
      bare.push(...ofAddress.map((entry) => ({ entry, source: path })));
    }
    const accepted = await this.#trust.accepted();
    const named = { pins: pins.value, announced: announced.value };
    return { ok: true, value: gather({ host, ...named, exact, bare, accepted }) };
  }
}

interface SourcedEntry {
  readonly entry: KnownHostsEntry;
  readonly source: string;
}

/** As OpenSSH: a port other than 22 is looked up as `[address]:port`; the bare address is a fallback. */
function namesOf({ address, port }: Host): readonly string[] {
  return port === 22 ? [address] : [lookupName(address, port), address];
}

interface Findings {
  readonly host: Host;
  readonly pins: readonly ExpectedKey[];
  readonly announced: readonly ExpectedKey[];
  readonly exact: readonly SourcedEntry[];
  readonly bare: readonly SourcedEntry[];
  readonly accepted: readonly AcceptedKey[];
}

function gather({ host, pins, announced, exact, bare, accepted }: Findings): HostKeyKnowledge {
  const all = [...exact, ...bare];
  const revoked = [
    ...withMarker(all, 'revoked'),
    ...accepted.filter((key) => key.revoked === true).flatMap(fromAccepted),
  ];
  const mine = accepted.filter((key) => key.revoked !== true && isFor(key, host)).flatMap(fromAccepted);
  if (pins.length > 0) {
    const isAnnounced = (key: ExpectedKey): boolean =>
      key.rotation !== undefined && announced.some(({ fingerprint }) => fingerprint === key.fingerprint);
    const expected = [...pins, ...mine.filter(isAnnounced)];
    return { revoked, expected, announced, tolerated: [], pinned: true, authorities: [] };
  }
  return {
    revoked,
    expected: [...withMarker(exact, null), ...mine],
    announced,
    tolerated: withMarker(bare, null),
    pinned: false,
    authorities: all.filter(({ entry }) => entry.marker === 'cert-authority').map(authorityFrom),
  };
}

function isFor(key: AcceptedKey, host: Host): boolean {
  return key.port === host.port && key.address.toLowerCase() === host.address.toLowerCase();
}

function withMarker(found: readonly SourcedEntry[], marker: KnownHostsEntry['marker']): ExpectedKey[] {
  return found.filter(({ entry }) => entry.marker === marker).map(fromEntry);
}

function authorityFrom({ entry, source }: SourcedEntry): Authority {
  return { blob: entry.key.blob, source: `${source}:${entry.line}` };
}

function fromEntry({ entry, source }: SourcedEntry): ExpectedKey {
  return {
    fingerprint: fingerprintOf(entry.key.blob),
    type: entry.key.type,
    blob: entry.key.blob,
    source: `${source}:${entry.line}`,
  };
}

function fromAccepted(accepted: AcceptedKey): ExpectedKey[] {
  const key = parsePublicKey(accepted.publicKey);
  if (key === null) return [];
  const { blob } = key;
  const { rotation } = accepted;
  return [{ fingerprint: fingerprintOf(blob), type: keyTypeOf(blob), blob, source: 'accepted', rotation }];
}

function readPins(host: string, texts: readonly string[]): Result<ExpectedKey[], HostKeyFault> {
  const pins: ExpectedKey[] = [];
  for (const text of texts) {
    const fingerprint = parseFingerprint(text);
    const key = fingerprint === null ? parsePublicKey(text) : null;
    if (fingerprint !== null) pins.push({ fingerprint, type: null, blob: null, source: 'release' });
    else if (key !== null) pins.push({ ...key, fingerprint: fingerprintOf(key.blob), source: 'release' });
    else return { ok: false, error: { kind: 'pin-unreadable', host, pin: text.slice(0, 80) } };
  }
  return { ok: true, value: pins };
}

/** Set where a key is believed since a person confirmed that it was to come. */
export function rotationOf({ expected }: HostKeyKnowledge, fingerprint: string): KeyRotation | null {
  return expected.find((key) => key.fingerprint === fingerprint)?.rotation ?? null;
}
