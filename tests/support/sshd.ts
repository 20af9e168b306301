/** Real OpenSSH servers on loopback, each with its own keys, configuration and folder. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Host } from '#core/release/model.ts';

const run = promisify(execFile);

export interface SshdOptions {
  readonly name?: string;
  readonly address?: string;
  /** A free one unless told. */
  readonly port?: number;
  /** Further addresses the same server listens on, with the same port and key. */
  readonly moreAddresses?: readonly string[];
  /** A private host key to use instead of a fresh one. */
  readonly hostKey?: string;
  readonly hostKeyType?: 'ed25519' | 'rsa' | 'ecdsa';
  /** Further lines of sshd_config, such as `MaxSessions 2`. */
  readonly config?: readonly string[];
  /** Further variables that its commands see. */
  readonly env?: Readonly<Record<string, string>>;
  /** Other users of this machine log in as well, with their own homes; see `makeUser`. */
  readonly forUsers?: boolean;
  /** `Match` blocks, which come last. */
  readonly matches?: readonly string[];
  /** Public keys that may log in. Default: the shared test user's key. */
  readonly authorizedKeys?: readonly string[];
  /** Where it runs when that is another network: the words that lead there, and the address it has there. */
  readonly side?: { readonly enter: readonly string[]; readonly address: string };
  /** The host has a boot id of its own, so that it can be rebooted. Needs `canReboot()`. */
  readonly bootable?: boolean;
}

