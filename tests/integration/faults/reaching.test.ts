import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Desk,
  inventory,
  journalOf,
  noted,
  openDesk,
  releaseOf,
  statesOf,
} from '#support/cli-fixture.ts';
import {
  type DeafListener,
  startFullListener,
  startLateListener,
  startSilentListener,
} from '#support/deaf-listeners.ts';
import { testNeeding, whyNoNetworks } from '#support/environment.ts';
import { openFarNetwork } from '#support/far-network.ts';
import { type ManyHosts, startManyHosts, startSshd } from '#support/sshd.ts';

/** It takes connections and says nothing. */
let silent: DeafListener;
/** It drops what comes. */
let full: DeafListener;
let many: ManyHosts;

beforeAll(async () => {
  [silent, full, many] = await Promise.all([startSilentListener(), startFullListener(), startManyHosts(34)]);
});
afterAll(async () => {
  await Promise.all([silent.close(), full.close(), many.stop()]);
});

const fingerprint = 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU';
const host = (name: string, port: number, address = '127.0.0.1') => ({
  name,
  address,
  port,
  user: 'operator',
  fingerprint,
});

/** Tries to run one step on these hosts, and gives what preflight said, line by line. */
async function refusalOf(hosts: Parameters<typeof inventory>[0], desk: Desk, more: readonly string[] = []) {
  const file = desk.write('reach', releaseOf(inventory(hosts), [noted('work', 'all')]));
  const { exit, stdout, stderr } = await desk.run(file, ['--json', ...more]);
  const run = JSON.parse(stdout);
  expect(exit).toBe(4);
  expect(run).toMatchObject({ state: 'stopped', reason: 'Preflight found problems' });
  expect(statesOf(run)).toEqual(hosts.map((each) => `work@${each.name} waiting`));
  // Many names stand for one machine here, which is told besides.
  const lines = stderr
    .trim()
    .split('\n')
    .filter((line) => !line.includes(' are one machine: '));
  return { run: run.run as string, lines };
}

describe.concurrent('a host that cannot be reached', () => {
  it('row 14: because its port says nothing is told from one that does not answer', async ({
    onTestFinished,
  }) => {
    const desk = openDesk();
    onTestFinished(desk.close);
    const { lines } = await refusalOf([host('mute', silent.port)], desk, ['--connect-timeout', '3s']);
    expect(lines).toEqual([
      `error: no-greeting: mute (127.0.0.1:${silent.port}): the port answered, but no SSH greeting came in 3 s. Check that the port is sshd's, and the load there; a slow host may need more time: --connect-timeout`,
    ]);
  });

  it('row 14: that takes 12 s, as a slow host may for its greeting, is waited for', async ({
    onTestFinished,
  }) => {
    const desk = openDesk();
    const target = await startSshd({ name: 'slow' });
    const late = await startLateListener(target, 12_000);
    onTestFinished(async () => {
      await late.close();
      await target.stop();
      desk.close();
    });
    const slow = { ...target, port: late.port };
    const file = desk.write('slow', releaseOf(inventory([slow]), [noted('work', 'all')]));
    const { exit, stderr } = await desk.run(file, ['--json']);
    expect([exit, stderr]).toEqual([0, '']);
    expect(journalOf(target)).toEqual(['did work']);
  });

  it('row 16: is said to be down, shut or without a name, each with what to do', async ({
    onTestFinished,
  }) => {
    const desk = openDesk();
    onTestFinished(desk.close);
    const hosts = [host('down', full.port), host('shut', 1), host('nameless', 22, 'web1.invalid')];
    const { lines } = await refusalOf(hosts, desk);
    expect(lines).toEqual([
      `error: timeout: down (127.0.0.1:${full.port}): nothing answered in 10 s. Check that the host is up and no firewall drops the connection`,
      'error: refused: shut (127.0.0.1:1): the connection was refused. Check the port and that sshd is running there',
      'error: name-not-found: nameless (web1.invalid:22): the name could not be resolved. Check the address, or the name service of this workstation',
    ]);
  });

  testNeeding(whyNoNetworks())('row 16: is said to have no route, with what to do', async () => {
    const network = await openFarNetwork();
    const inside = openDesk({ enter: network.near.enter });
    try {
      const hosts = [host('absent', 22, '10.9.8.77'), host('elsewhere', 22, '10.77.0.1')];
      const { lines } = await refusalOf(hosts, inside);
      expect(lines).toEqual([
        'error: no-route: absent (10.9.8.77:22): there is no route to the host. Check the network, the VPN, or whether it needs a jump host (via). The same on: elsewhere',
      ]);
    } finally {
      inside.close();
      await network.close();
    }
  });

  it('row 17: is one of six dead among forty: they are named, the others are fit, and nothing runs', async ({
    onTestFinished,
  }) => {
    const desk = openDesk();
    onTestFinished(desk.close);
    const dead = [
      host('down-1', full.port),
      host('down-2', full.port),
      host('mute-1', silent.port),
      host('mute-2', silent.port),
      host('shut-1', 1),
      host('shut-2', 2),
    ];
    const [{ fingerprint: key = '' } = {}] = many.servers;
    const alive = many.hosts.map(({ name, address, port, user }) => ({
      ...{ name, address, port, user: user ?? '', fingerprint: key },
    }));
    const { run, lines } = await refusalOf([...alive, ...dead], desk, ['--connect-timeout', '5s']);
    expect(lines.map((line) => /^error: (\S+): (\S+) .* The same on: (.*)$/.exec(line)?.slice(1))).toEqual([
      ['timeout', 'down-1', 'down-2'],
      ['no-greeting', 'mute-1', 'mute-2'],
      ['refused', 'shut-1', 'shut-2'],
    ]);
    const found = (await desk.events(run)).flatMap((event) =>
      event.type === 'preflightFinished' ? event.data.hosts : [],
    );
    const fit = found.filter(({ problems }) => problems.length === 0).map((each) => each.host);
    expect(fit).toEqual(alive.map(({ name }) => name));
    expect(many.hosts.flatMap((each) => journalOf({ dir: many.dirOf(each) }))).toEqual([]);
  });
});
