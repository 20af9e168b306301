import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  inventory,
  journalOf,
  note,
  noted,
  type RunningCli,
  releaseOf,
  statesOf,
  unitIn,
  until,
} from '#support/cli-fixture.ts';
import { testNeeding, whyNoNetworks, whyNoSocketKills } from '#support/environment.ts';
import { openFarNetwork } from '#support/far-network.ts';
import { type Lab, openLab } from '#support/lab.ts';
import { startRelay } from '#support/relay.ts';
import type { Sshd } from '#support/sshd.ts';

const atEnd = (host: Sshd): void => host.thawSessions();

/** Ends when the test lets it, and says something before and after. */
const HELD = noted('work', 'all', {
  run: `echo begun; ${note('did work')}; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done; echo ended`,
});

/** A server that is killed leaves unread what was on its way, if anything was: its kernel then resets the connection rather than end it. */
const CLOSED = /^the (?:host closed the connection;|connection broke \()/;

/** Starts the step and one after it, and waits until it runs and its first words are there. */
async function begin(
  { desk, host }: Lab,
  { way = host, more = [] }: { way?: Pick<Sshd, 'address' | 'port'>; more?: readonly string[] } = {},
): Promise<RunningCli> {
  const inventoried = inventory([{ ...host, address: way.address, port: way.port }]);
  const file = desk.write('link', releaseOf(inventoried, [HELD, noted('after', 'all')]));
  const running = await desk.startRun(file, more);
  await until(() => journalOf(host).includes('did work'));
  await until(async () => {
    const events = await desk.events(await desk.lastRun());
    return events.some(({ type }) => type === 'attemptStarted');
  });
  return running;
}

/** The step is found again over a new link, ends when it is let, and all of it is there, once. */
async function expectFoundAgain({ desk, host }: Lab, running: RunningCli, because: RegExp): Promise<void> {
  await until(() => running.stdout().includes('found again work@web1, pid '));
  const [, words] = /^\S+ {2}unobserved {2}work@web1 {2}(.*)$/m.exec(running.stdout()) ?? [];
  expect(words).toMatch(because);
  expect(words).toMatch(/; it may still be running; reconnecting to web1$/);
  writeFileSync(join(host.dir, 'go'), '');
  const { exit, stderr } = await running.ended;
  expect([exit, stderr]).toEqual([0, '']);
  const run = await desk.show(await desk.lastRun());
  expect(statesOf(run)).toEqual(['work@web1 ok', 'after@web1 ok']);
  expect(unitIn(run, 'work', 'web1')).toMatchObject({ attempt: 1, exit: 0, unobserved: null });
  const { bytes } = await desk.cli(['log', run.run, '--step', 'work', '--host', 'web1', '--raw']);
  expect(bytes.toString()).toBe('begun\nended\n');
  expect(journalOf(host)).toEqual(['did work', 'did after']);
}

describe.concurrent('a link that is lost while a step runs', () => {
  it('row 9: since its session was killed is opened again, and the step is found', async (test) => {
    const lab = await openLab(test, { atEnd });
    const running = await begin(lab);
    expect(lab.host.killSessions()).toBeGreaterThan(0);
    await expectFoundAgain(lab, running, CLOSED);
  });

  it('row 9: and does not come back leaves the step unknown, with where it may still run', async (test) => {
    const lab = await openLab(test, { atEnd });
    const relay = await startRelay(lab.host);
    const running = await begin(lab, { way: relay, more: ['--reconnect', '1s', '--on-failure', 'stop'] });
    await relay.cut();
    const { exit, stdout } = await running.ended;
    expect(exit).toBe(5);
    expect(stdout).toContain('unobserved  work@web1');
    const run = await lab.desk.show(await lab.desk.lastRun());
    expect(statesOf(run)).toEqual(['work@web1 unknown', 'after@web1 waiting']);
    expect(unitIn(run, 'work', 'web1').reason).toMatch(
      /^web1 \(\S+\): the connection was refused\. .*; it may still be running: web1, pid \d+; outcome not observed$/,
    );
    writeFileSync(join(lab.host.dir, 'go'), '');
  });

  it('row 10: since the server is frozen is noticed by its silence, and another one is opened', async (test) => {
    const lab = await openLab(test, { atEnd });
    const running = await begin(lab);
    expect(lab.host.freezeSessions()).toBeGreaterThan(0);
    await expectFoundAgain(lab, running, /^the host has answered nothing for 20 s;/);
  });

  testNeeding(whyNoNetworks())(
    'row 11: in a black hole is noticed by its silence, and opened again when the hole is gone',
    async (test) => {
      const network = await openFarNetwork();
      const lab = await openLab(test, { atEnd, enter: network.near.enter, side: network.far });
      test.onTestFinished(() => network.close());
      const running = await begin(lab);
      network.cut();
      await until(() => running.stdout().includes('unobserved  work@web1'));
      network.mend();
      await expectFoundAgain(lab, running, /^the host has answered nothing for 20 s;/);
    },
  );

  it('row 12: by a reset on the way is opened again, and the step is found', async (test) => {
    const lab = await openLab(test, { atEnd });
    const relay = await startRelay(lab.host);
    const running = await begin(lab, { way: relay });
    relay.reset();
    await expectFoundAgain(lab, running, /^the connection broke \(read ECONNRESET\);/);
  });

  testNeeding(whyNoSocketKills())(
    'row 12: by a reset of the kernel is opened again, and the step is found',
    async (test) => {
      const lab = await openLab(test, { atEnd });
      const running = await begin(lab);
      execFileSync('ss', ['-K', 'dport', '=', `:${lab.host.port}`], { stdio: 'ignore' });
      await expectFoundAgain(lab, running, CLOSED);
    },
  );
});
