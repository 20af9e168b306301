import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { leaveWish } from '#adapters/files/run-wishes.ts';
import type { RunId } from '#core/run/events.ts';
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
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

let desk: Desk;
let host: Sshd;
let other: Sshd;

beforeAll(async () => {
  [host, other] = await Promise.all([startSshd({ name: 'web1' }), startSshd({ name: 'web2' })]);
});
afterAll(() => Promise.all([host.stop(), other.stop()]));
beforeEach(() => {
  desk = openDesk();
  return () => desk.close();
});

const GO = '"$HOLDPOINT_HOST_DIR/go"';
/** Says that it began, and ends when the test lets it. */
const held = (id: string, more: object = {}): object =>
  noted(id, 'web1', {
    run: `echo begun ${id}; ${note(`began ${id}`)}; while ! test -e ${GO}; do sleep 0.05; done; rm -f ${GO}; echo over; ${note(`ended ${id}`)}`,
    ...more,
  });
const letGo = (): void => writeFileSync(join(host.dir, 'go'), '');
const credential = async (): Promise<string[]> => ['--credential', `default=key:${(await userKey()).key}`];
const file = (steps: readonly object[], hosts: readonly Sshd[] = [host]): string =>
  desk.write('lab', releaseOf(inventory(hosts), steps));
const recordsOn = (sshd: Sshd): string[] => {
  const runs = join(sshd.dir, '.local/state/holdpoint/runs');
  return existsSync(runs) ? readdirSync(runs) : [];
};
const begun = (journal: string) => until(() => journalOf(host).includes(journal));

/** Starts a run of one held step and one after it, and kills the program while the step runs. */
async function killed(id: string): Promise<string> {
  const running = await desk.startRun(file([held(id), noted(`after-${id}`, 'web1')]));
  await begun(`began ${id}`);
  running.child.kill('SIGKILL');
  await running.ended;
  return desk.lastRun();
}

