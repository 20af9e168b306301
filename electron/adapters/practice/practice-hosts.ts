import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2, { type ParsedKey } from 'ssh2';
import { createPosixShell } from './posix-shell.ts';
import { type PracticeServer, startPracticeServer } from './practice-server.ts';
import type { PracticeShell } from './shell.ts';

export interface PracticeOptions {
  /** Names of the hosts, in inventory order: letters, digits and dashes. */
  readonly names: readonly string[];
  /** A folder of this program's own; each host gets a private folder in it. */
  readonly dir: string;
  /** A folder with one folder per host name, whose files each host starts with. */
  readonly seed?: string;
  /** `real` is /bin/sh; `emulated` needs none and is the default on Windows. */
  readonly shell?: 'real' | 'emulated';
  /** Keep folders, keys and ports of the last start, so that a run interrupted can be resumed. */
  readonly keep?: boolean;
}

export interface PracticeHost {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** `SHA256:…`, for the environment's host_keys. */
  readonly hostKeys: readonly string[];
  /** The host's folder: its home, where everything its commands do can be seen. */
  readonly dir: string;
}

export interface PracticeHosts {
  readonly hosts: readonly PracticeHost[];
  /** The key file that lets into every practice host and nowhere else. */
  readonly privateKeyPath: string;
  stop(): Promise<void>;
}

/** What cannot be rehearsed on practice hosts of this platform, in sentences; null where they are as hosts are. */
export function practiceLimits(platform: NodeJS.Platform = process.platform): string | null {
  return shellOf(platform) === 'real' ? null : EMULATED;
}

const EMULATED =
  'On Windows practice hosts have no shell of their own, but an emulation. Steps run attached there: what a run does after a crash or a lost connection cannot be rehearsed, nor can background processes or sudo. To rehearse them, use Linux, macOS, or a Linux machine of your own as a host.';

function shellOf(platform: NodeJS.Platform): 'real' | 'emulated' {
  return platform === 'win32' ? 'emulated' : 'real';
}

/**
 * Starts SSH servers inside this program, on loopback and on request only, so that a release can be tried where no
 * host is at hand. Host keys and the login key are made afresh.
 */
export async function startPracticeHosts(options: PracticeOptions): Promise<PracticeHosts> {
  const wrong = options.names.find((name) => !/^[a-z][a-z0-9-]*$/.test(name));
  if (wrong !== undefined) throw new Error(`"${wrong}" is not a name for a practice host`);
  if (options.keep !== true) await rm(options.dir, { recursive: true, force: true, maxRetries: 5 });
  await mkdir(options.dir, { recursive: true, mode: 0o700 });
  const privateKeyPath = join(options.dir, 'practice_key');
  const clientKey = parse(await keptOrNew(privateKeyPath, generateKey));
  const ports = new Set<number>();
  const started: { host: PracticeHost; server: PracticeServer }[] = [];
  for (const name of options.names) {
    const one = await startOne(name, { options, clientKey, ports });
    started.push(one);
  }
  return {
    hosts: started.map(({ host }) => host),
    privateKeyPath,
    stop: async () => {
      await Promise.all(started.map(({ server }) => server.stop()));
    },
  };
}

async function startOne(
  name: string,
  from: { options: PracticeOptions; clientKey: ParsedKey; ports: Set<number> },
): Promise<{ host: PracticeHost; server: PracticeServer }> {
  const { options, clientKey, ports } = from;
  const dir = join(options.dir, name);
  if ((await mkdir(dir, { recursive: true, mode: 0o700 })) !== undefined && options.seed !== undefined) {
    await plant(join(options.seed, name), dir);
  }
  const hostKey = await keptOrNew(join(options.dir, `${name}.host_key`), generateKey);
  const portPath = join(options.dir, `${name}.port`);
  const port = Number(await keptOrNew(portPath, () => '0'));
  const emulated = (options.shell ?? shellOf(process.platform)) === 'emulated';
  const shell = emulated ? await emulatedShell(name, dir) : createPosixShell(name, dir);
  const server = await startPracticeServer({
    hostKey,
    clientKey,
    shell,
    port,
    mayForward: (each) => ports.has(each),
  });
  ports.add(server.port);
  await writeFile(portPath, String(server.port));
  const hostKeys = [fingerprintOf(parse(hostKey))];
  return { host: { name, address: '127.0.0.1', port: server.port, user: 'practice', hostKeys, dir }, server };
}

/** Loaded only where it is used: it is large. */
async function emulatedShell(name: string, dir: string): Promise<PracticeShell> {
  const { createEmulatedShell } = await import('./emulated-shell.ts');
  return createEmulatedShell(name, dir);
}

/** Reads a file of an earlier start, or writes it anew, readable for this user only. */
async function keptOrNew(path: string, make: () => string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    const text = make();
    await writeFile(path, text, { mode: 0o600 });
    return text;
  }
}

/** About one key in 400 that the library makes is one it cannot read itself, so each is tried. */
function generateKey(): string {
  for (;;) {
    const text = ssh2.utils.generateKeyPairSync('ed25519').private;
    if (!(ssh2.utils.parseKey(text) instanceof Error)) return text;
  }
}

function parse(text: string): ParsedKey {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw key;
  const [first] = [key].flat();
  if (first === undefined) throw new Error('the key file is empty');
  return first;
}

function fingerprintOf(key: ParsedKey): string {
  return `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
}

/** Copies by reading and writing, which also works out of a packed program. */
async function plant(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      await mkdir(target, { recursive: true, mode: 0o700 });
      await plant(source, target);
    } else {
      await writeFile(target, await readFile(source));
      await chmod(target, 0o700);
    }
  }
}
