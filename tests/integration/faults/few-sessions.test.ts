import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import {
  type Desk,
  inventory,
  isAlive,
  journalOf,
  noted,
  notedApart,
  openDesk,
  releaseOf,
  unitIn,
  until,
} from '#support/cli-fixture.ts';
import { type CountedSessions, startCountedSessions } from '#support/counted-sessions.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

function openDeskFor({ onTestFinished }: TestContext): Desk {
  const desk = openDesk();
  onTestFinished(desk.close);
  return desk;
}

async function startNarrow({ onTestFinished }: TestContext, env: Record<string, string> = {}): Promise<Sshd> {
  const host = await startSshd({ name: 'narrow', config: ['MaxSessions 1'], env });
  onTestFinished(async () => {
    for (const pid of pidsOn(host)) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    await host.stop();
  });
  return host;
}

function pidsOn(host: Pick<Sshd, 'dir'>): number[] {
  const path = join(host.dir, 'pids');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean).map(Number) : [];
}

const LONG = `echo $$ >>"$HOLDPOINT_HOST_DIR/pids"; sleep 300`;
/** Tracked is what a command is unless its step says otherwise. */
const modes = { tracked: {}, attached: { mode: 'attached' } } as const;

describe.concurrent('on a host that allows one session on a connection (MaxSessions 1)', () => {
  for (const [mode, more] of Object.entries(modes)) {
    it(`row 69: a step that is ${mode} is ended by its time limit, and seen to be gone`, async (test) => {
      const [desk, host] = [openDeskFor(test), await startNarrow(test)];
      const work = noted('work', 'all', { run: LONG, timeout: '3s', ...more });
      const { exit } = await desk.run(desk.write('limit', releaseOf(inventory([host]), [work])));
      expect(exit).toBe(1);
      const { state, reason } = unitIn(await desk.show(await desk.lastRun()), 'work', 'narrow');
      expect([state, reason]).toEqual([
        'failed',
        'Time limit of 3 s reached; its processes were ended and are gone',
      ]);
      expect(pidsOn(host)).toHaveLength(1);
      expect(pidsOn(host).filter(isAlive)).toEqual([]);
    });

    it(`row 69: a step that is ${mode} is ended by Ctrl-C, and seen to be gone`, async (test) => {
      const [desk, host] = [openDeskFor(test), await startNarrow(test)];
      const work = noted('work', 'all', { run: LONG, ...more });
      const running = await desk.startRun(desk.write('stop', releaseOf(inventory([host]), [work])));
      await until(() => pidsOn(host).length === 1);
      running.child.kill('SIGINT');
      expect((await running.ended).exit).toBe(1);
      const { state, reason } = unitIn(await desk.show(await desk.lastRun()), 'work', 'narrow');
      expect([state, reason]).toEqual(['stopped', 'Stopped by a person; its processes are gone']);
      expect(pidsOn(host).filter(isAlive)).toEqual([]);
    });
  }

  it('row 69: an upload is ended by its time limit, and nothing of it is left', async (test) => {
    const desk = openDeskFor(test);
    // What receives it cannot put it in place: a tool that it needs takes for ever.
    writeFileSync(join(desk.folder, 'sha256sum'), `#!/bin/sh\n${LONG}\n`, { mode: 0o755 });
    const host = await startNarrow(test, { PATH: `${desk.folder}:/usr/bin:/bin` });
    writeFileSync(join(desk.folder, 'big'), Buffer.alloc(64 * 1024));
    const upload = {
      ...{ id: 'put', title: 'Put', on: 'all', timeout: '3s', nothing_to_undo: 'a file' },
      upload: { from: 'big', to: `${host.dir}/big` },
    };
    const { exit, stderr } = await desk.run(desk.write('put', releaseOf(inventory([host]), [upload])));
    expect([exit, stderr]).toEqual([1, '']);
    const { state, reason } = unitIn(await desk.show(await desk.lastRun()), 'put', 'narrow');
    expect([state, reason]).toEqual([
      'failed',
      'Time limit of 3 s reached; its processes were ended and are gone',
    ]);
    expect(pidsOn(host).filter(isAlive)).toEqual([]);
    expect(readdirSync(host.dir).filter((name) => name.startsWith('big'))).toEqual([]);
  });
});

describe.concurrent('a host that lets us in and opens no session', () => {
  it('row 14: at once is named by preflight after a while, with how long was waited', async (test) => {
    const [desk, host] = [openDeskFor(test), await startMute(test, 0)];
    const file = desk.write('mute', releaseOf(inventory([host]), [noted('work', 'all')]));
    const { exit, stderr } = await desk.run(file, ['--connect-timeout', '2s']);
    expect(exit).toBe(4);
    expect(stderr).toContain(
      'mute: the connection was lost during preflight: the host accepted the login, but opened no session within 2 s. Try again',
    );
    expect(host.unanswered()).toBeGreaterThan(0);
  });

  it('row 14: after preflight runs steps of both modes in the session that preflight has', async (test) => {
    const [desk, host] = [openDeskFor(test), await startMute(test, 1)];
    const steps = [noted('work', 'all'), noted('more', 'all', { mode: 'attached' })];
    const { exit } = await desk.run(desk.write('mute', releaseOf(inventory([host]), steps)));
    expect([exit, journalOf(host), host.unanswered()]).toEqual([0, ['did work', 'did more'], 0]);
  });

  it('row 14: after preflight keeps no step beyond its time limit that needs another one, and runs none', async (test) => {
    const [desk, host] = [openDeskFor(test), await startMute(test, 1)];
    const work = notedApart('work', 'all', { timeout: '2s' });
    const file = desk.write('mute', releaseOf(inventory([host]), [work]));
    const { exit } = await desk.run(file, ['--connect-timeout', '10m', '--on-failure', 'stop']);
    expect(exit).toBe(1);
    const { state, reason } = unitIn(await desk.show(await desk.lastRun()), 'work', 'mute');
    expect([state, reason]).toEqual([
      'unreachable',
      'Time limit reached before mute had begun it; nothing was run',
    ]);
    expect(journalOf(host)).toEqual([]);
  });

  it('row 14: after preflight holds up no Ctrl-C', async (test) => {
    const [desk, host] = [openDeskFor(test), await startMute(test, 1)];
    const work = notedApart('work', 'all');
    const file = desk.write('mute', releaseOf(inventory([host]), [work]));
    const running = await desk.startRun(file, ['--connect-timeout', '10m']);
    await until(() => host.unanswered() === 1);
    running.child.kill('SIGINT');
    expect((await running.ended).exit).toBe(1);
    const run = await desk.show(await desk.lastRun());
    expect(unitIn(run, 'work', 'mute').reason).toBe('Stopped by a person before anything was sent');
    expect(journalOf(host)).toEqual([]);
  });
});

async function startMute({ onTestFinished }: TestContext, sessions: number): Promise<CountedSessions> {
  const host = await startCountedSessions('mute', sessions);
  onTestFinished(host.stop);
  return host;
}
