/** Environments and their hosts. */

import type { Environment, Host, HostName } from '../model.ts';
import type { Path } from '../problems.ts';
import { SSH_PORT } from '../ssh-port.ts';
import { didYouMean } from '../suggest.ts';
import { type CheckName, checkValueName, listOf, namedListOf, recordOf } from './collections.ts';
import type { Fields } from './fields.ts';
import { checkedText, FAITHFUL_TEXT, NAME, naming, oneOf, TEXT, textOfForm, wholeNumber } from './scalars.ts';
import { SHELL_KEYS } from './shell.ts';
import { defaulting, ifSaid, mapping, optional, required } from './table.ts';
import type { Reading, ValueType } from './value-type.ts';

const HOST_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
/** Nothing that a command line could take for an option or a shell for a sign. */
const ADDRESS = /^[A-Za-z0-9_.:%][A-Za-z0-9_.:%-]*$/;
/** What programs take for an IPv4 address in one of its old spellings, in which `010` is 8 and `10.1` is 10.0.0.1. */
const NUMBERS = /^(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*\.?$/i;
const BYTE = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^${BYTE}(\\.${BYTE}){3}$`);
const USER_NAME = /^[A-Za-z_][A-Za-z0-9_.@\\-]*\$?$/;
const RESERVED: ReadonlySet<string> = new Set(['all', 'and', 'or', 'not']);

export function isHostName(name: string): boolean {
  return HOST_NAME.test(name) && !RESERVED.has(name) && !/^\d+$/.test(name);
}

/** A bare name or IP address, without port or brackets. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text) && !/^[^:]*:\d+$/.test(text) && !isMiswritten(text);
}

function isMiswritten(text: string): boolean {
  return NUMBERS.test(text) && !IPV4.test(text);
}

export function isUser(text: string): boolean {
  return USER_NAME.test(text);
}

function nameOfA(what: 'environment' | 'host'): CheckName {
  return (name, path, { problems }) => {
    if (isHostName(name)) return;
    const why = /^\d+$/.test(name)
      ? 'needs a letter'
      : RESERVED.has(name)
        ? 'is a word of selectors'
        : 'may hold letters, digits, ".", "_" and "-" only';
    problems.error({ path, atKey: true }, 'bad-name', `the ${what} name "${name}" ${why}`);
  };
}

const HOST_ADDRESS = checkedText(
  (address, path, { problems }) => {
    if (address !== '' && !isAddress(address))
      problems.error(
        path,
        'bad-address',
        `"${address}" is not a host name or IP address${addressCure(address)}`,
      );
  },
  { pattern: ADDRESS.source },
);

/** What people paste from elsewhere: a port behind the address, brackets around IPv6, a user before it. */
function addressCure(address: string): string {
  const [, user, rest = address] = /^(?:ssh:\/\/)?(?:([^@/]+)@)?(.*?)\/?$/.exec(address) ?? [];
  const [, bracketed, bracketedPort] = /^\[([^\]]+)\](?::(\d+))?$/.exec(rest) ?? [];
  const [, plain, plainPort] = /^([^:[\]]+):(\d+)$/.exec(rest) ?? [];
  const host = bracketed ?? plain ?? rest;
  const port = bracketedPort ?? plainPort;
  if (isMiswritten(host)) return '; an IPv4 address is four numbers from 0 to 255, without leading zeros';
  if (!ADDRESS.test(host) || host === address) return '';
  const said = [
    `address: ${host.includes(':') ? `"${host}"` : host}`,
    ...(port === undefined ? [] : [`port: ${port}`]),
    ...(user === undefined ? [] : [`user: ${user}`]),
  ];
  return `; write ${said.join(', ')}`;
}

const USER = textOfForm({
  form: USER_NAME,
  code: 'bad-user',
  describe: (user) => `"${user}" is not a user name`,
});

const HOST_KEY = textOfForm({
  form: /^SHA256:[A-Za-z0-9+/]{43}=?$|^(ssh-|ecdsa-|sk-)\S+ [A-Za-z0-9+/]+={0,2}( .*)?$/,
  code: 'bad-host-key',
  describe: () =>
    'a host key is a fingerprint (SHA256:…, as ssh-keygen -lf prints it) or a public key (ssh-ed25519 AAAA…)',
});

const VARS = recordOf(FAITHFUL_TEXT, checkValueName);

/** The right-host guard. */
const FACTS: ValueType<Readonly<Record<string, string>>> = mapping(
  'is',
  {
    hostname: ifSaid(FAITHFUL_TEXT, 'what the host says its name is'),
    machine_id: ifSaid(FAITHFUL_TEXT, 'what is in its /etc/machine-id', { property: 'machine_id' }),
  },
  (facts) => facts as Readonly<Record<string, string>>,
);

const TRANSPORT = oneOf('built-in', 'openssh', 'openssh-config');

const HOST: ValueType<Omit<Host, 'name'>> = mapping('host', {
  address: required(HOST_ADDRESS, 'the name or IP address it is reached at', { use: 'kept' }),
  port: defaulting(wholeNumber(1, 65_535), 'the port of its SSH server', { default: SSH_PORT }),
  user: optional(USER, "who logs in; without it, the operator's user name", { use: 'kept' }),
  credential: optional(NAME, 'the name of what logs in; its meaning is set on each workstation'),
  via: optional(naming('host', TEXT) as ValueType<HostName>, 'the host of this environment to jump over'),
  tags: optional(listOf(NAME), 'what selectors may call it besides its name'),
  vars: optional(
    VARS,
    "values for texts, as {{ vars.x }} and {{ host.vars.x }}; they win over the environment's",
    { use: 'kept' },
  ),
  host_keys: optional(listOf(HOST_KEY), 'the only host keys to trust: fingerprints or public keys'),
  next_host_keys: ifSaid(
    listOf(HOST_KEY),
    'keys it is to have next, in the same forms: taken once a person has confirmed that it shows one',
    { property: 'nextHostKeys' },
  ),
  is: {
    ...optional(FACTS, 'what the host must say of itself before the first change, else it is refused', {
      use: 'kept',
    }),
    fallback: {},
  },
  ssh: ifSaid(
    oneOf('legacy'),
    'legacy: outdated algorithms, which protect less, are allowed: for a host that offers no others',
  ),
  transport: ifSaid(
    TRANSPORT,
    "which SSH client reaches it, such as openssh for certificates; without it, the environment's",
  ),
});

const HOSTS = namedListOf(HOST, nameOfA('host')) as ValueType<readonly Host[], readonly Host[]>;

const ENVIRONMENT = mapping(
  'environment',
  {
    kind: optional(NAME, 'production refuses rehearsals; without it, the name of the environment'),
    ...SHELL_KEYS,
    transport: ifSaid(
      TRANSPORT,
      'which SSH client reaches its hosts, such as openssh for certificates; without it, built-in',
    ),
    vars: optional(VARS, 'values for texts, as {{ vars.x }}', { use: 'kept' }),
    hosts: optional(HOSTS, 'name to host, in the order of batches'),
  },
  ({ transport, ...environment }, fields) => {
    checkJumps(environment.hosts, fields);
    checkTwins(environment.hosts, fields);
    const hosts = environment.hosts.map((host) => (transport === undefined ? host : { transport, ...host }));
    return { ...environment, hosts: withTransportOfWays(hosts, fields) };
  },
);

const NAMED = namedListOf(ENVIRONMENT, nameOfA('environment'));

export const ENVIRONMENTS: ValueType<readonly Environment[], readonly Environment[]> = {
  ...NAMED,
  absent: [],
  read: (value, path, reading) =>
    NAMED.read(value, path, reading)?.map((each) => ({ ...each, kind: each.kind ?? each.name })) ?? null,
};

/** OpenSSH goes by connections that it holds itself: jump hosts are reached as what is behind them, where they say nothing else. */
function withTransportOfWays(hosts: readonly Host[], { path, reading }: Fields): readonly Host[] {
  const wanted = new Map<string, NonNullable<Host['transport']>>();
  const byName = new Map<string, Host>(hosts.map((host) => [host.name, host]));
  for (const host of hosts) {
    const { transport } = host;
    if (transport === undefined || transport === 'built-in') continue;
    for (const name of chainOf(host, byName).slice(1)) {
      const jump = byName.get(name);
      if (jump?.transport === 'built-in')
        reading.problems.error(
          [...path, 'hosts', name],
          'way-built-in',
          `${host.name} is reached by OpenSSH, so ${name} on its way is too; take "transport: built-in" off ${name}`,
        );
      if (jump !== undefined && jump.transport === undefined) wanted.set(name, 'openssh');
    }
  }
  if (wanted.size === 0) return hosts;
  return hosts.map((host) => ({ ...host, ...(wanted.has(host.name) ? { transport: 'openssh' } : {}) }));
}

function checkJumps(hosts: readonly Host[], { path, reading }: Fields): void {
  const byName = new Map<string, Host>(hosts.map((host) => [host.name, host]));
  for (const host of hosts) if (host.via !== null) checkJump(host, { byName, path, reading });
}

/** One login of one machine under two names: a step on both runs there twice. */
function checkTwins(hosts: readonly Host[], { path, reading: { problems } }: Fields): void {
  const byLogin = new Map<string, string>();
  for (const { name, address, port, user, via } of hosts) {
    const login = JSON.stringify([address.toLowerCase(), port, user, via]);
    const first = byLogin.get(login);
    if (first === undefined) byLogin.set(login, name);
    else
      problems.warn(
        [...path, 'hosts', name, 'address'],
        'same-host',
        `${name} is ${first} under another name: address, port, user and way there are the same. A step on both runs there twice; remove one of them`,
      );
  }
}

interface Jumps {
  readonly byName: ReadonlyMap<string, Host>;
  readonly path: Path;
  readonly reading: Reading;
}

function checkJump(host: Host, { byName, path, reading: { problems } }: Jumps): void {
  const via = host.via ?? '';
  const at = [...path, 'hosts', host.name, 'via'];
  if (!byName.has(via))
    problems.error(
      at,
      'unknown-host',
      `there is no host "${via}" in this environment${didYouMean(via, byName.keys())}`,
    );
  else if (isInLoop(host, byName))
    problems.error(
      at,
      'via-loop',
      `${host.name} is reached through itself: ${chainOf(host, byName).join(' via ')}`,
    );
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
