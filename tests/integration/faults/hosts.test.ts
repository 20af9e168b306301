import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import type { HostReport } from '#core/run/events.ts';
import {
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
import { testNeeding, whyNoBootIds, whyNoMounts } from '#support/environment.ts';
import { type Lab, openLab } from '#support/lab.ts';
import { mountDisk, type SmallDisk } from '#support/small-disk.ts';
import type { Sshd } from '#support/sshd.ts';

/** A host whose home is a disk of its own. */
async function openLabOnDisk(
  test: TestContext,
  options: string,
): Promise<Lab & { readonly home: SmallDisk }> {
  const lab = await openLab(test);
  const home = mountDisk(lab.host.dir, options);
  test.onTestFinished(() => home.unmount());
  return { ...lab, home };
}

function release({ desk, host }: Lab, steps: readonly object[]): string {
  return desk.write('hosts', releaseOf(inventory([host]), steps));
}

/** Takes what is left of the disk. */
function fill(folder: string): void {
  for (const bytes of [100_000, 4096, 1]) {
    try {
      for (let piece = 0; piece < 100; piece += 1)
        writeFileSync(join(folder, `fill-${bytes}-${piece}`), Buffer.alloc(bytes));
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
  }
}

async function reportOf({ desk }: Lab, run: string): Promise<HostReport | undefined> {
  const found = (await desk.events(run)).find((event) => event.type === 'preflightFinished');
  return found?.type === 'preflightFinished' ? found.data.hosts[0] : undefined;
}

const withDisk = testNeeding(whyNoMounts());

describe('a home on the host', () => {
  withDisk('row 31: that is full is found before anything runs, with what to do', async (test) => {
    const lab = await openLabOnDisk(test, 'size=1m');
    fill(lab.host.dir);
    const { exit, stderr } = await lab.desk.run(release(lab, [noted('work', 'all')]));
    expect(exit).toBe(4);
    expect(stderr).toMatch(
      /^error: home-full: web1 has no space left in .* \([\d.]+ (bytes?|KiB)\)\. Free some there, or run its steps with mode: attached$/m,
    );
    expect(journalOf(lab.host)).toEqual([]);
  });

  withDisk(
    'row 31: that a step fills leaves its outcome known, and the next step not started',
    async (test) => {
      const lab = await openLabOnDisk(test, 'size=1m');
      const work = noted('work', 'all', {
        run: `cat /dev/zero >"$HOLDPOINT_HOST_DIR/full"; exit 3`,
        expect: { exit: 3 },
      });
      const file = release(lab, [work, noted('after', 'all')]);
      const { exit, stdout } = await lab.desk.run(file, ['--json', '--on-failure', 'stop']);
      expect(exit).toBe(1);
      const run = JSON.parse(stdout);
      expect(unitIn(run, 'work', 'web1')).toMatchObject({ state: 'ok', attempt: 1, exit: 3, adopted: false });
      expect(unitIn(run, 'after', 'web1')).toMatchObject({
        state: 'unreachable',
        attempt: 1,
        reason: `The host did not start it: the step cannot be written to ${lab.host.dir}/.local/state/holdpoint. Check the space there`,
      });
      expect(journalOf(lab.host)).toEqual([]);
    },
  );

  withDisk(
    'row 31: that cannot be written lets the step run attached, with the reason in preflight',
    async (test) => {
      const lab = await openLabOnDisk(test, 'size=1m');
      lab.home.makeReadOnly();
      const proof = join(lab.desk.folder, 'proof');
      const work = noted('work', 'all', { run: `echo did work >>'${proof}'` });
      expect((await lab.desk.run(release(lab, [work]))).exit).toBe(0);
      expect(readFileSync(proof, 'utf8')).toBe('did work\n');
      const run = await lab.desk.lastRun();
      expect(unitIn(await lab.desk.show(run), 'work', 'web1')).toMatchObject({ state: 'ok', tracked: false });
      expect(await reportOf(lab, run)).toMatchObject({
        problems: [],
        tracking: [
          { user: null, why: { kind: 'records-no-folder', path: `${lab.host.dir}/.local/state/holdpoint` } },
        ],
      });
    },
  );

  withDisk('row 31: from which nothing can be executed makes no difference', async (test) => {
    const lab = await openLabOnDisk(test, 'size=1m,noexec');
    expect((await lab.desk.run(release(lab, [noted('work', 'all')]))).exit).toBe(0);
    const run = await lab.desk.lastRun();
    expect(unitIn(await lab.desk.show(run), 'work', 'web1')).toMatchObject({ state: 'ok', tracked: true });
    expect(await reportOf(lab, run)).toMatchObject({ tracking: [{ user: null, why: null }] });
  });
});

/** Says that it runs, and ends when the test lets it. */
const HELD = noted('work', 'all', {
  run: `echo begun; ${note('did work')}; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done`,
});

testNeeding(whyNoBootIds())(
  'row 32: a host that boots in the middle of a step leaves it unknown, and says that it has booted',
  async (test) => {
    const lab = await openLab(test, { bootable: true });
    const running = await lab.desk.startRun(release(lab, [HELD, noted('after', 'all')]), [
      '--on-failure',
      'stop',
    ]);
    await until(() => journalOf(lab.host).includes('did work'));
    lab.host.crash();
    await lab.host.boot();
    const { exit, stdout } = await running.ended;
    expect(exit).toBe(5);
    expect(stdout).toContain('unobserved  work@web1');
    const run = await lab.desk.show(await lab.desk.lastRun());
    expect(statesOf(run)).toEqual(['work@web1 unknown', 'after@web1 waiting']);
    expect(unitIn(run, 'work', 'web1').reason).toBe(
      'The host has booted since it began; its process is gone and left no outcome; outcome not observed',
    );
    expect(journalOf(lab.host)).toEqual(['did work']);
  },
);

describe('a process that has the pid of a step', () => {
  it('row 33: and is a stranger is neither taken for it nor touched', async (test) => {
    const lab = await openLab(test);
    const running = await lab.desk.startRun(release(lab, [HELD, noted('after', 'all')]));
    await until(() => journalOf(lab.host).includes('did work'));
    running.child.kill('SIGKILL');
    await running.ended;
    const run = await lab.desk.lastRun();
    const stranger = await startStranger(test);
    const record = onlyRecord(lab.host, run);
    const [pid, ...identity] = readFileSync(record, 'utf8').split(' ');
    await endGroup(Number(pid));
    writeFileSync(record, [stranger.pid, ...identity].join(' '));

    const { exit } = await lab.desk.resume(run, ['--on-failure', 'stop']);
    expect(exit).toBe(5);
    const unit = unitIn(await lab.desk.show(run), 'work', 'web1');
    expect(unit).toMatchObject({
      state: 'unknown',
      attempt: 1,
      reason: 'Its process is gone and left no outcome; outcome not observed',
    });
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
    expect(journalOf(lab.host)).toEqual(['did work']);
  });
});

async function startStranger({ onTestFinished }: TestContext): Promise<ChildProcess> {
  const stranger = spawn('sleep', ['600'], { stdio: 'ignore', detached: true });
  await once(stranger, 'spawn');
  onTestFinished(() => void stranger.kill('SIGKILL'));
  return stranger;
}

/** The file in which the host keeps who runs the one attempt of the run. */
function onlyRecord(host: Sshd, run: string): string {
  const folder = join(host.dir, '.local', 'state', 'holdpoint', 'runs', run);
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.pid')) ?? '');
}

/** Ends the step with everything of it, as the reboot does that lets pids be given anew. */
async function endGroup(pid: number): Promise<void> {
  process.kill(-pid, 'SIGKILL');
  await until(() => !isAlive(pid));
}
