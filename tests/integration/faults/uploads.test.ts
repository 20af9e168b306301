import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import {
  type Desk,
  inventory,
  noted,
  openDesk,
  type RunningCli,
  releaseOf,
  statesOf,
  unitIn,
  until,
} from '#support/cli-fixture.ts';
import { testNeeding, whyNoMounts } from '#support/environment.ts';
import { mountDisk } from '#support/small-disk.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

interface Lab {
  readonly desk: Desk;
  readonly host: Sshd;
  /** The file goes into it. */
  readonly folder: string;
}

const MIB = 1024 * 1024;
const BEFORE = 'what was there';

/** The folder on the host is a disk of its own where `disk` gives its options. */
async function openLab({ onTestFinished }: TestContext, disk: string | null = null): Promise<Lab> {
  const desk = openDesk();
  const host = await startSshd({ name: 'web1' });
  const folder = join(host.dir, 'app');
  const mounted = disk === null ? null : mountDisk(folder, disk);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'app.bin'), BEFORE);
  onTestFinished(async () => {
    mounted?.unmount();
    await host.stop();
    desk.close();
  });
  return { desk, host, folder };
}

/** A release that puts a file of this size to where something is, and does one step more. */
function release({ desk, host, folder }: Lab, bytes: number): string {
  const file = join(desk.folder, 'app.bin');
  writeFileSync(file, randomBytes(1000));
  truncateSync(file, bytes);
  const upload = { from: 'app.bin', to: join(folder, 'app.bin') };
  const put = { id: 'put', title: 'Put', on: 'all', upload, nothing_to_undo: 'A file' };
  return desk.write('uploads', releaseOf(inventory([host]), [put, noted('after', 'all')]));
}

/** Bytes of the unfinished file on the host. */
function arrived({ folder }: Lab): number {
  const [part] = readdirSync(folder).filter((name) => name.startsWith('app.bin.part-'));
  return part === undefined ? 0 : (statSync(join(folder, part), { throwIfNoEntry: false })?.size ?? 0);
}

const untilArriving = (lab: Lab, running: RunningCli): Promise<void> =>
  until(() => arrived(lab) > 0 || running.child.exitCode !== null);

/** Nothing of the upload is there, and what was there before is. */
function expectUntouched({ folder }: Lab): void {
  expect(readdirSync(folder).filter((name) => !name.startsWith('fill'))).toEqual(['app.bin']);
  expect(readFileSync(join(folder, 'app.bin'), 'utf8')).toBe(BEFORE);
}

function expectWhole({ desk, folder }: Lab): void {
  expect(readdirSync(folder)).toEqual(['app.bin']);
  const [there, here] = [folder, desk.folder].map((each) => readFileSync(join(each, 'app.bin')));
  expect(there?.equals(here ?? Buffer.alloc(0))).toBe(true);
}

const BROKEN = 'The connection was lost before the file was whole. What was there before is untouched';

