import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunJson } from '#core/run/view.ts';
import {
  inventory,
  journalOf,
  note,
  noted,
  releaseOf,
  statesOf,
  unitIn,
  until,
} from '#support/cli-fixture.ts';
import { type Lab, openLab } from '#support/lab.ts';
import type { Sshd } from '#support/sshd.ts';
import { startWithFailpoint } from '../../soak/engine.ts';
import { type Failpoint, LONGEST_COMMIT_MS } from '../../soak/failpoints.ts';

/** One step that does its work at once, and one after it. */
const QUICK = noted('work', 'all', { run: `echo begun; ${note('did work')}; echo ended` });
/** The same, and it ends when the test lets it. */
const HELD = noted('work', 'all', {
  run: `echo begun; ${note('did work')}; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done; echo ended`,
});

/** Runs the step and `after` in a program that is killed at the point. Gives the run as it reads then. */
async function kill(
  { desk, host }: Lab,
  { point, nth = 1, part = 0.5 }: Partial<Failpoint> & Pick<Failpoint, 'point'>,
  step = QUICK,
): Promise<RunJson> {
  const file = desk.write('crash', releaseOf(inventory([host]), [step, noted('after', 'all')]));
  const failpoint = { point, nth, part };
  const { killed, stderr } = await (await startWithFailpoint(desk, { wish: { file }, failpoint })).ended;
  expect([killed, stderr]).toEqual([true, '']);
  const run = await desk.show(await desk.lastRun());
  expect(run.state).toBe('interrupted');
  return run;
}

/** The step was done once, then the one after it; its whole output is kept, the host keeps nothing, the record is whole. */
async function expectDone({ desk, host }: Lab, run: string, attempt: number): Promise<void> {
  const shown = await desk.show(run);
  expect(shown.state).toBe('succeeded');
  expect(statesOf(shown)).toEqual(['work@web1 ok', 'after@web1 ok']);
  expect(unitIn(shown, 'work', 'web1').attempt).toBe(attempt);
  expect(journalOf(host)).toEqual(['did work', 'did after']);
  const { bytes } = await desk.cli(['log', run, '--step', 'work', '--host', 'web1', '--raw']);
  expect(bytes.toString()).toBe('begun\nended\n');
  expect(existsSync(recordsOf(host, run))).toBe(false);
  expect((await desk.verify()).exit).toBe(0);
}

const recordsOf = (host: Sshd, run: string): string =>
  join(host.dir, '.local', 'state', 'holdpoint', 'runs', run);

describe('a program that is killed', () => {
  it('row 1: before the intent is stored has sent nothing, and the run continues with the step', async (test) => {
    const lab = await openLab(test);
    const { run, units } = await kill(lab, { point: 'before-intent' });
    expect(units[0]).toMatchObject({ step: 'work', state: 'waiting', attempt: 0, reason: null });
    expect(journalOf(lab.host)).toEqual([]);
    expect(readdirSync(recordsOf(lab.host, run))).toEqual(['since']);
    const { exit, stdout } = await lab.desk.resume(run);
    expect([exit, stdout]).toEqual([0, expect.stringMatching(/^\S+ {2}resumed by \S+$/m)]);
    await expectDone(lab, run, 1);
  });

  it.for([
    ['row 2: after the intent, before it is sent', 'after-intent', 0],
    ['row 3: after the first bytes of the step', 'sending', 0.05],
    ['row 3: in the middle of sending the step', 'sending', 0.5],
    ['row 3: before the last bytes of the step', 'sending', 0.99],
  ] as const)(
    '%s has started nothing; it is kept from starting, and done when the run is resumed',
    async ([, point, part], test) => {
      const lab = await openLab(test);
      const { run, units } = await kill(lab, { point, part });
      expect(units[0]).toMatchObject({ step: 'work', state: 'unknown', attempt: 1, tracked: true });
      expect(journalOf(lab.host)).toEqual([]);

      const resumed = await lab.desk.resume(run);
      const words = 'It did not start and can no longer start';
      expect(resumed.exit).toBe(0);
      expect(resumed.stdout).toContain('searching for what was running: work@web1');
      expect(resumed.stdout).toMatch(new RegExp(`unreachable work@web1 .* ${words}`));
      await expectDone(lab, run, 2);
    },
  );

  it('row 4: while the step runs finds it again, and its output continues at the byte', async (test) => {
    const lab = await openLab(test);
    const { run, units } = await kill(lab, { point: 'running' }, HELD);
    expect(units[0]).toMatchObject({ step: 'work', state: 'unknown', attempt: 1, tracked: true });
    await until(() => journalOf(lab.host).includes('did work'));
    const resumed = await lab.desk.startResume(run);
    await until(() => /found again work@web1, pid \d+/.test(resumed.stdout()));
    writeFileSync(join(lab.host.dir, 'go'), '');
    expect((await resumed.ended).exit).toBe(0);
    await expectDone(lab, run, 1);
  });

  it('row 5: after the step ended, before its outcome is stored, adopts it', async (test) => {
    const lab = await openLab(test);
    const { run, units } = await kill(lab, { point: 'ended' });
    expect(units[0]).toMatchObject({ step: 'work', state: 'unknown', attempt: 1, exit: null });
    expect(journalOf(lab.host)).toEqual(['did work']);
    const { exit, stdout } = await lab.desk.resume(run);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^\S+ {2}ok {10}work@web1/m);
    expect(unitIn(await lab.desk.show(run), 'work', 'web1')).toMatchObject({ adopted: true, exit: 0 });
    await expectDone(lab, run, 1);
  });

  it.for([0, 300, 600])(
    'row 6: while the outcome is stored, after %d µs, has it or adopts it',
    async (microseconds, test) => {
      const lab = await openLab(test);
      const part = microseconds / 1000 / LONGEST_COMMIT_MS;
      const { run, units } = await kill(lab, { point: 'committing', part });
      expect(['ok', 'unknown']).toContain(units[0]?.state);
      const { exit, stdout, stderr } = await lab.desk.resume(run);
      expect([exit, stderr], stdout).toEqual([0, '']);
      await expectDone(lab, run, 1);
    },
  );
});
