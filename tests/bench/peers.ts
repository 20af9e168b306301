/** Other tools that run a command on many hosts, as far as they are installed: Debian has a package of each. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Fleet } from './fleet.ts';
import { SAME_EXCHANGE } from './open-ssh.ts';
import { isInstalled, run } from './programs.ts';

export interface Peer {
  readonly name: string;
  readonly program: string;
  /** The command on every host of the fleet, so many at once. Milliseconds. */
  once(fleet: Fleet, atOnce: number, command: string): Promise<number>;
}

const PEERS: readonly Peer[] = [
  {
    name: 'pdsh',
    program: 'pdsh',
    once: (fleet, atOnce, command) =>
      run('env', [
        `PDSH_SSH_ARGS_APPEND=${sshOptions(fleet)}`,
        ...['pdsh', '-S', '-R', 'ssh', '-f', `${atOnce}`, '-w', namesOf(fleet).join(','), command],
      ]),
  },
  {
    name: 'clush',
    program: 'clush',
    once: (fleet, atOnce, command) =>
      run('clush', [
        ...['-q', '-S', '-f', `${atOnce}`, '-o', sshOptions(fleet), '-w', namesOf(fleet).join(','), command],
      ]),
  },
  {
    name: 'pssh',
    program: 'parallel-ssh',
    once: (fleet, atOnce, command) =>
      run('parallel-ssh', [
        ...['-p', `${atOnce}`, '-t', '0', '-x', sshOptions(fleet), '-H', namesOf(fleet).join(' '), command],
      ]),
  },
];

export function installedPeers(): readonly Peer[] {
  const [found, missing] = [true, false].map((is) =>
    PEERS.filter((peer) => isInstalled(peer.program) === is),
  );
  if (missing?.length) console.log(`not installed: ${missing.map(({ name }) => name).join(', ')}`);
  return found ?? [];
}

/** Ansible as it is tuned: pipelining, connections kept, as many forks as hosts; each step one task of the module `command`. Milliseconds. */
export async function placePlaybook(
  fleet: Fleet,
  { steps, command }: { readonly steps: number; readonly command: string },
): Promise<() => Promise<number>> {
  const playbook = join(fleet.folder, 'playbook.yaml');
  const tasks = Array.from({ length: steps }, () => ({ command, changed_when: false }));
  await writeFile(playbook, stringify([{ hosts: 'all', gather_facts: false, tasks }]));
  const env = [
    'ANSIBLE_PIPELINING=1',
    `ANSIBLE_FORKS=${fleet.hosts.length}`,
    `ANSIBLE_SSH_ARGS=${sshOptions(fleet)} -o ControlMaster=auto -o ControlPersist=60s`,
    'ANSIBLE_PYTHON_INTERPRETER=/usr/bin/python3',
  ];
  const inventory = ['-i', `${namesOf(fleet).join(',')},`];
  return () => run('env', [...env, 'ansible-playbook', ...inventory, playbook]);
}

function namesOf({ hosts }: Fleet): readonly string[] {
  return hosts.map(({ name }) => name);
}

function sshOptions({ sshConfig }: Fleet): string {
  return ['-F', sshConfig, ...SAME_EXCHANGE].join(' ');
}
