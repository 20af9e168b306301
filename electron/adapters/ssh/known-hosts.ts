import { createHmac } from 'node:crypto';
import { globMatch } from '#core/release/glob.ts';
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

/** Reads a known_hosts file. Comments, blank and unreadable lines are left out, as OpenSSH does. */
export function parseKnownHosts(text: string): KnownHostsEntry[] {
  const entries: KnownHostsEntry[] = [];
  for (const [index, line] of linesOf(text).entries()) {
    const entry = parseLine(line, index + 1);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

/** Numbers of the lines, one-based, that are neither blank nor a comment and cannot be read: OpenSSH passes them over. */
export function unreadableLines(text: string): number[] {
  return linesOf(text).flatMap((line, index) =>
    /^[ \t]*(#|\r?$)/.test(line) || parseLine(line, index + 1) !== null ? [] : [index + 1],
  );
}

/** Without the byte order mark of Windows' editors, behind which OpenSSH does not see what the first line revokes. */
function linesOf(text: string): string[] {
  return text.replace(/^\ufeff/, '').split('\n');
}

function parseLine(raw: string, line: number): KnownHostsEntry | null {
  const text = raw.replace(/^[ \t]+/, '').replace(/\r$/, '');
  if (text === '' || text.startsWith('#')) return null;
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

/** Every entry whose first field matches the name; several lines per host are normal. */
export function matchKnownHosts(entries: readonly KnownHostsEntry[], name: string): KnownHostsEntry[] {
  const lower = name.toLowerCase();
  // A hash may have been made of the name as written: ssh-keygen -H does not lower it, ssh does.
  const spellings = new Set([name, lower]);
  return entries.filter(({ hosts }) =>
    hosts.startsWith('|')
      ? [...spellings].some((each) => hashedMatch(hosts, each))
      : patternsMatch(hosts, lower),
  );
}

function patternsMatch(hosts: string, name: string): boolean {
  let matched = false;
  for (const pattern of hosts.toLowerCase().split(',')) {
    if (pattern.startsWith('!')) {
      if (globMatch(pattern.slice(1), name)) return false;
    } else if (globMatch(pattern, name)) {
      matched = true;
    }
  }
  return matched;
}

/** `|1|salt|hash`, where hash is HMAC-SHA1(salt, name). */
function hashedMatch(hosts: string, name: string): boolean {
  const match = /^\|1\|([A-Za-z0-9+/=]+)\|([A-Za-z0-9+/=]+)$/.exec(hosts);
  if (match === null) return false;
  const [, salt = '', hash = ''] = match;
  const expected = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return expected.equals(Buffer.from(hash, 'base64'));
}

/** One line for a known_hosts file, without a line break. */
export function formatKnownHostsLine(host: { address: string; port: number }, blob: Buffer): string {
  return `${lookupName(host.address, host.port)} ${formatPublicKey(blob)}`;
}
