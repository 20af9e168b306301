/** Environments and their hosts. */
import { Fields, type Reading } from './fields.ts';
import type { Environment, Host, HostName } from './model.ts';
import type { Path } from './problems.ts';
import { readShell, SHELL_KEYS } from './read-shell.ts';
import { didYouMean } from './suggest.ts';

const ENVIRONMENT_KEYS = ['kind', ...SHELL_KEYS, 'vars', 'hosts'];
const HOST_KEYS = ['address', 'port', 'user', 'credential', 'via', 'tags', 'vars', 'host_keys', 'is', 'ssh'];
const FACTS = ['hostname', 'machine_id'];
const SSH_PROFILES = ['legacy'] as const;
const HOST_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
/** Nothing that a command line could take for an option or a shell for a sign. */
const ADDRESS = /^[A-Za-z0-9_.:%][A-Za-z0-9_.:%-]*$/;
const RESERVED: ReadonlySet<string> = new Set(['all', 'and', 'or', 'not']);

export function readEnvironments(fields: Fields): readonly Environment[] {
  return Object.entries(
    fields.record('environments', (value, path) => readEnvironment(value, path, fields.reading)),
  ).map(([, environment]) => environment);
}

function readEnvironment(value: unknown, path: Path, reading: Reading): Environment | null {
  const fields = Fields.of({ value, path }, reading, ENVIRONMENT_KEYS);
  if (!fields) return null;
  const name = String(path.at(-1));
  checkName(path, reading, 'environment');
  const hosts = Object.values(fields.record('hosts', (host, at) => readHost(host, at, reading)));
  checkJumps(hosts, [...path, 'hosts'], reading);
  const kind = fields.optionalText('kind') ?? name;
  return { name, kind, ...readShell(fields), vars: fields.textsByName('vars'), hosts };
}

function readHost(value: unknown, path: Path, reading: Reading): Host | null {
  const fields = Fields.of({ value, path }, reading, HOST_KEYS);
  if (!fields) return null;
  const name = String(path.at(-1));
  checkName(path, reading, 'host');
  const address = fields.text('address');
  if (address !== '' && (!ADDRESS.test(address) || /^[^:]*:\d+$/.test(address)))
    fields.error(
      'address',
      'bad-address',
      `"${address}" is no host name or IP address${addressCure(address)}`,
    );
  const user = fields.optionalText('user');
  const ssh = fields.oneOf('ssh', SSH_PROFILES);
  if (user !== null && !/^[A-Za-z_][A-Za-z0-9_.@\\-]*\$?$/.test(user))
    fields.error('user', 'bad-user', `"${user}" is no user name`);
  return {
    name: name as HostName,
    address,
    port: fields.wholeNumber('port', 1, 65_535) ?? 22,
    user,
    credential: fields.optionalText('credential'),
    via: fields.optionalText('via') as HostName | null,
    tags: fields.texts('tags'),
    vars: fields.textsByName('vars'),
    hostKeys: readHostKeys(fields),
    is: readFacts(fields),
    ...(ssh === null ? {} : { ssh }),
  };
}

/** What people paste from elsewhere: a port behind the address, brackets around IPv6, a user before it. */
function addressCure(address: string): string {
  const [, user, rest = address] = /^(?:ssh:\/\/)?(?:([^@/]+)@)?(.*?)\/?$/.exec(address) ?? [];
  const [, bracketed, bracketedPort] = /^\[([^\]]+)\](?::(\d+))?$/.exec(rest) ?? [];
  const [, plain, plainPort] = /^([^:[\]]+):(\d+)$/.exec(rest) ?? [];
  const host = bracketed ?? plain ?? rest;
  const port = bracketedPort ?? plainPort;
  if (!ADDRESS.test(host) || host === address) return '';
  const said = [
    `address: ${host.includes(':') ? `"${host}"` : host}`,
    ...(port === undefined ? [] : [`port: ${port}`]),
    ...(user === undefined ? [] : [`user: ${user}`]),
  ];
  return `; write ${said.join(', ')}`;
}

function checkName(path: Path, reading: Reading, what: 'environment' | 'host'): void {
  const name = String(path.at(-1));
  if (HOST_NAME.test(name) && !RESERVED.has(name) && !/^\d+$/.test(name)) return;
  const why = /^\d+$/.test(name)
    ? 'needs a letter'
    : RESERVED.has(name)
      ? 'is a word of selectors'
      : 'may hold letters, digits, ".", "_" and "-" only';
  reading.problems.error({ path, atKey: true }, 'bad-name', `the ${what} name "${name}" ${why}`);
}

function readHostKeys(fields: Fields): readonly string[] {
  const keys = fields.texts('host_keys');
  for (const [i, key] of keys.entries()) {
    if (
      /^SHA256:[A-Za-z0-9+/]{43}=?$/.test(key) ||
      /^(ssh-|ecdsa-|sk-)\S+ [A-Za-z0-9+/]+={0,2}( .*)?$/.test(key)
    )
      continue;
    fields.reading.problems.error(
      [...fields.path, 'host_keys', i],
      'bad-host-key',
      'a host key is a fingerprint (SHA256:…, as ssh-keygen -lf prints it) or a public key (ssh-ed25519 AAAA…)',
    );
  }
  return keys;
}

function readFacts(fields: Fields): Readonly<Record<string, string>> {
  const facts = fields.textsByName('is');
  for (const name of Object.keys(facts)) {
    if (!FACTS.includes(name))
      fields.reading.problems.error(
        { path: [...fields.path, 'is', name], atKey: true },
        'unknown-key',
        `"${name}" is no fact of a host that can be looked at; known: ${FACTS.join(', ')}${didYouMean(name, FACTS)}`,
      );
  }
  return facts;
}

function checkJumps(hosts: readonly Host[], path: Path, reading: Reading): void {
  const byName = new Map<string, Host>(hosts.map((host) => [host.name, host]));
  for (const host of hosts) {
    if (host.via === null) continue;
    const at = [...path, host.name, 'via'];
    if (!byName.has(host.via))
      reading.problems.error(
        at,
        'unknown-host',
        `there is no host "${host.via}" in this environment${didYouMean(host.via, byName.keys())}`,
      );
    else if (isInLoop(host, byName))
      reading.problems.error(
        at,
        'via-loop',
        `${host.name} is reached through itself: ${chainOf(host, byName).join(' via ')}`,
      );
  }
}

function chainOf(host: Host, byName: ReadonlyMap<string, Host>): readonly string[] {
  const chain: string[] = [host.name];
  for (
    let next = host.via && byName.get(host.via);
    next && chain.length <= byName.size;
    next = next.via && byName.get(next.via)
  ) {
    chain.push(next.name);
    if (next.name === host.name) break;
  }
  return chain;
}

function isInLoop(host: Host, byName: ReadonlyMap<string, Host>): boolean {
  const chain = chainOf(host, byName);
  return chain.length > 1 && chain.at(-1) === host.name;
}
