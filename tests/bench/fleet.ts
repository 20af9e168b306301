/** Hosts to measure on: real sshd on loopback addresses, and what OpenSSH's own client needs to reach them. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '#core/release/model.ts';
import { type Sshd, startManyHosts, userKey } from '#support/sshd.ts';

export interface Fleet {
  readonly hosts: readonly Host[];
  /** Of the user that may log in. */
  readonly keyPath: string;
  /** For `ssh -F`: every host by its name, with its pinned key. */
  readonly sshConfig: string;
  readonly servers: readonly Sshd[];
  /** For whatever a measurement leaves behind; removed with the hosts. */
  readonly folder: string;
  /** The folder that is $HOME on a host. */
  homeOf(host: Host): string;
}

/**
 * Leaves the hosts one processor of this machine, as far as Linux is told: what is measured beside them then has others to
 * itself, as it has where hosts are other machines.
 */
export function confine({ servers }: Fleet): void {
  if (platform() !== 'linux' || cpus().length < 2) return;
  for (const { pid } of servers)
    execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', '0', `${pid}`]);
}

/** Starts the hosts, lets them be measured, and removes every trace of them. */
export async function withFleet<T>(count: number, use: (fleet: Fleet) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'holdpoint-bench-'));
  const { key: keyPath } = await userKey();
  const many = await startManyHosts(count, { config: ['Subsystem sftp internal-sftp'] });
  try {
    const hostKey = await readFile(`${many.servers[0]?.hostKeyPath}.pub`, 'utf8');
    const sshConfig = await writeSshConfig({ folder, keyPath, hosts: many.hosts, hostKey });
    return await use({
      hosts: many.hosts,
      servers: many.servers,
      keyPath,
      sshConfig,
      folder,
      homeOf: (host) => many.dirOf(host),
    });
  } finally {
    await many.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeSshConfig(parts: {
  folder: string;
  keyPath: string;
  hosts: readonly Host[];
  hostKey: string;
}): Promise<string> {
  const { folder, keyPath, hosts, hostKey } = parts;
  const knownHosts = join(folder, 'known_hosts');
  await writeFile(
    knownHosts,
    hosts.map(({ address, port }) => `[${address}]:${port} ${hostKey.trim()}\n`).join(''),
  );
  const each = hosts.map(({ name, address, port }) => `Host ${name}\n  HostName ${address}\n  Port ${port}`);
  const all = [
    'Host *',
    `User ${hosts[0]?.user}`,
    `IdentityFile ${keyPath}`,
    'IdentitiesOnly yes',
    'IdentityAgent none',
    'BatchMode yes',
    'StrictHostKeyChecking yes',
    `UserKnownHostsFile ${knownHosts}`,
    'GlobalKnownHostsFile /dev/null',
    'LogLevel ERROR',
  ];
  const path = join(folder, 'ssh_config');
  await writeFile(path, `${[...each, ...all].join('\n')}\n`);
  return path;
}
