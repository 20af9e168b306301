/** Two runs want one host: the second waits for the first where it is told to. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Desk,
  inventory,
  journalOf,
  note,
  noted,
  openDesk,
  type RunningCli,
  releaseOf,
  until,
} from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

/** Two workstations. */
let here: Desk;
let there: Desk;
let web1: Sshd;
let web2: Sshd;

beforeAll(async () => {
  here = openDesk();
  there = openDesk();
  [web1, web2] = (await Promise.all(['web1', 'web2'].map((name) => startSshd({ name })))) as [Sshd, Sshd];
});
afterEach(() => {
  for (const { dir } of [web1, web2])
    for (const name of ['journal', 'go']) rmSync(join(dir, name), { force: true });
});
afterAll(async () => {
  await Promise.all([web1.stop(), web2.stop()]);
  here.close();
  there.close();
});

interface Work {
  readonly id: string;
  readonly run: string;
}

const file = (desk: Desk, hosts: readonly Sshd[], { id, run }: Work): string =>
  desk.write(id, releaseOf(inventory(hosts), [noted(id, 'all', { run })], { info: { id } }));

/** Begins a run that works on its hosts until `letGo`. */
async function occupy(desk: Desk, hosts: readonly Sshd[]): Promise<RunningCli> {
  const run = `${note('did first')}; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.1; done; ${note('ended first')}`;
  const running = await desk.startRun(file(desk, hosts, { id: 'first', run }));
  await until(() => hosts.every((host) => journalOf(host).includes('did first')));
  return running;
}

function letGo(...hosts: readonly Sshd[]): void {
  for (const { dir } of hosts) writeFileSync(join(dir, 'go'), '');
}

/** What it says on standard error as it goes. */
function told(running: RunningCli): () => string {
  let text = '';
  running.child.stderr?.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  return () => text;
}

const second = (desk: Desk, hosts: readonly Sshd[]): string =>
  file(desk, hosts, { id: 'second', run: note('did second') });
const both = (): readonly Sshd[] => [web1, web2];

describe('hosts of another workstation', () => {
  it('are waited for, and the run begins once they are free', async () => {
    const first = await occupy(there, both());
    const owner = await there.lastRun();
    const waiting = await here.startRun(second(here, both()), ['--wait-for-hosts', '10m']);
    const said = told(waiting);
    await until(() => said().includes('Ctrl-C ends the wait'));
    expect(said()).toMatch(
      new RegExp(
        `^waiting for 2 hosts: 2 leased to \\S+ \\(\\S+\\) for run ${owner}\\. Ctrl-C ends the wait\\n`,
        'm',
      ),
    );
    expect(journalOf(web1)).toEqual(['did first']);
    letGo(web1, web2);
    expect([(await first.ended).exit, (await waiting.ended).exit]).toEqual([0, 0]);
    expect(journalOf(web1)).toEqual(['did first', 'ended first', 'did second']);
    const events = await here.events(await here.lastRun());
    const found = events.find(({ type }) => type === 'preflightFinished');
    expect(found?.data).toMatchObject({ passed: true, waitedMs: expect.any(Number) });
  });

  it('are refused in one line when the time is over, and it says how long it waited', async () => {
    const first = await occupy(there, both());
    const { exit, stderr } = await here.run(second(here, both()), ['--wait-for-hosts', '1s', '--json']);
    letGo(web1, web2);
    await first.ended;
    expect(exit).toBe(4);
    // With --json nothing is told of the wait while it lasts.
    expect(stderr.split('\n').filter(Boolean)).toEqual([
      expect.stringMatching(
        /^error: host-leased: web1, web2 are leased to .* Holdpoint waited [\d.]+ s for hosts that others worked on$/,
      ),
    ]);
  });

  it('are not waited for without being told, nor where something else is wrong', async () => {
    const first = await occupy(there, [web1]);
    const plain = await here.run(second(here, [web1]));
    const wrong = here.write(
      'wrong',
      releaseOf(inventory(both(), { web2: { is: { hostname: 'other' } } }), [noted('second', 'all')]),
    );
    const both2 = await here.run(wrong, ['--wait-for-hosts', '10m']);
    letGo(web1);
    await first.ended;
    expect([plain.exit, both2.exit]).toEqual([4, 4]);
    expect(plain.stderr).not.toContain('waiting for');
    expect(both2.stderr).toContain('error: wrong-host: ');
    expect(both2.stderr).toContain('error: host-leased: web1 is leased to');
  });

  it('are waited for no longer at Ctrl-C', async () => {
    const first = await occupy(there, [web1]);
    const waiting = await here.startRun(second(here, [web1]), ['--wait-for-hosts', '10m']);
    const said = told(waiting);
    await until(() => said().includes('Ctrl-C ends the wait'));
    waiting.child.kill('SIGINT');
    expect((await waiting.ended).exit).toBe(1);
    letGo(web1);
    await first.ended;
    expect(journalOf(web1)).toEqual(['did first', 'ended first']);
    expect((await here.show(await here.lastRun())).state).toBe('stopped');
  });

  it('leave the others to whoever wants them: the younger run gives back what it took while it waits', async () => {
    const first = await occupy(there, [web1]);
    const owner = await there.lastRun();
    const waiting = await here.startRun(second(here, both()), ['--wait-for-hosts', '10m']);
    const said = told(waiting);
    await until(() => said().includes('waiting for 1 host'));
    const waiter = await here.lastRun();
    const third = await there.run(file(there, [web2], { id: 'third', run: note('did third') }));
    letGo(web1);
    expect([(await first.ended).exit, (await waiting.ended).exit]).toEqual([0, 0]);
    // Ids sort by the minute; within one minute, chance says which of them is the younger.
    expect(third.exit).toBe(waiter > owner ? 0 : 4);
    expect(journalOf(web2)).toEqual(waiter > owner ? ['did third', 'did second'] : ['did second']);
  });
});

