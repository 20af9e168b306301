import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Desk,
  inventory,
  isAlive,
  journalOf,
  note,
  noted,
  releaseOf,
  statesOf,
  unitIn,
  until,
} from '#support/cli-fixture.ts';
import { testNeeding, whyNoFreezing } from '#support/environment.ts';
import { type Lab, openLab } from '#support/lab.ts';
import { mountFreezable } from '#support/small-disk.ts';
import type { Sshd } from '#support/sshd.ts';

function release({ desk, host }: Lab, steps: readonly object[]): string {
  return desk.write('stop', releaseOf(inventory([host]), steps));
}

const atEnd = (host: Sshd): void => {
  for (const pid of pidsOn(host)) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
};

const SAY_PID = `echo $$ >>"$HOLDPOINT_HOST_DIR/pids"`;

/** Processes that said who they are. */
function pidsOn(host: Sshd): number[] {
  const path = join(host.dir, 'pids');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean).map(Number) : [];
}

describe.concurrent('a command that', () => {
  it('row 34: leaves a child that holds its output has its outcome at its end, and that it left one', async (test) => {
    const lab = await openLab(test, { atEnd });
    const work = noted('work', 'all', {
      run: `sh -c '${SAY_PID}; echo child; exec sleep 600' & until test -s "$HOLDPOINT_HOST_DIR/pids"; do sleep 0.05; done; echo parent`,
    });
    const { exit, stdout } = await lab.desk.run(release(lab, [work, noted('after', 'all')]));
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^\S+ {2}ok {10}work@web1 .*left processes of its own running$/m);
    const run = await lab.desk.lastRun();
    const finished = (await lab.desk.events(run)).find((event) => event.type === 'attemptFinished');
    expect(finished?.data).toMatchObject({ step: 'work', outcome: 'ok', exit: 0, leftBehind: true });
    const { bytes } = await lab.desk.cli(['log', run, '--step', 'work', '--host', 'web1', '--raw']);
    expect(bytes.toString().split('\n').filter(Boolean).toSorted()).toEqual(['child', 'parent']);
    const [child = 0] = pidsOn(lab.host);
    expect(isAlive(child)).toBe(true);
    expect(journalOf(lab.host)).toEqual(['did after']);
  });

  it('row 35: ignores every signal that can be ignored is ended, and seen to be gone', async (test) => {
    const lab = await openLab(test, { atEnd });
    const work = noted('work', 'all', {
      run: `trap '' TERM INT HUP QUIT PIPE; ${SAY_PID}; while :; do sleep 0.2; done`,
    });
    const running = await lab.desk.startRun(release(lab, [work, noted('after', 'all')]));
    await until(() => pidsOn(lab.host).length === 1);
    running.child.kill('SIGINT');
    const { exit, stderr } = await running.ended;
    expect(exit).toBe(1);
    expect(stderr).toContain('Stopping: what is running is ended and seen to be gone.');
    const run = await lab.desk.show(await lab.desk.lastRun());
    expect(statesOf(run)).toEqual(['work@web1 stopped', 'after@web1 waiting']);
    expect(unitIn(run, 'work', 'web1').reason).toBe('Stopped by a person; its processes are gone');
    expect(pidsOn(lab.host).filter(isAlive)).toEqual([]);
  });

  testNeeding(whyNoFreezing())(
    'row 35: cannot be killed at all is unknown, with host and pid',
    async (test) => {
      const lab = await openLab(test, { atEnd });
      const disk = mountFreezable(join(lab.host.dir, 'disk'));
      test.onTestFinished(() => disk.unmount());
      disk.freeze();
      const work = noted('work', 'all', { run: `${SAY_PID}; echo stuck >"$HOLDPOINT_HOST_DIR/disk/file"` });
      const running = await lab.desk.startRun(release(lab, [work, noted('after', 'all')]));
      await until(() => pidsOn(lab.host).length === 1);
      running.child.kill('SIGINT');
      const { exit } = await running.ended;
      expect(exit).toBe(5);
      const run = await lab.desk.show(await lab.desk.lastRun());
      expect(statesOf(run)).toEqual(['work@web1 unknown', 'after@web1 waiting']);
      expect(unitIn(run, 'work', 'web1').reason).toMatch(
        /^It was told to end and did not; it may still be running: web1, pid \d+; outcome not observed$/,
      );
      expect(pidsOn(lab.host).filter(isAlive)).toHaveLength(1);
      disk.thaw();
      await until(() => !pidsOn(lab.host).some(isAlive));
    },
  );

  it('row 36: reads its input finds it at its end', async (test) => {
    const lab = await openLab(test, { atEnd });
    const work = noted('work', 'all', { run: 'read word && echo "got $word" || echo "nothing to read"' });
    expect((await lab.desk.run(release(lab, [work]))).exit).toBe(0);
    const run = await lab.desk.lastRun();
    const { bytes } = await lab.desk.cli(['log', run, '--step', 'work', '--host', 'web1', '--raw']);
    expect(bytes.toString()).toBe('nothing to read\n');
  });

  it('row 36: waits for an answer is told of by its last line, and nothing is done about it', async (test) => {
    const lab = await openLab(test, { atEnd });
    const work = noted('work', 'all', {
      run: `echo checking; printf 'Overwrite? [y/N] '; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done; echo; echo done`,
    });
    const running = await lab.desk.startRun(release(lab, [work]), ['--quiet-after', '1s']);
    await until(() => running.stdout().includes('quiet       work@web1'));
    expect(running.stdout()).toMatch(
      /^\S+ {2}quiet {7}work@web1 for [\d.]+ s; last: Overwrite\? \[y\/N\] ?$/m,
    );
    const asked = unitIn(await lab.desk.show(await lab.desk.lastRun()), 'work', 'web1');
    expect(asked).toMatchObject({
      state: 'running',
      quiet: { lastLine: expect.stringMatching(/^Overwrite\? \[y\/N\]/) },
    });
    writeFileSync(join(lab.host.dir, 'go'), '');
    expect((await running.ended).exit).toBe(0);
    expect(unitIn(await lab.desk.show(await lab.desk.lastRun()), 'work', 'web1')).toMatchObject({
      state: 'ok',
      quiet: null,
    });
  });
});

