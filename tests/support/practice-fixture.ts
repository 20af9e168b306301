/** Practice hosts in tests: started in a folder of their own, reached over the real transport. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type PracticeHost,
  type PracticeHosts,
  type PracticeOptions,
  startPracticeHosts,
} from '#adapters/practice/practice-hosts.ts';
import type { SshTransport } from '#adapters/ssh/transport.ts';
import type { Host } from '#core/release/model.ts';
import { openTransport } from './ssh-fixture.ts';

export const SAMPLES = fileURLToPath(new URL('../../resources/samples', import.meta.url));
export const SEED = join(SAMPLES, 'practice-hosts');

export interface Practice {
  readonly running: PracticeHosts;
  readonly dir: string;
  /** The hosts as a release has them; all but `gate` are reached through it when it is there. */
  readonly hosts: readonly Host[];
  host(name: string): Host;
  readonly transport: SshTransport;
  stop(): Promise<void>;
}

export async function startPractice(
  options: Omit<PracticeOptions, 'dir'> & { dir?: string },
): Promise<Practice> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'holdpoint-practice-')));
  const running = await startPracticeHosts({ ...options, dir });
  const gate = options.names.includes('gate') ? ('gate' as Host['name']) : null;
  const hosts = running.hosts.map((host) => asHost(host, gate));
  const credentials = { practice: { kind: 'key', path: running.privateKeyPath } as const };
  const transport = await openTransport({ credentials });
  return {
    running,
    dir,
    hosts,
    host: (name) => hosts.find((host) => host.name === name)!,
    transport,
    stop: async () => {
      await transport.close();
      await running.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function asHost(host: PracticeHost, gate: Host['name'] | null): Host {
  return {
    name: host.name as Host['name'],
    address: host.address,
    port: host.port,
    user: host.user,
    credential: 'practice',
    via: host.name === gate ? null : gate,
    tags: [],
    vars: {},
    hostKeys: host.hostKeys,
    is: {},
  };
}

/** Every file under a folder with its text, by its path. */
export function snapshot(dir: string): Record<string, string> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    paths.map((path) => [path.slice(dir.length + 1).replaceAll('\\', '/'), readFileSync(path, 'latin1')]),
  );
}