describe('hosts on which another run of the library works', () => {
  it('are waited for as well', async () => {
    const first = await occupy(here, [web1]);
    expect((await here.run(second(here, [web1]))).stderr).toContain('error: hosts-busy: ');
    const waiting = await here.startRun(second(here, [web1]), ['--wait-for-hosts', '10m']);
    const said = told(waiting);
    await until(() => said().includes('Ctrl-C ends the wait'));
    letGo(web1);
    expect([(await first.ended).exit, (await waiting.ended).exit]).toEqual([0, 0]);
    expect(journalOf(web1)).toEqual(['did first', 'ended first', 'did second']);
  });

  it('are refused to a backout, and waited for where it is told to', async () => {
    expect((await here.run(second(here, [web1]))).exit).toBe(0);
    const run = await here.lastRun();
    const first = await occupy(here, [web1]);
    const refused = await here.backout(run);
    expect(refused).toMatchObject({ exit: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^error: hosts-busy: r-\S+ works on web1 at this moment/);
    const waiting = here.backout(run, ['--wait-for-hosts', '10m']);
    letGo(web1);
    expect([(await first.ended).exit, (await waiting).exit]).toEqual([0, 0]);
    expect(journalOf(web1)).toEqual(['did second', 'did first', 'ended first', 'undid second']);
  });

  it('are refused to a run that is resumed, and waited for where it is told to', async () => {
    const desk = here;
    const ask = { id: 'call', title: 'Call', manual: 'Call', nothing_to_undo: 'A call' };
    const open = desk.write('open', releaseOf(inventory([web1]), [ask, noted('after', 'all')]));
    expect((await desk.run(open)).exit).toBe(3);
    const run = await desk.lastRun();
    const first = await occupy(desk, [web1]);
    expect((await desk.resume(run)).stderr).toMatch(/^error: hosts-busy: /);
    const answers = desk.answers({ call: 'done', default: 'stop' });
    const waiting = desk.resume(run, ['--wait-for-hosts', '10m', '--answers', answers]);
    letGo(web1);
    expect([(await first.ended).exit, (await waiting).exit]).toEqual([0, 0]);
    expect(journalOf(web1)).toEqual(['did first', 'ended first', 'did after']);
  });
});

describe('a step that was running when its program was killed', () => {
  it.each([
    ['another run of the library', () => here],
    ['another workstation', () => there],
  ])('is looked for once %s has let go of its host, where hosts are waited for', async (_whose, other) => {
    const left = `${note('did left')}; until test -e "$HOLDPOINT_HOST_DIR/leave"; do sleep 0.1; done; ${note('ended left')}`;
    const killed = await here.startRun(file(here, [web1], { id: 'left', run: left }));
    await until(() => journalOf(web1).includes('did left'));
    killed.child.kill('SIGKILL');
    await killed.ended;
    const run = await here.lastRun();
    const first = await occupy(other(), [web1]);
    const resumed = await here.startResume(run, ['--wait-for-hosts', '10m']);
    const looked = async () => (await here.events(run)).filter(({ type }) => type === 'attemptUnobserved');
    await until(async () =>
      (await looked()).some(({ data }) => JSON.stringify(data).includes('"kind":"leased"')),
    );
    writeFileSync(join(web1.dir, 'leave'), '');
    letGo(web1);
    expect((await first.ended).exit).toBe(0);
    expect((await resumed.ended).exit).toBe(0);
    expect(journalOf(web1).filter((line) => line.includes('left'))).toEqual(['did left', 'ended left']);
    rmSync(join(web1.dir, 'leave'));
  });
});