const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** Whether this machine lets a test give a host a boot id of its own. */
export function canReboot(): boolean {
  try {
    execFileSync('unshare', ['-m', 'mount', '--bind', '/etc/hostname', BOOT_ID], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export interface Sshd {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** The folder that commands see as $HOME and $HOLDPOINT_HOST_DIR; they start in the user's real home all the same. */
  readonly dir: string;
  readonly hostKeyPath: string;
  /** `ssh-ed25519 AAAA…` */
  readonly publicKey: string;
  readonly fingerprint: string;
  readonly pid: number;
  /** Pids of the processes that serve connections now. */
  sessions(): number[];
  /** `kill -9` of every session; the server itself lives on. */
  killSessions(): number;
  /** SIGSTOP of every session: the link stays open and answers nothing. */
  freezeSessions(): number;
  thawSessions(): void;
  /** Kills everything on a bootable host at once; it stays down until `boot`. */
  crash(): void;
  /** Starts it again, with another boot id. */
  boot(): Promise<void>;
  /** Everything sshd logged so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Where sshd is on this machine, or null. */
function findSshd(): string | null {
  return (
    ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/opt/homebrew/sbin/sshd'].find((path) => existsSync(path)) ??
    null
  );
}

/** Makes a key pair with ssh-keygen and returns the private key's path; the public one is beside it. */
export async function generateKey(
  dir: string,
  name: string,
  args: readonly string[] = ['-t', 'ed25519'],
): Promise<string> {
  const path = join(dir, name);
  const passphrase = args.includes('-N') ? [] : ['-N', ''];
  await run('ssh-keygen', ['-q', ...args, ...passphrase, '-C', name, '-f', path]);
  return path;
}

/** Options of an ed25519 key under a passphrase, in a cipher that Holdpoint reads. */
export function underPassphrase(passphrase: string): readonly string[] {
  return ['-t', 'ed25519', '-N', passphrase, '-Z', 'aes256-ctr'];
}

export function publicKeyOf(privateKeyPath: string): string {
  return readFileSync(`${privateKeyPath}.pub`, 'utf8').split(' ').slice(0, 2).join(' ').trim();
}

export async function freePort(address = '127.0.0.1'): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  return bound.port;
}

let shared: Promise<{ key: string }> | null = null;

/** The test user's key. It is kept between runs and shared by processes; only servers of tests let it in. */
export function userKey(): Promise<{ key: string }> {
  shared ??= makeUserKey();
  return shared;
}

async function makeUserKey(): Promise<{ key: string }> {
  const place = join(tmpdir(), `holdpoint-test-user-${userInfo().username}`);
  const fresh = await mkdtemp(join(tmpdir(), 'holdpoint-user-'));
  await generateKey(fresh, 'id_ed25519');
  // Whoever comes first places the whole folder at once; the others take what is there.
  await rename(fresh, place).catch(() => rm(fresh, { recursive: true, force: true }));
  if (process.getuid !== undefined && (await stat(place)).uid !== process.getuid()) {
    throw new Error(`${place} belongs to somebody else`);
  }
  return { key: join(place, 'id_ed25519') };
}

/** sshd reads the keys as the user who logs in, and the user's commands write to the host's folder. */
async function openToUsers(base: string): Promise<void> {
  await chmod(base, 0o755);
  await chmod(join(base, 'authorized_keys'), 0o644);
  await chmod(join(base, 'home'), 0o777);
}

/** Starts one sshd and waits until it listens. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const binary = findSshd();
  if (binary === null) throw new Error('sshd is not installed: apt-get install -y openssh-server');
  const name = options.name ?? 'host';
  const address = options.side?.address ?? options.address ?? '127.0.0.1';
  const port = options.port ?? (await freePort(options.side ? '127.0.0.1' : address));
  const base = await mkdtemp(join(tmpdir(), `holdpoint-sshd-${name}-`));
  const dir = join(base, 'home');
  await mkdir(dir);
  const hostKeyPath =
    options.hostKey ?? (await generateKey(base, 'host_key', keyArgs(options.hostKeyType ?? 'ed25519')));
  const authorized = options.authorizedKeys ?? [publicKeyOf((await userKey()).key)];
  await writeFile(join(base, 'authorized_keys'), `${authorized.join('\n')}\n`, { mode: 0o600 });
  if (options.forUsers) await openToUsers(base);
  const config = configText({ ...options, base, dir, address, port, hostKeyPath });
  await writeFile(join(base, 'sshd_config'), config);
  await ensurePrivilegeSeparationFolder();
  const words = [binary, '-D', '-f', join(base, 'sshd_config'), '-E', join(base, 'log')];
  const readLog = (): string =>
    existsSync(join(base, 'log')) ? readFileSync(join(base, 'log'), 'utf8') : '';
  const bootIdFile = options.bootable ? join(base, 'boot_id') : null;
  const launch = async (): Promise<ChildProcess> => {
    if (bootIdFile !== null) await writeFile(bootIdFile, `${randomUUID()}\n`);
    const around = bootIdFile === null ? [] : [...WITH_BOOT_ID, bootIdFile];
    const [command = binary, ...rest] = [...(options.side?.enter ?? []), ...around, ...words];
    const started = spawn(command, rest, { stdio: 'ignore' });
    const alive = (): boolean => started.exitCode === null;
    await untilListening({ address, port, alive, readLog, isElsewhere: options.side !== undefined });
    return started;
  };
  let child = await launch();
  const killAtExit = (): boolean => child.kill('SIGKILL');
  process.setMaxListeners(0).once('exit', killAtExit);
  const pidOf = (): number => child.pid ?? 0;
  return {
    name,
    address,
    port,
    user: userInfo().username,
    dir,
    hostKeyPath,
    publicKey: publicKeyOf(hostKeyPath),
    fingerprint: fingerprint(hostKeyPath),
    get pid() {
      return pidOf();
    },
    sessions: () => sessionsOf(pidOf()),
    killSessions: () => signalAll(sessionsOf(pidOf()), 'SIGKILL'),
    freezeSessions: () => signalAll(sessionsOf(pidOf()), 'SIGSTOP'),
    thawSessions: () => void signalAll(sessionsOf(pidOf()), 'SIGCONT'),
    crash: () => void signalAll(inNamespaceOf(pidOf()), 'SIGKILL'),
    boot: async () => {
      await exitOf(child);
      child = await launch();
    },
    log: readLog,
    stop: async () => {
      signalAll(sessionsOf(pidOf()), 'SIGKILL');
      child.kill('SIGKILL');
      await exitOf(child);
      process.removeListener('exit', killAtExit);
      await rm(base, { recursive: true, force: true });
    },
  };
}

async function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Starts what follows with a file in the place of the boot id, where only it and its children see it. */
const WITH_BOOT_ID = [
  'unshare',
  '-m',
  'sh',
  '-c',
  `mount --bind "$1" ${BOOT_ID} && shift && exec "$@"`,
  'sh',
] as const;

/** Everything that shares the mounts of a bootable host: the host, as far as processes go. */
function inNamespaceOf(pid: number): number[] {
  const namespaceOf = (of: number | string): string | null => {
    try {
      return readlinkSync(`/proc/${of}/ns/mnt`);
    } catch {
      return null;
    }
  };
  const own = namespaceOf(pid);
  if (own === null || own === namespaceOf('self')) throw new Error('only a bootable host can crash');
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((name) => namespaceOf(name) === own).map(Number);
}

export interface ManyHosts {
  readonly hosts: Host[];
  readonly servers: readonly Sshd[];
  /** The folder of one host, which is $HOME there. */
  dirOf(host: Host): string;
  stop(): Promise<void>;
}

/** OpenSSH listens on 16 addresses at most. */
const ADDRESSES_PER_SERVER = 15;

/** Many hosts, each with an address and a home of its own, served by a few processes on one port each. */
export async function startManyHosts(count: number, options: SshdOptions = {}): Promise<ManyHosts> {
  const { key } = await userKey();
  const homes = await mkdtemp(join(tmpdir(), 'holdpoint-many-'));
  const hostKey = options.hostKey ?? (await generateKey(homes, 'host_key'));
  const addresses = Array.from(
    { length: count },
    (_, index) => `127.77.${Math.floor(index / 250)}.${(index % 250) + 1}`,
  );
  await Promise.all(addresses.map((address) => mkdir(join(homes, address))));
  const groups = Array.from({ length: Math.ceil(count / ADDRESSES_PER_SERVER) }, (_, index) =>
    addresses.slice(index * ADDRESSES_PER_SERVER, (index + 1) * ADDRESSES_PER_SERVER),
  );
  const base = { authorizedKeys: [publicKeyOf(key)], ...options, hostKey };
  const servers = await Promise.all(groups.map((group) => startGroup(group, { base, homes })));
  const hosts = addresses.map((address, index) => {
    const server = servers[Math.floor(index / ADDRESSES_PER_SERVER)];
    if (server === undefined) throw new Error('no server');
    return hostOf(server, { name: `host-${index + 1}` as Host['name'], address });
  });
  return {
    hosts,
    servers,
    dirOf: (host) => join(homes, host.address),
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
      await rm(homes, { recursive: true, force: true });
    },
  };
}

function startGroup(group: readonly string[], from: { base: SshdOptions; homes: string }): Promise<Sshd> {
  const [address = '127.0.0.1', ...moreAddresses] = group;
  const perHost = group.flatMap((each) => {
    const home = join(from.homes, each);
    return [
      `Match LocalAddress ${each}`,
      `SetEnv HOME=${home} HOLDPOINT_HOST_DIR=${home} HOLDPOINT_HOST=${each}`,
    ];
  });
  const config = ['MaxStartups 1000', ...(from.base.config ?? [])];
  return startSshd({ ...from.base, address, moreAddresses, config, matches: perHost });
}

/** The release's view of a test server. Its key is pinned unless told otherwise. */
export function hostOf(
  sshd: Pick<Sshd, 'name' | 'address' | 'port' | 'user' | 'fingerprint'>,
  changes: Partial<Host> = {},
): Host {
  return {
    name: sshd.name as Host['name'],
    address: sshd.address,
    port: sshd.port,
    user: sshd.user,
    credential: null,
    via: null,
    tags: [],
    vars: {},
    hostKeys: [sshd.fingerprint],
    is: {},
    ...changes,
  };
}

function keyArgs(type: 'ed25519' | 'rsa' | 'ecdsa'): string[] {
  return type === 'rsa' ? ['-t', 'rsa', '-b', '2048'] : ['-t', type];
}

function configText(
  setup: SshdOptions & { base: string; dir: string; address: string; port: number; hostKeyPath: string },
): string {
  const { base, dir, address, port, hostKeyPath } = setup;
  const own = setup.config ?? [];
  const more = Object.entries(setup.env ?? {}).map(([name, value]) => ` ${name}=${value}`);
  const listen = [address, ...(setup.moreAddresses ?? [])].map((each) => `ListenAddress ${each}:${port}`);
  return [
    ...own,
    ...listen,
    `HostKey ${hostKeyPath}`,
    `AuthorizedKeysFile ${join(base, 'authorized_keys')}`,
    `PidFile ${join(base, 'pid')}`,
    `SetEnv ${setup.forUsers ? '' : `HOME=${dir} `}HOLDPOINT_HOST_DIR=${dir} HOLDPOINT_HOST=${setup.name ?? 'host'}${more.join('')}`,
    'LogLevel VERBOSE',
    'StrictModes no',
    'UsePAM no',
    'UseDNS no',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PrintMotd no',
    ...(setup.matches ?? []),
    '',
  ].join('\n');
}

async function ensurePrivilegeSeparationFolder(): Promise<void> {
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
}

async function untilListening(server: {
  address: string;
  port: number;
  alive: () => boolean;
  readLog: () => string;
  /** In another network: only its log can be seen. */
  isElsewhere: boolean;
}): Promise<void> {
  const { address, port, readLog, isElsewhere } = server;
  while (server.alive()) {
    if (isElsewhere ? readLog().includes('Server listening') : await answers(address, port)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`sshd did not start:\n${server.readLog()}`);
}

function answers(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function fingerprint(hostKeyPath: string): string {
  return (
    execFileSync('ssh-keygen', ['-l', '-f', `${hostKeyPath}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? ''
  );
}

/** Children and grandchildren that are sshd: with privilege separation a connection is served by two. */
function sessionsOf(pid: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,comm='], { encoding: 'utf8' });
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  const childrenOf = (parent: number): number[] =>
    rows
      .filter(([, ppid, comm]) => Number(ppid) === parent && (comm ?? '').includes('sshd'))
      .map(([child]) => Number(child));
  const direct = childrenOf(pid);
  return [...direct, ...direct.flatMap(childrenOf)];
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): number {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
  return pids.length;
}
