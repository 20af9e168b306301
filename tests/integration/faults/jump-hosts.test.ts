import { readdirSync } from 'node:fs';
import { describe, expect, it, type TestContext } from 'vitest';
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
import { type Sshd, type SshdOptions, startSshd } from '#support/sshd.ts';

interface Lab {
  readonly desk: Desk;
  readonly gate: Sshd;
  readonly inner: Sshd;
}

async function openLab({ onTestFinished }: TestContext, options: SshdOptions = {}): Promise<Lab> {
  const desk = openDesk();
  const gate = await startSshd({ name: 'gate', ...options });
  const inner = await startSshd({ name: 'inner' });
  onTestFinished(async () => {
    await inner.stop();
    await gate.stop();
    desk.close();
  });
  return { desk, gate, inner };
}

const behind = ({ gate, inner }: Lab, on = 'inner'): object =>
  releaseOf(inventory([gate, inner], { inner: { via: 'gate' } }), [noted('one', on), noted('two', on)]);

/** What keeps a person from working on a jump host, and lets everybody through. */
const gates: Readonly<Record<string, readonly string[]>> = {
  'gives no shell (ForceCommand nologin)': ['ForceCommand /usr/sbin/nologin'],
  'runs a command of its own (ForceCommand)': ['ForceCommand echo go away; exit 3'],
  'opens no session (MaxSessions 0)': ['MaxSessions 0'],
};

describe.concurrent('a jump host', () => {
  for (const [what, config] of Object.entries(gates)) {
    it(`row 75: that ${what} is a way to the hosts behind it`, async (test) => {
      const lab = await openLab(test, { config });
      const { exit, stdout, stderr } = await lab.desk.run(lab.desk.write('gate', behind(lab)), ['--json']);
      expect([exit, stderr]).toEqual([0, '']);
      expect(statesOf(JSON.parse(stdout))).toEqual(['one@inner ok', 'two@inner ok']);
      expect(journalOf(lab.inner)).toEqual(['did one', 'did two']);
    });
  }

  it('row 75: is used as it is by ssh -J: nothing is run there and nothing is left', async (test) => {
    const lab = await openLab(test);
    expect((await lab.desk.run(lab.desk.write('gate', behind(lab)))).exit).toBe(0);
    expect(lab.gate.log()).not.toMatch(/Starting session/);
    expect(readdirSync(lab.gate.dir)).toEqual([]);
  });

  it('row 75: serves two runs at once', async (test) => {
    const lab = await openLab(test);
    const second = await startSshd({ name: 'other' });
    const other = openDesk();
    test.onTestFinished(async () => {
      await second.stop();
      other.close();
    });
    const wait = `${note('began')}; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done`;
    const held = releaseOf(inventory([lab.gate, lab.inner], { inner: { via: 'gate' } }), [
      noted('hold', 'inner', { run: wait }),
    ]);
    const first = await lab.desk.startRun(lab.desk.write('held', held));
    await until(() => journalOf(lab.inner).length === 1);
    const beside = releaseOf(inventory([lab.gate, second], { other: { via: 'gate' } }), [
      noted('work', 'other'),
    ]);
    const { exit, stderr } = await other.run(other.write('beside', beside), ['--json']);
    expect([exit, stderr]).toEqual([0, '']);
    first.child.kill('SIGINT');
    await first.ended;
  });

  it('row 75: on which steps run as well is a host like any other', async (test) => {
    const lab = await openLab(test, { config: ['ForceCommand echo go away; exit 3'] });
    const { exit, stderr } = await lab.desk.run(lab.desk.write('both', behind(lab, 'all')));
    expect(exit).toBe(4);
    expect(stderr).toMatch(/^error: no-shell: gate\b.*"go away"/m);
    expect(journalOf(lab.inner)).toEqual([]);
  });
});
