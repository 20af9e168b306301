/** The same work done with OpenSSH's own client. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fleet } from './fleet.ts';
import { run } from './programs.ts';

/** OpenSSH's default costs 60 ms a connection; this is what Holdpoint offers first, too. */
export const SAME_EXCHANGE = ['-o', 'KexAlgorithms=curve25519-sha256'];

export interface Everywhere {
  readonly fleet: Fleet;
  readonly atOnce: number;
  readonly options?: readonly string[];
}

/** A command on every host, each by an `ssh` of its own. */
export function onEveryHost(
  { fleet, atOnce, options = SAME_EXCHANGE }: Everywhere,
  command: string,
): Promise<number> {
  const ssh = ['ssh', '-n', '-F', fleet.sshConfig, ...options];
  const stdin = `${fleet.hosts.map((host) => host.name).join('\n')}\n`;
  return run('xargs', [`-P${atOnce}`, '-I{}', ...ssh, '{}', command], { stdin });
}

/** Opens a master connection to every host, and ends them all afterwards. */
export async function withMasters<T>(
  fleet: Fleet,
  use: (options: readonly string[]) => Promise<T>,
): Promise<T> {
  const sockets = await mkdtemp(join(tmpdir(), 'hp-cm-'));
  const options = [
    '-o',
    'ControlMaster=auto',
    '-o',
    `ControlPath=${sockets}/%n`,
    '-o',
    'ControlPersist=120',
    ...SAME_EXCHANGE,
  ];
  const everywhere = { fleet, atOnce: 20, options };
  try {
    await onEveryHost(everywhere, 'true');
    return await use(options);
  } finally {
    await onEveryHost({ ...everywhere, options: [...options, '-O', 'exit'] }, '').catch(() => undefined);
    await rm(sockets, { recursive: true, force: true });
  }
}