describe('resume after the program was killed', () => {
  it('adopts what ended meanwhile, with its whole output, and continues', async () => {
    const run = await killed('adopted');
    letGo();
    await until(() => journalOf(host).includes('ended adopted'));
    const { exit, stdout } = await desk.resume(run);
    expect(exit).toBe(0);
    expect(stdout).toContain('searching for what was running: adopted@web1');
    const shown = await desk.show(run);
    expect(statesOf(shown)).toEqual(['adopted@web1 ok', 'after-adopted@web1 ok']);
    expect(unitIn(shown, 'adopted', 'web1')).toMatchObject({ attempt: 1, tracked: true, adopted: true });
    expect((await desk.cli(['log', run, '--step', 'adopted', '--host', 'web1', '--raw'])).stdout).toBe(
      'begun adopted\nover\n',
    );
    expect(recordsOn(host)).toEqual([]);
    expect((await desk.verify()).exit).toBe(0);
  });

  it('finds again what still runs, and stays with it', async () => {
    const run = await killed('running');
    const resumed = desk.start(['resume', run, ...(await credential())]);
    await until(() => resumed.stdout().includes('found again running@web1'));
    letGo();
    expect((await resumed.ended).exit).toBe(0);
    const shown = await desk.show(run);
    expect(unitIn(shown, 'running', 'web1')).toMatchObject({ state: 'ok', attempt: 1, adopted: false });
    expect(journalOf(host).filter((line) => line.includes('running'))).toEqual([
      'began running',
      'ended running',
      'did after-running',
    ]);
  });

  it('keeps secrets covered in output that comes from before and after the crash', async () => {
    const word = 'hunter2-of-the-night-shift';
    const step = held('secret', {
      env: { WORD: '{{ secret.word }}' },
      run: `echo "first $WORD"; ${note('began secret')}; printf %s hunter2-of; while ! test -e ${GO}; do sleep 0.05; done; rm -f ${GO}; echo -the-night-shift; echo "last $WORD"`,
    });
    const secret = ['--secret', 'word=env:NIGHT_WORD'];
    const running = await desk.startRun(file([step]), secret, { NIGHT_WORD: word });
    await begun('began secret');
    const run = await desk.lastRun();
    await until(async () => {
      const log = await desk.cli(['log', run, '--step', 'secret', '--host', 'web1', '--raw']);
      return log.stdout.includes('first');
    });
    running.child.kill('SIGKILL');
    await running.ended;
    letGo();
    const words = ['resume', run, ...(await credential()), ...secret];
    expect((await desk.cli(words, { NIGHT_WORD: word })).exit).toBe(0);
    const log = await desk.cli(['log', run, '--step', 'secret', '--host', 'web1', '--raw']);
    expect(log.stdout).toBe('first •••\n•••\nlast •••\n');
  });

  it('is stopped as a whole, with what still runs', async () => {
    const run = await killed('stopped');
    const { exit, stdout } = await desk.cli(['stop', run, '--note', 'another day', ...(await credential())]);
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: `${run}: stopped\n` });
    const shown = await desk.show(run);
    expect(statesOf(shown)).toEqual(['stopped@web1 stopped', 'after-stopped@web1 waiting']);
    expect(unitIn(shown, 'stopped', 'web1').reason).toBe('Stopped by a person; its processes are gone');
    expect(recordsOn(host)).toEqual([]);
  });

  it('takes steps that were done on paper meanwhile as they were entered', async () => {
    const run = await killed('paper');
    letGo();
    const entry = ['--by', 'operator', '--at', '2020-11-21T03:40:00+01:00', '--note', 'from the binder'];
    const words = ['record', run, '--step', 'after-paper', '--host', 'web1', ...entry];
    expect((await desk.cli(words)).stdout).toContain('is recorded as done on paper by operator');
    expect((await desk.cli(words)).stderr).toContain('only what waits or failed can be recorded');
    expect((await desk.resume(run)).exit).toBe(0);
    const unit = unitIn(await desk.show(run), 'after-paper', 'web1');
    expect(unit).toMatchObject({ state: 'ok', onPaper: true, startedAt: '2020-11-21T03:40:00+01:00' });
    expect(journalOf(host)).not.toContain('did after-paper');
  });
});

describe('an outcome that nobody can learn', () => {
  const attached = (more: object = {}) => held('blind', { mode: 'attached', ...more });

  it('is settled by a person with a reason, and not without', async () => {
    const path = file([attached(), noted('next', 'web1')]);
    const running = await desk.startRun(path, ['--answers', desk.answers({})]);
    await begun('began blind');
    host.killSessions();
    expect((await running.ended).exit).toBe(5);
    letGo();
    const run = await desk.lastRun();
    const settle = desk.answers({ blind: { settle: 'done', note: 'the journal says so' } });
    expect((await desk.resume(run, ['--answers', settle])).exit).toBe(0);
    expect(unitIn(await desk.show(run), 'blind', 'web1')).toMatchObject({
      state: 'ok',
      settled: { as: 'done', evidence: 'person', reason: expect.stringContaining('the journal says so') },
    });
    const empty = desk.answers({ blind: { settle: 'done' } });
    expect((await desk.resume(run, ['--answers', empty])).stderr).toContain('answers-invalid');
  });

  it("is settled by the step's own check, which runs in the step's folder and environment", async () => {
    const own = { done_if: 'grep -q "$BEGAN" ./journal', env: { BEGAN: 'began blind' }, cwd: host.dir };
    const path = file([attached(own), noted('last', 'web1')]);
    const running = await desk.startRun(path, ['--answers', desk.answers({ blind: 'check' })]);
    const before = journalOf(host).filter((line) => line === 'began blind').length;
    await until(() => journalOf(host).filter((line) => line === 'began blind').length > before);
    host.killSessions();
    expect((await running.ended).exit).toBe(0);
    letGo();
    expect(unitIn(await desk.show(await desk.lastRun()), 'blind', 'web1')).toMatchObject({
      state: 'ok',
      settled: { as: 'done', evidence: 'check' },
    });
  });
});

