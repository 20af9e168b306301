import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  inventory,
  journalOf,
  note,
  noted,
  type RunningCli,
  releaseOf,
  statesOf,
  unitIn,
  until,
} from '#support/cli-fixture.ts';
import { type Lab, openLab } from '#support/lab.ts';
import { userKey } from '#support/sshd.ts';

/** Says that it runs, and ends when the test lets it. */
const held = (id: string): object =>
  noted(id, 'all', {
    run: `${note(`did ${id}`)}; until test -e "$HOLDPOINT_HOST_DIR/go-${id}"; do sleep 0.05; done; echo ended`,
  });
const letGo = ({ host }: Lab, id: string): void => writeFileSync(join(host.dir, `go-${id}`), '');

describe('a library that is copied to another workstation', () => {
  /** Takes up the run with the copied library, as a second workstation does. */
  async function resumeCopy({ desk }: Lab, run: string, more: readonly string[]): Promise<RunningCli> {
    const credential = ['--credential', `default=key:${(await userKey()).key}`];
    return desk.start(['resume', run, ...credential, ...more], { HOLDPOINT_DATA: `${desk.data}-copy` });
  }

  /** A run whose first step continues while its library is copied. */
  async function copied(lab: Lab) {
    const { desk, host } = lab;
    const file = desk.write(
      'copied',
      releaseOf(inventory([host]), [held('first'), held('second'), noted('last', 'all')]),
    );
    const running = await desk.startRun(file, ['--on-failure', 'stop']);
    await until(() => journalOf(host).includes('did first'));
    const run = await desk.lastRun();
    cpSync(desk.data, `${desk.data}-copy`, { recursive: true });
    return { running, run };
  }

  it('row 60: is kept out of the hosts while the first one holds them, and told by whom', async (test) => {
    const lab = await openLab(test);
    const { running, run } = await copied(lab);
    const { exit, stdout, stderr } = await (await resumeCopy(lab, run, ['--on-failure', 'stop'])).ended;
    const held = `web1 is leased to \\S+:${lab.desk.data} \\(\\S+\\) for this run since \\S+ \\S+ UTC, which is connected there, or its connection broke and the host has not noticed yet\\. Make sure that nobody works from there, then take the host over \\(--take-over\\)`;
    expect(exit).toBe(4);
    expect(stderr).toMatch(new RegExp(`^error: host-leased: ${held}$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^\\S+ {2}unknown {5}first@web1 .*${held}`, 'm'));
    letGo(lab, 'first');
    letGo(lab, 'second');
    expect((await running.ended).exit).toBe(0);
    expect(journalOf(lab.host)).toEqual(['did first', 'did second', 'did last']);
  });

  it('row 60: takes them over when it is told to, and the first one sends nothing more', async (test) => {
    const lab = await openLab(test);
    const { running, run } = await copied(lab);
    const second = await resumeCopy(lab, run, ['--take-over']);
    await until(() => second.stdout().includes('found again first@web1'));
    letGo(lab, 'first');
    const first = await running.ended;
    expect(first.exit).toBe(4);
    const taken = `${run} was taken over by \\S+:${lab.desk.data}-copy \\(\\S+\\) at \\S+ \\S+ UTC`;
    expect(first.stderr).toMatch(
      new RegExp(`^error: taken-over: web1: ${taken}\\. Nothing more was sent from here\\.`, 'm'),
    );
    expect(first.stdout).toMatch(new RegExp(`^${run}: taken over by another program; `, 'm'));
    expect(first.stdout).not.toContain('To continue');
    const shown = await lab.desk.show(run);
    expect(statesOf(shown)).toEqual(['first@web1 ok', 'second@web1 unreachable', 'last@web1 waiting']);
    expect(unitIn(shown, 'second', 'web1').reason).toContain('the lease of this run on this host is gone');
    expect(await lab.desk.events(run)).toContainEqual(
      expect.objectContaining({
        type: 'hostTakenOver',
        data: expect.objectContaining({ host: 'web1', run, over: false }),
      }),
    );
    letGo(lab, 'second');
    const { exit } = await second.ended;
    expect(exit).toBe(0);
    expect(journalOf(lab.host)).toEqual(['did first', 'did second', 'did last']);
  });
});
