import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type TestContext } from 'vitest';
import {
  type Desk,
  inventory,
  journalOf,
  note,
  noted,
  openDesk,
  releaseOf,
  statesOf,
  unitIn,
  until,
} from '#support/cli-fixture.ts';
import { testNeeding, whyNoMounts } from '#support/environment.ts';
import { mountDisk } from '#support/small-disk.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const withDisk = testNeeding(whyNoMounts());

interface SmallLab {
  readonly desk: Desk;
  readonly host: Sshd;
  /** Takes what is left of the library's disk. */
  fill(): void;
  /** Gives it back. */
  makeSpace(): void;
}

/** A library on a disk of its own, which holds little more than a run needs. */
async function openSmallLab({ onTestFinished }: TestContext, megabytes: number): Promise<SmallLab> {
  const desk = openDesk();
  const disk = mountDisk(desk.data, `size=${megabytes}m`);
  const host = await startSshd({ name: 'web1' });
  onTestFinished(async () => {
    await host.stop();
    disk.unmount();
    desk.close();
  });
  const path = (name: string): string => join(desk.data, `fill-${name}`);
  return {
    desk,
    host,
    fill() {
      for (const bytes of [1024 * 1024, 4096, 1]) {
        const name = path(`${bytes}`);
        expect(() => {
          for (;;) writeFileSync(name, Buffer.alloc(bytes), { flag: 'a' });
        }).toThrow('ENOSPC');
      }
    },
    makeSpace() {
      for (const bytes of [1024 * 1024, 4096, 1]) rmSync(path(`${bytes}`), { force: true });
    },
  };
}

/** Says that it runs, ends when the test lets it, and then does this. */
const held = (more: string): object =>
  noted('work', 'all', {
    run: `${note('did work')}; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done; ${more}`,
  });

/** Runs the step and one after it, and fills the disk while it runs. Gives what the person gets. */
async function runUntilFull({ desk, host, fill }: SmallLab, work: object) {
  const file = desk.write('full', releaseOf(inventory([host]), [work, noted('after', 'all')]));
  const running = await desk.startRun(file);
  await until(() => journalOf(host).includes('did work'));
  fill();
  writeFileSync(join(host.dir, 'go'), '');
  const { exit, stderr } = await running.ended;
  return { exit, stderr, run: await desk.lastRun() };
}

/** Of steps whose intent is stored; nothing else may have been sent. */
async function intendedIn({ desk }: SmallLab, run: string): Promise<string[]> {
  const events = await desk.events(run);
  return events.flatMap((event) => (event.type === 'attemptIntended' ? event.data.step : []));
}

const FULL =
  'error: disk-full: The disk that holds the library is full. Free some space there, then continue;';

withDisk('row 56: a library without room for a run begins nothing, and says what it needs', async (test) => {
  const lab = await openSmallLab(test, 40);
  const file = lab.desk.write('full', releaseOf(inventory([lab.host]), [noted('work', 'all')]));
  const { exit, stderr } = await lab.desk.run(file);
  expect(exit).toBe(4);
  expect(stderr).toMatch(
    /^error: library-full: The disk of the library has [\d.]+ [KMG]iB left, a run needs at least 64\.0 MiB\. Free some space there$/m,
  );
  expect(journalOf(lab.host)).toEqual([]);
});

withDisk(
  'row 56: a library whose disk fills under the output of a step sends nothing more, and adopts its outcome once there is space',
  async (test) => {
    const lab = await openSmallLab(test, 100);
    const { desk, host } = lab;
    const print = `head -c 3000000 /dev/urandom | od -An -tx1 | tee "$HOLDPOINT_HOST_DIR/printed"; ${note('ended work')}`;
    const { exit, stderr, run } = await runUntilFull(lab, held(print));
    expect(exit).toBe(1);
    expect(stderr).toContain(FULL);
    expect(stderr).toMatch(/^was running: work@web1.*; its host keeps a record of it$/m);
    expect(stderr).toContain(`To continue: holdpoint resume ${run}\n`);
    await until(() => journalOf(host).includes('ended work'));

    const again = await desk.resume(run);
    expect([again.exit, again.stderr]).toEqual([1, expect.stringContaining(FULL)]);
    expect(unitIn(await desk.show(run), 'work', 'web1').state).toBe('unknown');
    expect(await intendedIn(lab, run)).toEqual(['work']);
    expect(journalOf(host)).toEqual(['did work', 'ended work']);

    lab.makeSpace();
    const resumed = await desk.resume(run);
    expect(resumed.exit).toBe(0);
    expect(resumed.stdout).toMatch(/^\S+ {2}ok {10}work@web1 .*from the host's record$/m);
    expect(statesOf(await desk.show(run))).toEqual(['work@web1 ok', 'after@web1 ok']);
    expect(journalOf(host)).toEqual(['did work', 'ended work', 'did after']);
    const { bytes } = await desk.cli(['log', run, '--step', 'work', '--host', 'web1', '--raw']);
    expect(bytes.equals(readFileSync(join(host.dir, 'printed')))).toBe(true);
    expect((await desk.verify()).exit).toBe(0);
  },
);

withDisk(
  'row 56: a library whose disk is full records an outcome in the room it has put aside, and sends nothing more',
  async (test) => {
    const lab = await openSmallLab(test, 240);
    const { desk, host } = lab;
    const { exit, stderr, run } = await runUntilFull(lab, held(':'));
    expect(exit).toBe(1);
    expect(stderr).toContain(
      'error: disk-full: The disk that holds the library is full. Free at least 80.0 MiB there, then continue; nothing more begins until then, and what ends is recorded in room that was put aside for it (reserve.bin).',
    );
    expect(stderr).not.toContain('not recorded');
    expect(statesOf(await desk.show(run))).toEqual(['work@web1 ok', 'after@web1 waiting']);
    expect(await intendedIn(lab, run)).toEqual(['work']);
    lab.makeSpace();
    expect((await desk.resume(run)).exit).toBe(0);
    expect(journalOf(host)).toEqual(['did work', 'did after']);
    expect((await desk.verify()).exit).toBe(0);
  },
);
