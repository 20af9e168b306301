import { hash } from 'node:crypto';
import { globMatch } from '#core/release/glob.ts';
import { inSlices } from './in-slices.ts';
import { decodePublicKey, formatPublicKey, type PublicKey } from './public-key.ts';

/** One line of a known_hosts file that could be read. */
export interface KnownHostsEntry {
  readonly marker: 'revoked' | 'cert-authority' | null;
  /** The first field as written: patterns separated by commas, or one hashed name. */
  readonly hosts: string;
  readonly key: PublicKey;
  /** One-based. */
  readonly line: number;
}

/** What a known_hosts file holds. */
export interface KnownHostsText {
  readonly entries: readonly KnownHostsEntry[];
  /** Lines, one-based, that are neither blank nor a comment and cannot be read: OpenSSH passes them over. */
  readonly unreadable: readonly number[];
}

/** Reads a known_hosts file. */
export async function parseKnownHosts(text: string): Promise<KnownHostsText> {
  const entries: KnownHostsEntry[] = [];
  const unreadable: number[] = [];
  let line = 0;
  await inSlices(linesOf(text), (raw) => {
    line += 1;
    if (/^[ \t]*(#|\r?$)/.test(raw)) return;
    const entry = parseLine(raw, line);
    if (entry === null) unreadable.push(line);
    else entries.push(entry);
  });
  return { entries, unreadable };
}

/** Without the byte order mark of Windows' editors, behind which OpenSSH does not see what the first line revokes. */
function linesOf(text: string): string[] {
  return text.replace(/^\ufeff/, '').split('\n');
}

function parseLine(raw: string, line: number): KnownHostsEntry | null {
  const text = raw.replace(/^[ \t]+/, '').replace(/\r$/, '');
  const fields = text.split(/[ \t]+/);
  const marker = parseMarker(fields[0] ?? '');
  if (marker === undefined) return null;
  const [hosts, type, base64] = marker === null ? fields : fields.slice(1);
  if (hosts === undefined || type === undefined || base64 === undefined) return null;
  const key = decodePublicKey(type, base64);
  return key === null ? null : { marker, hosts, key, line };
}

/** Undefined for a marker that is not known. */
function parseMarker(field: string): KnownHostsEntry['marker'] | undefined {
  if (!field.startsWith('@')) return null;
  if (field === '@revoked') return 'revoked';
  if (field === '@cert-authority') return 'cert-authority';
  return undefined;
}

/** The name under which OpenSSH looks a host up: the bare address on port 22, `[address]:port` else. */
export function lookupName(address: string, port: number): string {
  return port === 22 ? address : `[${address}]:${port}`;
}

/** Every entry whose first field matches, for each of the names; several lines per host are normal. */
export async function matchKnownHosts(
  entries: readonly KnownHostsEntry[],
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly KnownHostsEntry[]>> {
  const found = new Map<string, KnownHostsEntry[]>(names.map((name) => [name, []]));
  const wanted = [...found].map(([name, into]) => ({
    lower: name.toLowerCase(),
    spellings: spell(name),
    into,
  }));
  await inSlices(entries, (entry) => {
    const { hosts } = entry;
    if (hosts.startsWith('|')) {
      const hashed = readHashed(hosts);
      if (hashed === null) return;
      for (const { spellings, into } of wanted) if (spellings.some(hashed)) into.push(entry);
    } else {
      const patterns = hosts.toLowerCase().split(',');
      for (const { lower, into } of wanted) if (patternsMatch(patterns, lower)) into.push(entry);
    }
  });
  return found;
}

/** A hash may have been made of the name as written: ssh-keygen -H does not lower it, ssh does. */
function spell(name: string): readonly Buffer[] {
  return [...new Set([name, name.toLowerCase()])].map((each) => Buffer.from(each));
}

function patternsMatch(patterns: readonly string[], name: string): boolean {
  let matched = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) {
      if (globMatch(pattern.slice(1), name)) return false;
    } else if (globMatch(pattern, name)) {
      matched = true;
    }
  }
  return matched;
}

const SALT_BYTES = 20;
const BLOCK_BYTES = 64;
const inner = Buffer.alloc(BLOCK_BYTES);
const outer = Buffer.alloc(BLOCK_BYTES + SALT_BYTES);

/**
 * `|1|salt|hash`, where hash is HMAC-SHA1(salt, name). Each line has a salt of its own, so each costs one for every
 * name: made of two plain hashes, which takes a fraction of what an object for each HMAC takes.
 */
function readHashed(hosts: string): ((name: Buffer) => boolean) | null {
  const match = /^\|1\|([A-Za-z0-9+/=]+)\|([A-Za-z0-9+/=]+)$/.exec(hosts);
  const salt = Buffer.from(match?.[1] ?? '', 'base64');
  // As ssh, which makes no others and takes none.
  if (salt.length !== SALT_BYTES) return null;
  const expected = Buffer.from(match?.[2] ?? '', 'base64');
  return (name) => {
    inner.fill(0x36);
    outer.fill(0x5c, 0, BLOCK_BYTES);
    for (let at = 0; at < SALT_BYTES; at++) {
      inner[at] = (salt[at] ?? 0) ^ 0x36;
      outer[at] = (salt[at] ?? 0) ^ 0x5c;
    }
    hash('sha1', Buffer.concat([inner, name]), 'buffer').copy(outer, BLOCK_BYTES);
    return hash('sha1', outer, 'buffer').equals(expected);
  };
}

/** One line for a known_hosts file, without a line break. */
export function formatKnownHostsLine(host: { address: string; port: number }, blob: Buffer): string {
  return `${lookupName(host.address, host.port)} ${formatPublicKey(blob)}`;
}