describe('hosts', () => {
  it('are worked on by one run at a time; disjoint runs go side by side', async () => {
    const hosts = [host, other];
    const long = file([held('long')], hosts);
    const running = await desk.startRun(long);
    await begun('began long');
    const same = desk.write(
      'same',
      releaseOf(inventory(hosts), [noted('same', 'all')], { info: { id: 'same' } }),
    );
    const refused = await desk.run(same);
    expect(refused.exit).not.toBe(0);
    expect(refused.stderr).toMatch(/hosts-busy: r-\S+ works on web1 at this moment/);
    expect((await desk.run(same, ['--limit', 'web2'])).exit).toBe(0);
    letGo();
    expect((await running.ended).exit).toBe(0);
    expect(journalOf(other)).toEqual(['did same']);
  });

  it('are left out of a run that waits, and taken in again', async () => {
    const hold = { id: 'gate', title: 'Gate', hold: { approvers: [] } };
    const path = file([hold, noted('gated', 'all')], [host, other]);
    expect((await desk.run(path, ['--answers', desk.answers({})])).exit).toBe(3);
    const run = await desk.lastRun();
    const before = journalOf(other).length;
    expect((await desk.cli(['exclude', run, 'web2', '--note', 'its disk'])).exit).toBe(0);
    expect(unitIn(await desk.show(run), 'gated', 'web2')).toMatchObject({
      state: 'excluded',
      reason: expect.stringContaining('its disk'),
    });
    expect((await desk.cli(['exclude', run, 'web2'])).stderr).toContain('web2 is excluded already');
    expect((await desk.cli(['exclude', run, 'web9'])).stderr).toContain('This run has no host web9');
    expect((await desk.cli(['include', run, 'web2'])).exit).toBe(0);
    expect((await desk.cli(['include', run, 'web2'])).stderr).toContain('not excluded');
    const released = desk.answers({ gate: { released_by: ['manager'] } });
    expect((await desk.resume(run, ['--answers', released])).exit).toBe(0);
    expect(journalOf(other).slice(before)).toEqual(['did gated']);
  });

  it('that are left out need not be there when the run is resumed', async () => {
    const third = await startSshd({ name: 'web3' });
    const hold = { id: 'gate', title: 'Gate', hold: { approvers: [] } };
    const path = file([hold, noted('without', 'all')], [host, third]);
    expect((await desk.run(path, ['--answers', desk.answers({})])).exit).toBe(3);
    await third.stop();
    const run = await desk.lastRun();
    const released = ['--answers', desk.answers({ gate: { released_by: ['manager'] } })];
    expect((await desk.resume(run, released)).exit).toBe(4);
    await desk.cli(['exclude', run, 'web3']);
    expect((await desk.resume(run, released)).exit).toBe(0);
    expect(journalOf(host)).toContain('did without');
  });

  it('that failed are all that a second run takes', async () => {
    const flaky = {
      id: 'flaky',
      title: 'Flaky',
      on: 'all',
      run: 'test "$HOLDPOINT_HOST" = web2',
      on_failure: 'continue',
      nothing_to_undo: 'reads',
      rollout: { stop_after: 9 },
    };
    const path = file([flaky], [host, other]);
    expect((await desk.run(path)).exit).toBe(1);
    const first = await desk.lastRun();
    const { stdout } = await desk.run(path, ['--failed-of', first, '--json', '--on-failure', 'stop']);
    expect(statesOf(JSON.parse(stdout))).toEqual(['flaky@web1 failed']);
  });

  it('tell what runs have left on them, and are cleaned of it', async () => {
    const run = await killed('left');
    const path = join(desk.folder, 'lab.release.yaml');
    const list = ['leftovers', path, '--env', 'lab', ...(await credential())];
    expect((await desk.cli(list)).stdout).toMatch(
      new RegExp(`web1 +running +run ${run}, attempt \\S+ +pid \\d+`),
    );
    const kept = JSON.parse((await desk.cli([...list, '--clean', '--json'])).stdout);
    expect(kept[0].records).toMatchObject([{ run, state: 'running' }]);
    letGo();
    expect((await desk.resume(run)).exit).toBe(0);
    expect((await desk.cli(list)).stdout).toMatch(
      new RegExp(
        `^Nothing is left on these hosts\\.\nweb1 +remembers +\\d+ runs?, so that no older library continues what ended; newest ${run} +.+\n$`,
      ),
    );
  });
});