describe('an upload', () => {
  it('row 54: whose link is lost is failed, leaves what was there, and is whole when it is tried again', async (test) => {
    const lab = await openLab(test);
    const file = release(lab, 300 * MIB);
    const running = await lab.desk.startRun(file, ['--answers', lab.desk.answers({ after: 'stop' })]);
    await untilArriving(lab, running);
    lab.host.killSessions();
    const { exit, stdout } = await running.ended;
    expect(exit).toBe(3);
    expect(stdout).toContain(BROKEN);
    const run = await lab.desk.show(await lab.desk.lastRun());
    expect(statesOf(run)).toEqual(['put@web1 failed', 'after@web1 waiting']);
    expect(unitIn(run, 'put', 'web1')).toMatchObject({ attempt: 1, reason: BROKEN });
    expectUntouched(lab);
    expect((await lab.desk.resume(run.run, ['--answers', lab.desk.answers({ put: 'retry' })])).exit).toBe(0);
    expectWhole(lab);
  });

  it('row 54: whose program is killed is found broken by the next one, which can try it again', async (test) => {
    const lab = await openLab(test);
    const running = await lab.desk.startRun(release(lab, 300 * MIB));
    await untilArriving(lab, running);
    running.child.kill('SIGKILL');
    await running.ended;
    const run = await lab.desk.lastRun();
    const asked = await lab.desk.resume(run, ['--answers', lab.desk.answers({ after: 'stop' })]);
    expect(asked.exit).toBe(3);
    expect(asked.stdout).toContain('searching for what was running: put@web1');
    expect(unitIn(await lab.desk.show(run), 'put', 'web1')).toMatchObject({
      state: 'failed',
      reason: BROKEN,
    });
    expectUntouched(lab);
    expect((await lab.desk.resume(run, ['--answers', lab.desk.answers({ put: 'retry' })])).exit).toBe(0);
    expectWhole(lab);
  });

  it('row 54: that another program has looked for is not put in place by the first one, which wakes later', async (test) => {
    const lab = await openLab(test);
    const { desk } = lab;
    const running = await desk.startRun(release(lab, 300 * MIB), ['--on-failure', 'stop']);
    await untilArriving(lab, running);
    running.child.kill('SIGSTOP');
    const copy = `${desk.data}-copy`;
    cpSync(desk.data, copy, { recursive: true });
    const run = await desk.lastRun();
    const credential = ['--credential', `default=key:${(await userKey()).key}`];
    const words = ['resume', run, '--take-over', '--on-failure', 'stop', ...credential];
    const second = await desk.cli(words, { HOLDPOINT_DATA: copy });
    expect(second.exit).toBe(1);
    expect(second.stdout).toContain(BROKEN);
    expectUntouched(lab);
    running.child.kill('SIGCONT');
    const first = await running.ended;
    expect(first.exit).toBe(4);
    expect(first.stderr).toMatch(/^error: taken-over: web1: /m);
    expectUntouched(lab);
  });

  it('row 54: is not put in place late, once another run has taken the host', async (test) => {
    const lab = await openLab(test);
    const { desk, host } = lab;
    const running = await desk.startRun(release(lab, 300 * MIB), ['--on-failure', 'stop']);
    await untilArriving(lab, running);
    running.child.kill('SIGSTOP');
    const file = desk.write('other', releaseOf(inventory([host]), [noted('other', 'all')]));
    const credential = ['--credential', `default=key:${(await userKey()).key}`];
    const words = ['run', file, '--env', 'lab', '--take-over', ...credential];
    expect((await desk.cli(words, { HOLDPOINT_DATA: `${desk.data}-other` })).exit).toBe(0);
    running.child.kill('SIGCONT');
    const first = await running.ended;
    expect(first.exit).toBe(4);
    expect(first.stdout).toMatch(
      /failed +put@web1 .*not put in place: the lease of this run on this host is gone/,
    );
    expectUntouched(lab);
  });

  testNeeding(whyNoMounts())(
    'row 55: to a disk without the room is refused with the figures, before a byte is sent',
    async (test) => {
      const lab = await openLab(test, 'size=4m');
      const { exit, stdout } = await lab.desk.run(release(lab, 8 * MIB), ['--json', '--on-failure', 'stop']);
      expect(exit).toBe(1);
      const run = JSON.parse(stdout);
      expect(statesOf(run)).toEqual(['put@web1 failed', 'after@web1 waiting']);
      expect(unitIn(run, 'put', 'web1').reason).toBe(
        `The file was not put in place: it needs 8.0 MiB and 4.0 MiB are free at ${lab.folder}/app.bin. What was there before is untouched`,
      );
      expectUntouched(lab);
    },
  );

  testNeeding(whyNoMounts())(
    'row 55: to a disk that is filled meanwhile says that there is no space, and leaves no part',
    async (test) => {
      const lab = await openLab(test, 'size=192m');
      const running = await lab.desk.startRun(release(lab, 160 * MIB), ['--on-failure', 'stop']);
      await untilArriving(lab, running);
      expect(() => writeFileSync(join(lab.folder, 'fill'), Buffer.alloc(192 * MIB))).toThrow('ENOSPC');
      expect((await running.ended).exit).toBe(1);
      const run = await lab.desk.show(await lab.desk.lastRun());
      expect(statesOf(run)).toEqual(['put@web1 failed', 'after@web1 waiting']);
      expect(unitIn(run, 'put', 'web1').reason).toMatch(
        /^The file was not put in place \(.*No space left on device\). What was there before is untouched$/,
      );
      expectUntouched(lab);
    },
  );
});
