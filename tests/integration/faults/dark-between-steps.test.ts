import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import {
  type Desk,
  inventory,
  journalOf,
  noted,
  openDesk,
  type RunningCli,
  releaseOf,
  statesOf,
  unitIn,
  until,
} from '#support/cli-fixture.ts';
import { type Relay, startRelay } from '#support/relay.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

interface Lab {
  readonly desk: Desk;
  readonly web: Sshd;
  readonly other: Sshd;
  readonly way: Relay;
  readonly running: RunningCli;
}

/** A step on web1 is done, its way is cut, and a step elsewhere ends before the next one on web1 begins. */
async function darkBetween({ onTestFinished }: TestContext, reconnect: string, more: object): Promise<Lab> {
  const desk = openDesk();
  const [web, other] = [await startSshd({ name: 'web1' }), await startSshd({ name: 'other' })];
  const way = await startRelay(web);
  onTestFinished(async () => {
    await way.cut();
    await Promise.all([web.stop(), other.stop()]);
    desk.close();
  });
  const hosts = inventory([{ ...web, address: way.address, port: way.port }, other]);
  const between = noted('between', 'other', {
    run: 'until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done',
  });
  const steps = [noted('one', 'web1'), between, noted('two', 'web1', more)];
  const file = desk.write('dark', releaseOf(hosts, steps));
  const running = await desk.startRun(file, ['--reconnect', reconnect, '--on-failure', 'stop']);
  await until(() => journalOf(web).length === 1);
  await until(() => running.stdout().includes('one@web1'));
  await way.cut();
  writeFileSync(join(other.dir, 'go'), '');
  await until(() => running.stdout().includes('between@other'));
  return { desk, web, other, way, running };
}

describe.concurrent('a host that goes dark between two steps', () => {
  for (const [mode, more] of Object.entries({ tracked: {}, attached: { mode: 'attached' } })) {
    it(`row 9: is looked for as long as --reconnect says, and the next step, ${mode}, runs once it is back`, async (test) => {
      const { desk, web, way, running } = await darkBetween(test, '10m', more);
      await way.mend();
      const { exit, stderr } = await running.ended;
      expect([exit, stderr]).toEqual([0, '']);
      expect(journalOf(web)).toEqual(['did one', 'did two']);
      expect(unitIn(await desk.show(await desk.lastRun()), 'two', 'web1').attempt).toBe(1);
    });
  }

  it('row 9: and stays dark leaves the next step unreachable, with the cause', async (test) => {
    const { desk, web, running } = await darkBetween(test, '1s', {});
    expect((await running.ended).exit).toBe(1);
    const run = await desk.show(await desk.lastRun());
    expect(statesOf(run)).toEqual(['one@web1 ok', 'between@other ok', 'two@web1 unreachable']);
    expect(unitIn(run, 'two', 'web1').reason).toMatch(/the connection was refused/);
    expect(journalOf(web)).toEqual(['did one']);
  });

  it('row 9: holds up no Ctrl-C', async (test) => {
    const { desk, running } = await darkBetween(test, '10m', {});
    running.child.kill('SIGINT');
    expect((await running.ended).exit).toBe(1);
    const run = await desk.show(await desk.lastRun());
    expect(unitIn(run, 'two', 'web1').state).not.toMatch(/ok|unknown|running/);
  });

  it('row 18: and comes back with another key is waited for no longer, and the key is the cause', async (test) => {
    const { desk, web, other, way, running } = await darkBetween(test, '10m', {});
    const stranger = await startSshd({ name: 'web1', port: way.port });
    test.onTestFinished(stranger.stop);
    expect((await running.ended).exit).toBe(1);
    const { state, reason } = unitIn(await desk.show(await desk.lastRun()), 'two', 'web1');
    expect(state).toBe('unreachable');
    expect(reason).toMatch(/key/i);
    expect(reason).toContain(stranger.fingerprint);
    expect([...journalOf(web), ...journalOf(other), ...journalOf(stranger)]).toEqual(['did one']);
  });
});
