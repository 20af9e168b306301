/**
 * What `ssh` is started with. Everything is said here, so that nothing of a release, a host or the workstation becomes an option: values
 * stand behind the name of their option, an address behind `--`, and what could break out of its place is refused before.
 */
import { isAddress, isUser } from '#core/release/format/environment.ts';
import type { Host } from '#core/release/model.ts';
import { OUTDATED } from '../algorithms.ts';
import type { SshLimits } from '../limits.ts';

export interface CommandLine {
  readonly host: Host;
  readonly user: string;
  readonly limits: SshLimits;
  /** Where the multiplexer listens. */
  readonly socket: string;
  /** What says whether a host key is believed. */
  readonly knownHosts: { readonly script: string; readonly files: string };
  readonly hostKeyAlgorithms: readonly string[];
  /** Of what logs in. */
  readonly identity: Options;
  /** By which the host is reached, as one line for a shell; null: directly. */
  readonly way: string | null;
}

export type Options = Readonly<Record<string, string>>;

/** Seconds until a master that nobody uses ends by itself, as when the program that started it was killed. */
const UNUSED_SECONDS = 5;

export function wordsFor(line: CommandLine): readonly string[] {
  const { host, user } = line;
  if (!isAddress(host.address) || !isUser(user))
    throw new Error('an address or a user that no release holds');
  const readsConfig = host.transport === 'openssh-config';
  const options = { ...FIXED, ...(readsConfig ? {} : ALONE), ...ofHost(line), ...line.identity };
  return [
    ...(readsConfig ? [] : ['-F', 'none']),
    '-N',
    '-v',
    '-l',
    user,
    '-p',
    String(host.port),
    ...Object.entries(options).map(([name, value]) => `-o${name}=${value}`),
    '--',
    host.address,
  ];
}

/** The same whatever the host. They win over what a configuration says. */
const FIXED: Options = {
  ControlMaster: 'yes',
  ControlPersist: String(UNUSED_SECONDS),
  StrictHostKeyChecking: 'yes',
  UserKnownHostsFile: '/dev/null',
  GlobalKnownHostsFile: '/dev/null',
  UpdateHostKeys: 'no',
  CheckHostIP: 'no',
  VerifyHostKeyDNS: 'no',
  NoHostAuthenticationForLocalhost: 'no',
  CanonicalizeHostname: 'no',
  BatchMode: 'no',
  NumberOfPasswordPrompts: '1',
  HostbasedAuthentication: 'no',
  AddKeysToAgent: 'no',
  ForwardAgent: 'no',
  ForwardX11: 'no',
  ClearAllForwardings: 'yes',
  Tunnel: 'no',
  PermitLocalCommand: 'no',
  RemoteCommand: 'none',
  RequestTTY: 'no',
  ConnectionAttempts: '1',
  ConnectTimeout: 'none',
  TCPKeepAlive: 'yes',
};

/** What a configuration may say where the release has it read, and nothing else does. */
const ALONE: Options = {
  GSSAPIAuthentication: 'no',
  ProxyCommand: 'none',
  MACs: `-${OUTDATED.hmac.join(',')}`,
};

function ofHost({ host, limits, socket, knownHosts, hostKeyAlgorithms, way }: CommandLine): Options {
  return {
    ControlPath: escaped(socket),
    HostName: escaped(host.address),
    HostKeyAlias: host.address,
    KnownHostsCommand: `/bin/sh ${escaped(knownHosts.script)} ${escaped(knownHosts.files)} %I %t %K %f`,
    HostKeyAlgorithms: hostKeyAlgorithms.join(','),
    ServerAliveInterval: String(keepaliveSeconds(limits)),
    ServerAliveCountMax: String(limits.keepaliveCount),
    ...(way === null ? {} : { ProxyCommand: way }),
    ...(host.ssh === 'legacy' ? LEGACY : {}),
  };
}

/** OpenSSH counts in whole seconds. */
export function keepaliveSeconds({ keepaliveMs }: Pick<SshLimits, 'keepaliveMs'>): number {
  return Math.max(1, Math.ceil(keepaliveMs / 1000));
}

const LEGACY: Options = {
  KexAlgorithms: `+${OUTDATED.kex.join(',')}`,
  Ciphers: `+${OUTDATED.cipher.join(',')}`,
  MACs: `+${OUTDATED.hmac.join(',')}`,
  PubkeyAcceptedAlgorithms: `+${OUTDATED.serverHostKey.join(',')}`,
};

/** The way over a jump host, by the connection to it that is open: no other login, and no other key is believed. */
export function wayThrough(program: string, socket: string, { address, port }: Host): string {
  // Without that connection it is not to try one of its own.
  const alone = ['-oControlMaster=no', '-oProxyCommand=false'];
  const words = [program, '-F', 'none', ...alone, '-S', socket, '-W', `[${address}]:${port}`, '--', 'jump'];
  return words.map((word) => escaped(quoted(word))).join(' ');
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** `%` begins what ssh puts in. */
function escaped(value: string): string {
  return value.replaceAll('%', '%%');
}