describe('a run that a terminal follows', () => {
  it('is paused and continued from the keyboard, and finishes what is running', async () => {
    const running = await desk.startRun(file([held('paced'), noted('after-pause', 'web1')]));
    await begun('began paced');
    running.child.kill('SIGTSTP');
    await until(() => running.stdout().includes('paused by'));
    letGo();
    await until(() => running.stdout().includes('ok          paced@web1'));
    const run = await desk.lastRun();
    expect((await desk.show(run)).state).toBe('waiting');
    expect(journalOf(host)).not.toContain('did after-pause');
    running.child.kill('SIGTSTP');
    expect((await running.ended).exit).toBe(0);
    expect(journalOf(host)).toContain('did after-pause');
    const types = (await desk.events(run)).map((event) => event.type);
    expect(types).toEqual(expect.arrayContaining(['runPaused', 'runContinued']));
  });
});

describe('a run that another program carries out', () => {
  const ask = (word: 'pause' | 'continue', run: string, more: readonly string[] = []) =>
    desk.cli([word, run, ...more]);

  it('is paused and continued by commands, which return once its log says so', async () => {
    const running = await desk.startRun(file([held('elsewhere'), noted('after-elsewhere', 'web1')]));
    await begun('began elsewhere');
    const run = await desk.lastRun();
    const paused = await ask('pause', run, ['--operator', 'anna', '--note', 'Phone call']);
    expect(paused).toMatchObject({
      exit: 0,
      stdout: `${run} is paused; to continue it: holdpoint continue ${run}\n`,
    });
    expect(await ask('pause', run)).toMatchObject({ exit: 0 });
    letGo();
    await until(() => running.stdout().includes('ok          elsewhere@web1'));
    expect(running.stdout()).toContain('paused by anna (Phone call)');
    expect(journalOf(host)).not.toContain('did after-elsewhere');
    expect(await ask('continue', run)).toMatchObject({ exit: 0, stdout: `${run} continues\n` });
    expect((await running.ended).exit).toBe(0);
    const types = (await desk.events(run)).map((event) => event.type);
    expect(types.filter((type) => type === 'runPaused' || type === 'runContinued')).toEqual([
      'runPaused',
      'runContinued',
    ]);
    const over = await ask('pause', run);
    expect(over).toMatchObject({ exit: 2, stderr: 'error: ended: The run had already ended: succeeded.\n' });
  });

  it('takes defects, which go into its log where it is carried out, and after its end', async () => {
    const running = await desk.startRun(file([held('leaky')]));
    await begun('began leaky');
    const run = await desk.lastRun();
    const defect = (...more: readonly string[]) => desk.cli(['defect', run, ...more, '--operator', 'anna']);
    expect(await defect('Orders are lost', '--severity', 'critical', '--step', 'leaky')).toMatchObject({
      exit: 0,
      stdout: `Logged as defect 1 of ${run}\n`,
    });
    expect(await defect('Elsewhere', '--severity', 'minor', '--host', 'web9')).toMatchObject({
      exit: 2,
      stderr: 'error: refused: This run has no host web9\n',
    });
    expect(await desk.cli(['defect', run])).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(
        /^1 defect, 1 open\n {2}1 {2}critical, leaky: Orders are lost\n {6}logged by anna, .+; open\n$/,
      ),
    });
    letGo();
    expect((await running.ended).exit).toBe(0);
    expect(running.stdout()).toContain('defect      critical (leaky) by anna: Orders are lost');
    expect(await defect('--close', '1', '--note', 'Read again')).toMatchObject({
      exit: 0,
      stdout: `Defect 1 of ${run} is closed\n`,
    });
    expect((await desk.cli(['show', run])).stdout).toContain('1 defect, none open');
    expect((await desk.cli(['verify', run])).exit).toBe(0);
  });

  it('is expected to end by what its steps took in the run before', async () => {
    const steps = [noted('timed-first', 'web1'), held('timed')];
    const first = await desk.startRun(file(steps));
    await begun('began timed');
    const before = await desk.lastRun();
    expect(await desk.show(before)).toMatchObject({
      schedule: { expectedEnd: null, without: [{ step: 'timed', title: expect.any(String) }] },
    });
    letGo();
    expect((await first.ended).exit).toBe(0);
    const second = await desk.startRun(file(steps));
    await until(() => journalOf(host).filter((line) => line === 'began timed').length === 2);
    const run = await desk.lastRun();
    expect(await desk.show(run)).toMatchObject({
      schedule: { expectedEnd: expect.any(String), without: [] },
    });
    expect((await desk.cli(['show', run])).stdout).toMatch(/^elapsed .+; expected end .+, on time/m);
    letGo();
    expect((await second.ended).exit).toBe(0);
    expect((await desk.cli(['show', run])).stdout).toMatch(/^it took \d/m);
  });

  it('is stopped by a command, which waits until that program has ended what was running', async () => {
    const running = await desk.startRun(file([held('far'), noted('after-far', 'web1')]));
    await begun('began far');
    const run = await desk.lastRun();
    const stopped = await desk.cli([
      'stop',
      run,
      '--operator',
      'anna',
      '--note',
      'The window does not answer',
    ]);
    expect(stopped).toMatchObject({ exit: 0, stdout: `${run}: stopped\n` });
    expect(running.stdout()).toContain('asked by anna (The window does not answer)');
    expect((await running.ended).exit).toBe(1);
    expect(journalOf(host)).not.toContain('did after-far');
    expect(statesOf(await desk.show(run))).toEqual(['far@web1 stopped', 'after-far@web1 waiting']);
    expect((await desk.cli(['stop', run])).stdout).toBe('The run had already ended: stopped.\n');
  });

  it('cannot be paused once that was killed, and a wish that nobody took is void when it is resumed', async () => {
    const running = await desk.startRun(file([held('orphan'), noted('after-orphan', 'web1')]));
    await begun('began orphan');
    const run = await desk.lastRun();
    running.child.kill('SIGKILL');
    await running.ended;
    const refused = await ask('pause', run);
    expect(refused.exit).toBe(2);
    expect(refused.stderr).toContain(`error: not-carried-out: No program carries ${run} out`);
    leaveWish(desk.data, run as RunId, { kind: 'pause', by: 'anna', note: null });
    letGo();
    expect((await desk.resume(run)).exit).toBe(0);
    expect((await desk.events(run)).map((event) => event.type)).not.toContain('runPaused');
  });
});

describe('a verification', () => {
  const release = (): string =>
    desk.write('verified', {
      ...releaseOf(inventory([host]), []),
      deployment: { success: ['Orders go through'], phases: [] },
      verification: {
        phases: [
          { id: 'smoke', title: 'Smoke', steps: [{ id: 'look', title: 'Look', on: 'all', check: 'true' }] },
        ],
      },
    });
  const verify = (answers: object) =>
    desk.run(release(), ['--plan', 'verification', '--answers', desk.answers(answers)]);

  it('waits for its decision', async () => {
    const { exit, stdout } = await verify({});
    expect(exit).toBe(3);
    expect(stdout).toContain('waiting');
  });

  it.each([
    ['success', 0, /^Success, decided by/],
    ['back_out', 1, /^Back out, decided by/],
    [{ leave: 'FIX-7 is logged' }, 1, /^Leave it, with an emergency fix, decided by .*: FIX-7 is logged$/],
  ])('ends as it is decided: %j', async (verdict, exit, reason) => {
    expect((await verify({ verdict })).exit).toBe(exit);
    expect((await desk.show(await desk.lastRun())).reason).toMatch(reason);
  });
});
