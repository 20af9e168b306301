import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Desk,
  inventory,
  isAlive,
  journalOf,
  note,
  noted,
  openDesk,
  releaseOf,
  statesOf,
  unitIn,
  until,
} from '#support/cli-fixture.ts';
import { type Sshd, startManyHosts, startSshd } from '#support/sshd.ts';

let desk: Desk;
let host: Sshd;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
});
afterEach(() => {
  for (const pid of pids()) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  for (const name of ['journal', 'pids']) rmSync(join(host.dir, name), { force: true });
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

/** Processes that the step said it consists of. */
function pids(): number[] {
  const path = join(host.dir, 'pids');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean).map(Number) : [];
}

/** A command with a child that takes no notice of polite signals; both say who they are. */
const STUBBORN = `echo $$ >>"$HOLDPOINT_HOST_DIR/pids"; (trap '' TERM HUP INT; sh -c 'echo $$ >>"$HOLDPOINT_HOST_DIR/pids"; while :; do sleep 0.2; done') & ${note('did slow')}; echo begun; wait`;
const slow = (more: object = {}): object => noted('slow', 'all', { run: STUBBORN, ...more });
const file = (steps: readonly object[]): string =>
  desk.write('stopping', releaseOf(inventory([host]), steps));
const begun = (): Promise<void> => until(() => pids().length === 2 && journalOf(host).includes('did slow'));

describe('an interrupt at the terminal', () => {
  it('ends the whole process group on the host, and the run says so', async () => {
    const running = await desk.startRun(file([slow(), noted('after', 'all')]));
    await begun();
    expect(pids().every(isAlive)).toBe(true);
    running.child.kill('SIGINT');
    const { exit, stderr } = await running.ended;
    expect(pids().filter(isAlive)).toEqual([]);
    expect(exit).toBe(1);
    expect(stderr).toContain('Stopping');
    const run = await desk.show(await desk.lastRun());
    expect(statesOf(run)).toEqual(['slow@web1 stopped', 'after@web1 waiting']);
    expect(unitIn(run, 'slow', 'web1').reason).toBe('Stopped by a person; its processes are gone');
    expect(journalOf(host)).toEqual(['did slow']);
    expect((await desk.verify()).exit).toBe(0);
  });

  it('given twice leaves it running, and the outcome is unknown', async () => {
    const running = await desk.startRun(file([slow()]));
    await begun();
    running.child.kill('SIGINT');
    await until(() => !isAlive(pids()[0]!) || running.child.exitCode !== null);
    running.child.kill('SIGINT');
    const { exit } = await running.ended;
    const run = await desk.show(await desk.lastRun());
    const { state } = unitIn(run, 'slow', 'web1');
    expect(['unknown', 'stopped']).toContain(state);
    expect(exit).toBe(state === 'unknown' ? 5 : 1);
    expect((await desk.verify()).exit).toBe(0);
  });
});

describe('a stop', () => {
  it('lets no attempt begin behind it, in the midst of many short steps on many hosts', async () => {
    const many = await startManyHosts(12);
    try {
      const steps = Array.from({ length: 40 }, (_, i) => ({
        id: `short-${i}`,
        title: `Short ${i}`,
        on: 'all',
        rollout: { parallel: 12 },
        run: 'true',
        nothing_to_undo: 'It changes nothing',
      }));
      const places = many.hosts.map(({ name, address, port, hostKeys }) => ({
        name,
        address,
        port,
        user: host.user,
        fingerprint: hostKeys[0] ?? '',
      }));
      const release = desk.write('storm', releaseOf(inventory(places), steps));
      const running = await desk.startRun(release, ['--jsonl']);
      await until(() => running.stdout().split('attemptFinished').length > 60);
      running.child.kill('SIGINT');
      await running.ended;
      const types = (await desk.events(await desk.lastRun())).map((event) => event.type);
      const behind = types.slice(types.indexOf('stopRequested') + 1);
      expect(types).toContain('stopRequested');
      expect(behind).not.toContain('attemptIntended');
      expect(types.filter((type) => type === 'attemptIntended').length).toBeLessThan(12 * 40);
    } finally {
      await many.stop();
    }
  });

  it('of a run that is over is answered with how it had ended', async () => {
    const { exit } = await desk.run(file([noted('quick', 'all')]));
    const stopped = await desk.cli(['stop', await desk.lastRun()]);
    expect([exit, stopped.exit, stopped.stdout]).toEqual([0, 0, 'The run had already ended: succeeded.\n']);
  });
});

describe('a step that takes longer than it may', () => {
  it('is ended with all its processes, and failed', async () => {
    const { exit, stdout } = await desk.run(file([slow({ timeout: '2s' })]), [
      '--on-failure',
      'stop',
      '--json',
    ]);
    expect(pids()).toHaveLength(2);
    expect(pids().filter(isAlive)).toEqual([]);
    expect(exit).toBe(1);
    expect(unitIn(JSON.parse(stdout), 'slow', 'web1')).toMatchObject({
      state: 'failed',
      exit: null,
      reason: 'Time limit of 2 s reached; its processes were ended and are gone',
    });
  });
});

describe('a connection that breaks while a step runs', () => {
  it('is opened again: the step is found where it was, and its outcome is seen', async () => {
    const patient = noted('slow', 'all', {
      run: `echo begun; ${note('did slow')}; until test -e "$HOLDPOINT_HOST_DIR/pids"; do sleep 0.1; done; echo ended; exit 3`,
      expect: { exit: 3 },
    });
    const running = await desk.startRun(file([patient, noted('after', 'all')]), ['--jsonl']);
    await until(() => journalOf(host).includes('did slow'));
    expect(host.killSessions()).toBeGreaterThan(0);
    await until(() => running.stdout().includes('"attemptReattached"'));
    writeFileSync(join(host.dir, 'pids'), '');
    expect((await running.ended).exit).toBe(0);
    const run = await desk.lastRun();
    const shown = await desk.show(run);
    expect(statesOf(shown)).toEqual(['slow@web1 ok', 'after@web1 ok']);
    expect(unitIn(shown, 'slow', 'web1')).toMatchObject({ attempt: 1, exit: 3, unobserved: null });
    const { bytes } = await desk.cli(['log', run, '--step', 'slow', '--host', 'web1', '--raw']);
    expect(bytes.toString()).toBe('begun\nended\n');
    expect(journalOf(host)).toEqual(['did slow', 'did after']);
  });

  it('makes an attached unit unknown, neither failed nor ok, and nothing more is done', async () => {
    const running = await desk.startRun(
      file([slow({ mode: 'attached', retry: { times: 3, delay: '1s' } }), noted('after', 'all')]),
      ['--on-failure', 'stop'],
    );
    await begun();
    expect(host.killSessions()).toBeGreaterThan(0);
    const { exit } = await running.ended;
    expect(exit).toBe(5);
    const run = await desk.show(await desk.lastRun());
    expect(statesOf(run)).toEqual(['slow@web1 unknown', 'after@web1 waiting']);
    expect(unitIn(run, 'slow', 'web1')).toMatchObject({
      attempt: 1,
      exit: null,
      signal: null,
      stdout: { bytes: 6 },
    });
    expect(journalOf(host)).toEqual(['did slow']);
  });

  it('tries an attached step again that may be repeated', async () => {
    const once = noted('work', 'all', {
      mode: 'attached',
      run: `${note('did work')}; test -e "$HOLDPOINT_HOST_DIR/pids" && exit 0; echo $$ >>"$HOLDPOINT_HOST_DIR/pids"; while :; do sleep 0.2; done`,
      repeatable: true,
      retry: { times: 1, delay: '1s' },
    });
    const running = await desk.startRun(file([once]));
    await until(() => pids().length === 1);
    host.killSessions();
    expect((await running.ended).exit).toBe(0);
    expect(unitIn(await desk.show(await desk.lastRun()), 'work', 'web1')).toMatchObject({
      state: 'ok',
      attempt: 2,
    });
    expect(journalOf(host)).toEqual(['did work', 'did work']);
  });
});
