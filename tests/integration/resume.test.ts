import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Desk,
  inventory,
  journalOf,
  note,
  noted,
  openDesk,
  releaseOf,
  statesOf,
  until,
} from '#support/cli-fixture.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

let desk: Desk;
let host: Sshd;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

const resume = async (run: string, more: readonly string[] = []) =>
  desk.cli(['resume', run, '--credential', `default=key:${(await userKey()).key}`, ...more]);

/** Waits for a file that nobody makes; the host keeps no record of it. */
const slow = noted('slow', 'all', {
  mode: 'attached',
  run: `${note('did slow')}; while ! test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.1; done`,
});

async function killedRun(): Promise<string> {
  const running = await desk.startRun(
    desk.write('killed', releaseOf(inventory([host]), [slow, noted('after', 'all')])),
  );
  await until(() => journalOf(host).includes('did slow'));
  running.child.kill('SIGKILL');
  await running.ended;
  return desk.lastRun();
}

describe('a run that is resumed after its engine was killed', () => {
  it('asks about an attached step, and runs nothing again by itself', async () => {
    const run = await killedRun();
    const { exit } = await resume(run, ['--answers', desk.answers({ after: 'stop' })]);
    expect(exit).toBe(5);
    expect(statesOf(await desk.show(run))).toEqual(['slow@web1 unknown', 'after@web1 waiting']);
    expect(journalOf(host).filter((line) => line === 'did slow')).toHaveLength(1);

    const skipped = await resume(run, [
      '--answers',
      desk.answers({ slow: { skip: 'looked at the host: it is done' } }),
    ]);
    expect(skipped.exit).toBe(0);
    expect(statesOf(await desk.show(run))).toEqual(['slow@web1 skipped', 'after@web1 ok']);
    expect(journalOf(host)).toEqual(['did slow', 'did after']);
    expect((await desk.verify()).exit).toBe(0);
  });

  it('refuses a run that is at its end', async () => {
    const { exit, stderr } = await resume(await desk.lastRun());
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error: ended: The run had already ended: succeeded\.$/m);
  });
});

describe('a run that was left at a question', () => {
  it('continues where it was once the question is answered', async () => {
    const steps = [
      noted('first', 'all'),
      { id: 'call', title: 'Call', manual: 'Call the desk', nothing_to_undo: 'A call' },
      noted('last', 'all'),
    ];
    const left = await desk.run(desk.write('left', releaseOf(inventory([host]), steps)));
    expect(left.exit).toBe(3);
    const run = await desk.lastRun();
    expect((await desk.show(run)).state).toBe('waiting');
    expect((await resume(run, ['--answers', desk.answers({ call: 'done' })])).exit).toBe(0);
    expect(statesOf(await desk.show(run))).toEqual(['first@web1 ok', 'call ok', 'last@web1 ok']);
    expect(journalOf(host).filter((line) => line === 'did first')).toHaveLength(1);
  });

  it('stays open when a host is not passed preflight, and says why', async () => {
    const steps = [
      noted('first', 'all'),
      { id: 'call', title: 'Call', manual: 'Call the desk', nothing_to_undo: 'A call' },
    ];
    await desk.run(desk.write('unfit', releaseOf(inventory([host]), steps)));
    const run = await desk.lastRun();
    const { exit, stderr } = await desk.cli(['resume', run, '--credential', 'default=key:/no/such/key']);
    expect(exit).toBe(4);
    expect(stderr).toMatch(/^error: credential-missing: web1/m);
    expect((await resume(run, ['--answers', desk.answers({ call: 'done' })])).exit).toBe(0);
  });
});
