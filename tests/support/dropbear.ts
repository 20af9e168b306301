/** A real dropbear server on loopback, whose user has a home of its own: dropbear finds both keys and home by /etc/passwd. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort, publicKeyOf, userKey } from './sshd.ts';

/** Why it cannot be had here; null where it can. */
export function whyNoDropbear(): string | null {
  try {
    execFileSync('unshare', ['-m', 'test', '-x', '/usr/sbin/dropbear'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'needs dropbear-bin and the right to make mount namespaces';
  }
}

const BUSYBOX = '/usr/bin/busybox';

/** A folder for the place of /usr/bin, in which busybox is every program. */
function busyboxFolder(base: string): string {
  const bin = join(base, 'bin');
  mkdirSync(bin);
  copyFileSync(BUSYBOX, join(bin, 'busybox'));
  const names = execFileSync(BUSYBOX, ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  for (const name of names) if (name !== 'busybox') symlinkSync('busybox', join(bin, name));
  return bin;
}

export type Dropbear = Awaited<ReturnType<typeof startDropbear>>;

/** `busybox`: it is the whole of the host's programs, as on a small appliance. */
export async function startDropbear({
  name,
  busybox = false,
}: {
  readonly name: string;
  readonly busybox?: boolean;
}) {
  const base = await mkdtemp(join(tmpdir(), `holdpoint-dropbear-${name}-`));
  const dir = join(base, 'home');
  await mkdir(join(dir, '.ssh'), { recursive: true, mode: 0o700 });
  await writeFile(join(dir, '.ssh/authorized_keys'), `${publicKeyOf((await userKey()).key)}\n`, {
    mode: 0o600,
  });
  const key = join(base, 'host_key');
  const made = execFileSync('dropbearkey', ['-t', 'ed25519', '-f', key], { encoding: 'utf8', stdio: 'pipe' });
  await writeFile(`${key}.pub`, made.split('\n').find((line) => line.startsWith('ssh-')) ?? '');
  const print = execFileSync('ssh-keygen', ['-lf', `${key}.pub`], { encoding: 'utf8' });
  const { username, uid, gid } = userInfo();
  const others = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .filter((l) => !l.startsWith(`${username}:`));
  await writeFile(
    join(base, 'passwd'),
    [`${username}:x:${uid}:${gid}::${dir}:/bin/sh`, ...others].join('\n'),
  );
  const mounts = `mount --bind "$1" /etc/passwd && { [ -z "$2" ] || mount --bind "$2" /usr/bin; } && shift 2 && exec "$@"`;
  const port = await freePort();
  const server = [
    '/usr/sbin/dropbear',
    '-F',
    '-E',
    '-e',
    '-r',
    key,
    '-p',
    `127.0.0.1:${port}`,
    '-P',
    join(base, 'pid'),
  ];
  const words = [
    '-m',
    'sh',
    '-c',
    mounts,
    'sh',
    join(base, 'passwd'),
    busybox ? busyboxFolder(base) : '',
    ...server,
  ];
  const env = { ...process.env, HOLDPOINT_HOST_DIR: dir, HOLDPOINT_HOST: name };
  const child = spawn('unshare', words, { stdio: ['ignore', 'ignore', 'pipe'], env });
  const [said] = (await once(child.stderr, 'data')) as [Buffer];
  if (!said.includes('Not backgrounding')) throw new Error(`dropbear did not start: ${said}`);
  child.stderr.resume();
  return {
    name,
    address: '127.0.0.1',
    port,
    user: username,
    dir,
    fingerprint: print.split(' ')[1] ?? '',
    async stop() {
      child.kill('SIGKILL');
      await once(child, 'exit');
      await rm(base, { recursive: true, force: true });
    },
  };
}
