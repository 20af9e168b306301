import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import {
  type Desk,
  inventory,
  noted,
  openDesk,
  releaseOf,
  statesOf,
  unitIn,
  until,
} from '#support/cli-fixture.ts';
import { testNeeding, whyNoNetworks } from '#support/environment.ts';
import { type FarNetwork, openFarNetwork } from '#support/far-network.ts';
import { startRelay } from '#support/relay.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const withNetwork = testNeeding(whyNoNetworks());

interface Lab {
  readonly desk: Desk;
  readonly host: Sshd;
  readonly network: FarNetwork;
}

/** A workstation and a host with a link between them; they end with the test. */
async function openLab({ onTestFinished }: TestContext): Promise<Lab> {
  const network = await openFarNetwork();
  const host = await startSshd({ name: 'web1', side: network.far });
  const desk = openDesk({ enter: network.near.enter });
  onTestFinished(async () => {
    await host.stop();
    desk.close();
    await network.close();
  });
  return { desk, host, network };
}

const release = (desk: Desk, host: Sshd, steps: readonly object[]): string =>
  desk.write('link', releaseOf(inventory([host]), steps));

/** A file that is sent there, and output that comes back. */
function bothWays(
  desk: Desk,
  { to, sent, back }: { to: string; sent: number; back: number },
): readonly object[] {
  writeFileSync(join(desk.folder, 'sent.bin'), randomBytes(sent));
  return [
    { id: 'put', title: 'Put', on: 'all', upload: { from: 'sent.bin', to }, nothing_to_undo: 'A file' },
    {
      id: 'say',
      title: 'Say',
      on: 'all',
      run: `head -c ${back} /dev/zero | tr '\\0' x`,
      nothing_to_undo: 'x',
    },
  ];
}

function expectWhole({ desk, host }: { desk: Desk; host: Sshd }, stdout: string, back: number): void {
  const run = JSON.parse(stdout);
  expect(statesOf(run)).toEqual(['put@web1 ok', 'say@web1 ok']);
  expect(run.units.map(({ attempt }: { attempt: number }) => attempt)).toEqual([1, 1]);
  const sha256 = createHash('sha256').update('x'.repeat(back)).digest('hex');
  expect(unitIn(run, 'say', 'web1').stdout).toEqual({ bytes: back, sha256 });
  expect(readFileSync(join(host.dir, 'sent.bin')).equals(readFileSync(join(desk.folder, 'sent.bin')))).toBe(
    true,
  );
}

describe.concurrent('a link that works badly', () => {
  withNetwork('row 13: that is cut again and again costs nothing but time', async (test) => {
    const { desk, host, network } = await openLab(test);
    const tick = 'i=$((i + 1)); echo "tick $i"; echo >>"$HOLDPOINT_HOST_DIR/ticks"; sleep 0.1';
    const step = noted('tick', 'all', { run: `i=0; while [ $i -lt 40 ]; do ${tick}; done` });
    const path = join(host.dir, 'ticks');
    const ticks = (): number => (existsSync(path) ? readFileSync(path).length : 0);
    const running = await desk.startRun(release(desk, host, [step]), ['--json']);
    for (const at of [5, 15, 25]) {
      await until(() => ticks() >= at);
      network.cut();
      await until(() => ticks() >= at + 5);
      network.mend();
    }
    const { exit, stdout } = await running.ended;
    expect(exit).toBe(0);
    const all = Array.from({ length: 40 }, (_, index) => `tick ${index + 1}\n`).join('');
    expect(unitIn(JSON.parse(stdout), 'tick', 'web1')).toMatchObject({
      state: 'ok',
      attempt: 1,
      stdout: { bytes: all.length, sha256: createHash('sha256').update(all).digest('hex') },
    });
  });

  withNetwork(
    'row 13: that loses a third of the packets to the host costs nothing but time',
    async (test) => {
      const lab = await openLab(test);
      lab.network.loseThird();
      const steps = bothWays(lab.desk, { to: join(lab.host.dir, 'sent.bin'), sent: 30_000, back: 30_000 });
      const { exit, stdout, stderr } = await lab.desk.run(release(lab.desk, lab.host, steps), ['--json']);
      expect([exit, stderr], stdout).toEqual([0, '']);
      expectWhole(lab, stdout, 30_000);
    },
  );

  withNetwork('row 13: that carries 64 kbit/s costs nothing but time', async (test) => {
    const lab = await openLab(test);
    lab.network.limitTo('64kbit');
    const steps = bothWays(lab.desk, { to: join(lab.host.dir, 'sent.bin'), sent: 40_000, back: 40_000 });
    const { exit, stdout, stderr } = await lab.desk.run(release(lab.desk, lab.host, steps), ['--json']);
    expect([exit, stderr], stdout).toEqual([0, '']);
    expectWhole(lab, stdout, 40_000);
  });

  it('row 13: with two seconds of latency costs nothing but time', async ({ onTestFinished }) => {
    const host = await startSshd({ name: 'web1' });
    const desk = openDesk();
    onTestFinished(async () => {
      await host.stop();
      desk.close();
    });
    const far = { ...host, ...(await startRelay(host, 1000)) };
    const { exit, stdout, stderr } = await desk.run(release(desk, far, [noted('work', 'all')]), ['--json']);
    expect([exit, stderr], stdout).toEqual([0, '']);
    expect(unitIn(JSON.parse(stdout), 'work', 'web1')).toMatchObject({ state: 'ok', attempt: 1 });
  });

  withNetwork('row 15: that swallows large packets is named as that, before anything runs', async (test) => {
    const { desk, host, network } = await openLab(test);
    network.swallowLarge();
    const { exit, stdout, stderr } = await desk.run(release(desk, host, [noted('work', 'all')]), ['--json']);
    expect(exit).toBe(4);
    expect(stderr).toMatch(
      /^error: timeout: web1 \(\S+\): the host greeted, but keys could not be exchanged in 30 s\. If this continues, large packets may get lost on the way: check the MTU of the path \(VPN, tunnel\)\. Otherwise check the load of the host\n$/,
    );
    expect(statesOf(JSON.parse(stdout))).toEqual(['work@web1 waiting']);
  });
});