/** Counts on, ten times a second, until it is let end. */
const COUNT = noted('work', 'all', {
  run: `i=0; until test -e "$HOLDPOINT_HOST_DIR/go"; do i=$((i + 1)); echo "line $i"; ${note('tick')}; sleep 0.1; done; echo ended`,
});
/** As many as come in a time in which a silent host is given up. */
const TICKS_OF_22_S = 220;

describe.concurrent('a workstation that is suspended while a step runs', () => {
  it('row 62: for longer than a silent host is given continues where it was, and calls nothing lost', async (test) => {
    const lab = await openLab(test, { atEnd });
    const running = await lab.desk.startRun(release(lab, [COUNT, noted('after', 'all')]));
    await until(() => journalOf(lab.host).length > 3);
    running.child.kill('SIGSTOP');
    const asleep = journalOf(lab.host).length;
    await until(() => journalOf(lab.host).length >= asleep + TICKS_OF_22_S);
    running.child.kill('SIGCONT');
    writeFileSync(join(lab.host.dir, 'go'), '');
    await expectWhole(lab, running, 0);
  });

  it('row 62: and whose host hangs up meanwhile finds the step again', async (test) => {
    const lab = await openLab(test, { atEnd, config: ['ClientAliveInterval 1', 'ClientAliveCountMax 2'] });
    const running = await lab.desk.startRun(release(lab, [COUNT, noted('after', 'all')]));
    await until(() => journalOf(lab.host).length > 3);
    running.child.kill('SIGSTOP');
    await until(() => lab.host.sessions().length === 0);
    running.child.kill('SIGCONT');
    await until(() => running.stdout().includes('found again work@web1'));
    writeFileSync(join(lab.host.dir, 'go'), '');
    await expectWhole(lab, running, 1);
  });
});

async function expectWhole(
  { desk, host }: Lab,
  running: Awaited<ReturnType<Desk['startRun']>>,
  lost: number,
): Promise<void> {
  const { exit, stdout, stderr } = await running.ended;
  expect([exit, stderr]).toEqual([0, '']);
  expect(stdout.match(/unobserved/g) ?? []).toHaveLength(lost);
  const run = await desk.show(await desk.lastRun());
  expect(statesOf(run)).toEqual(['work@web1 ok', 'after@web1 ok']);
  expect(unitIn(run, 'work', 'web1').attempt).toBe(1);
  const { bytes } = await desk.cli(['log', run.run, '--step', 'work', '--host', 'web1', '--raw']);
  const ticks = journalOf(host).filter((line) => line === 'tick').length;
  const lines = Array.from({ length: ticks }, (_, index) => `line ${index + 1}\n`);
  expect(bytes.toString()).toBe(`${lines.join('')}ended\n`);
}
