import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Desk,
  inventory,
  journalOf,
  note,
  noted,
  openDesk,
  releaseOf,
  until,
} from '#support/cli-fixture.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

let desk: Desk;
let hosts: Sshd[];
let host: Sshd;

beforeAll(async () => {
  host = await startSshd({ name: 'web1' });
  hosts = [host, await startSshd({ name: 'web2' })];
});
afterAll(() => Promise.all(hosts.map((each) => each.stop())));
beforeEach(() => {
  desk = openDesk();
  return () => desk.close();
});

const letGo = (id: string): void => writeFileSync(join(host.dir, `go-${id}`), '');
/** Begins, and ends when the test lets it. */
const held = (id: string, more: object = {}): object =>
  noted(id, 'web1', {
    run: `echo begun; ${note(`began ${id}`)}; until test -e "$HOLDPOINT_HOST_DIR/go-${id}"; do sleep 0.05; done; ${note(`ended ${id}`)}`,
    ...more,
  });
const desks = { id: 'desk', title: 'Call the desk', manual: 'Call them', items: ['called'] };
const file = (steps: readonly object[], of: readonly Sshd[] = [host]): string =>
  desk.write('lab', releaseOf(inventory(of), steps));
const noticed = (words: string) => until(() => journalOf(host).includes(words));
const show = async (run: string): Promise<string> => (await desk.cli(['show', run])).stdout;

/** The program is killed while the first step runs, as soon as its log has the number of the process. */
async function killed(id: string, more: readonly object[] = [], how: object = {}): Promise<string> {
  const running = await desk.startRun(file([held(id, how), ...more]));
  await noticed(`began ${id}`);
  await until(async () =>
    (await desk.events(await desk.lastRun())).some(({ type }) => type === 'attemptStarted'),
  );
  running.child.kill('SIGKILL');
  await running.ended;
  return desk.lastRun();
}

async function reported(run: string, format: 'md' | 'html' | 'csv'): Promise<string> {
  const out = join(desk.folder, `report.${format}`);
  expect(await desk.cli(['report', run, '--format', format, '-o', out, '--force'])).toMatchObject({
    exit: 0,
    stderr: '',
  });
  return readFileSync(out, 'utf8');
}

describe('a run whose program was killed', () => {
  it('shows what was running, that nothing was run again, and how to continue', async () => {
    const run = await killed('shown', [noted('after', 'web1')]);
    const shown = await show(run);
    expect(shown).toMatch(/^ {2}shown +web1 +unknown +Was running when Holdpoint closed/m);
    expect(shown).toContain('Nothing has been run again.');
    expect(shown).toMatch(/^was running: shown@web1, pid \d+; its host keeps a record of it$/m);
    expect(shown).toContain(`To continue: holdpoint resume ${run}\nTo end it: holdpoint stop ${run}\n`);
    letGo('shown');
    expect((await desk.resume(run)).exit).toBe(0);
    expect(await show(run)).not.toContain('To continue');
  });

  it('has a report that serves as its state page, in every form', async () => {
    const run = await killed('paged', [noted('after', 'web1'), desks]);
    const markdown = await reported(run, 'md');
    const html = await reported(run, 'html');
    for (const text of [markdown, html])
      for (const said of [
        'Interrupted, 1 outcome unknown',
        'Nothing has been run again.',
        'Was running when Holdpoint closed',
        'The host keeps a record of it',
        'Not begun',
        'Call the desk',
        `holdpoint resume ${run}`,
      ])
        expect(text).toContain(said);
    expect(await reported(run, 'csv')).toContain(`${run},live,paged,Do paged,web1,unknown,1,unknown,`);
    letGo('paged');
    await desk.resume(run, ['--answers', desk.answers({ desk: { items: 'all' } })]);
    expect(await reported(run, 'md')).not.toContain('State of the run');
  });

  it('is summed up before it continues, also when nobody sits at the terminal', async () => {
    const run = await killed('summed', [noted('after', 'web1')]);
    letGo('summed');
    await noticed('ended summed');
    const { stdout } = await desk.resume(run);
    const summary =
      'What was running when Holdpoint closed:\n  ended meanwhile summed@web1  It succeeded while nobody was watching\nNothing has been run again.\n';
    expect(stdout).toContain(summary);
    expect(stdout.indexOf(summary)).toBeLessThan(stdout.indexOf('after@web1'));
    expect(stdout).toMatch(/ok +summed@web1 .*from the host's record/);
    expect(await show(run)).toMatch(/summed +web1 +ok +adopted$/m);
    expect(await reported(run, 'md')).toContain("from the host's record; nobody was watching when it ended");
  });

  it('is resumed without a word beside the document where that is asked for', async () => {
    const run = await killed('silent');
    letGo('silent');
    await noticed('ended silent');
    const { stdout } = await desk.resume(run, ['--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      run,
      state: 'succeeded',
      units: [{ adopted: true, tracked: true }],
    });
  });
});

describe('a run that is stopped after its program was killed', () => {
  it('names what stays unknown, and ends with the exit code that says so', async () => {
    const run = await killed('lone', [], { mode: 'attached' });
    expect(await show(run)).toMatch(/^was running: lone@web1, pid \d+; nothing keeps a record of it$/m);
    const key = ['--credential', `default=key:${(await userKey()).key}`];
    const { exit, stdout, stderr } = await desk.cli(['stop', run, ...key]);
    expect({ exit, stdout }).toEqual({ exit: 5, stdout: `${run}: failed\n` });
    expect(stderr).toMatch(/^note: unknown: lone@web1: /);
    letGo('lone');
    await noticed('ended lone');
  });
});

describe('a run that is left open', () => {
  it('says what it waits for, what can be answered, and how to continue', async () => {
    const { exit, stdout } = await desk.run(file([desks]), ['--answers', desk.answers({})]);
    const run = await desk.lastRun();
    expect(exit).toBe(3);
    const said = '    Call them\n    [ ] called\n';
    const words = `question: desk: To be done by a person, and confirmed\n${said}  in an answers file: desk: { items: all }\nTo continue: holdpoint resume ${run}\nTo end it: holdpoint stop ${run}\n`;
    expect(stdout).toContain(`${run}: waiting for a person; 1 waiting\n${words}`);
    expect(await show(run)).toContain('It waits for a person: one question is open.');
    expect(await show(run)).toContain(words);
  });

  it('shows the message that waits to be sent, line by line', async () => {
    const message = {
      id: 'word',
      audience: 'The desk',
      channel: 'phone',
      to: ['Desk'],
      send: 'before',
      subject: 'Works begin',
      body: 'We begin now.\nExpect an hour.',
    };
    const tell = { id: 'tell', title: 'Tell the desk', notify: 'word' };
    const path = desk.write('telling', releaseOf(inventory([host]), [tell], { communications: [message] }));
    const { exit, stderr } = await desk.run(path, ['--answers', desk.answers({})]);
    expect([exit, stderr]).toEqual([3, '']);
    const run = await desk.lastRun();
    const said = 'To be sent by phone to Desk: Works begin\n    We begin now.\n    Expect an hour.\n';
    expect(await show(run)).toContain(said);
    const { stdout } = await desk.cli(['report', run, '--format', 'md', '-o', '-']);
    expect(stdout).toContain('Works begin: We begin now. Expect an hour.');
  });

  it('offers for an unknown outcome what can be answered to it, and marks how it was settled', async () => {
    const running = await desk.startRun(file([held('blind', { mode: 'attached' })]), [
      '--answers',
      desk.answers({}),
    ]);
    await noticed('began blind');
    host.killSessions();
    const { exit, stdout } = await running.ended;
    expect(exit).toBe(5);
    expect(stdout).toContain(
      '  in an answers file: blind: { settle: done | failed | not_run, note: … } | retry | { skip: reason } | exclude | stop\n',
    );
    letGo('blind');
    const run = await desk.lastRun();
    const settle = desk.answers({ blind: { settle: 'done', note: 'seen in the journal' } });
    const resumed = await desk.resume(run, ['--answers', settle, '--operator', 'kim']);
    expect(resumed.stdout).toMatch(/decided +blind@web1 by kim: Settle as done \(seen in the journal\)/);
    expect(await show(run)).toMatch(
      /blind +web1 +ok +attached; settled as done by kim: seen in the journal$/m,
    );
    expect(await reported(run, 'md')).toContain('unknown, may have run; settled as done');
  });

  it('marks what was done on paper, and what left processes behind', async () => {
    const leaves = noted('leaves', 'web1', { run: 'sleep 60 >/dev/null 2>&1 & echo started' });
    await desk.run(file([leaves, desks]), ['--answers', desk.answers({})]);
    const run = await desk.lastRun();
    expect(await show(run)).toMatch(/leaves +web1 +ok +processes left behind$/m);
    const record = ['record', run, '--step', 'desk', '--by', 'kim', '--at'];
    const later = await desk.cli([...record, new Date(Date.now() + 3_600_000).toISOString()]);
    expect([later.exit, later.stderr]).toEqual([
      2,
      expect.stringMatching(/^error: refused: .* is in the future: by the/),
    ]);
    const early = await desk.cli([...record, '2020-11-21T03:40:00+01:00']);
    expect([early.exit, early.stderr]).toEqual([
      2,
      expect.stringContaining('Recording it needs a note: how that is'),
    ]);
    const kept = await desk.cli([...record, '2020-11-21T03:40:00+01:00', '--note', 'before the run']);
    expect(kept.exit).toBe(0);
    expect(await show(run)).toMatch(/desk +ok +on paper$/m);
    const markdown = await reported(run, 'md');
    expect(markdown).toContain('ON PAPER: done, says kim, 2020-11-21 02:40:00 UTC');
    expect(markdown).toContain('It left processes of its own running on the host');
  });

  it('shows a step that says nothing for long', async () => {
    const running = await desk.startRun(file([held('quiet')]), ['--quiet-after', '1s']);
    await until(() => /quiet {7}quiet@web1 for [\d.]+ s; last: begun/.test(running.stdout()));
    expect(await show(await desk.lastRun())).toMatch(
      /quiet +web1 +running +quiet for 1(?:\.\d)? s, last: begun$/m,
    );
    letGo('quiet');
    expect((await running.ended).exit).toBe(0);
  });
});

describe('what is worth knowing of hosts', () => {
  it('is noted at preflight, the same of several hosts once, and the run continues', async () => {
    for (const { dir } of hosts) {
      rmSync(join(dir, '.local'), { recursive: true, force: true });
      writeFileSync(join(dir, '.local'), 'in the way');
    }
    const { exit, stdout, stderr } = await desk.run(file([noted('attached', 'all')], hosts), ['--json']);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout).units).toMatchObject([{ tracked: false }, { tracked: false }]);
    expect(stderr).toContain(
      'note: web1, web2: It keeps no note of who works on it, so neither a second workstation nor an older library is kept out\n',
    );
    for (const { name } of hosts)
      expect(stderr).toMatch(
        new RegExp(`^note: ${name}: Steps are not tracked there: no folder can be made`, 'm'),
      );
    expect(await show(await desk.lastRun())).toMatch(/attached +web1 +ok +attached$/m);
  });
});

describe('records that could not be taken away', () => {
  it('are named at the end and in the report, with the command that removes them', async () => {
    const gone = await startSshd({ name: 'web9' });
    const path = file([noted('before', 'web9'), desks], [gone]);
    await desk.run(path, ['--answers', desk.answers({})]);
    await gone.stop();
    const run = await desk.lastRun();
    const key = ['--credential', `default=key:${(await userKey()).key}`];
    const { stdout, stderr } = await desk.cli(['stop', run, ...key]);
    expect(stdout).toBe(`${run}: stopped\n`);
    expect(stderr).toMatch(
      /^Records of it were left on these hosts:\n {2}web9 {2}.*\nTo remove them: holdpoint leftovers FILE --env lab --clean\n$/,
    );
    expect(await show(run)).toContain('Records of it were left on these hosts');
    expect(await reported(run, 'md')).toContain('holdpoint leftovers FILE --env lab --clean');
  });
});

it('row W11: every clock time is in the zone of the workstation, which is named, in the terminal and on paper', async () => {
  const zone = { TZ: 'Asia/Kolkata' };
  const gate = { id: 'gate', title: 'Gate', hold: { approvers: [] } };
  const path = file([noted('done', 'web1'), gate, noted('later', 'web1', { takes: '10m' })]);
  const run = await desk.run(path, ['--answers', desk.answers({})], zone);
  expect(run.stdout).toMatch(/^Clock times are of \d{4}-\d\d-\d\d, UTC\+05:30$/m);
  const id = await desk.lastRun();
  const record = ['record', id, '--step', 'later', '--host', 'web1', '--by', 'engineer', '--note', 'binder'];
  await desk.cli([...record, '--at', '2020-03-14T21:05:09Z'], zone);
  expect((await desk.cli(['import', path], zone)).exit).toBe(0);
  const toStdout = ['-o', '-', '--format', 'md'];
  const [runs, shown, report, runbook] = await Promise.all(
    [['runs'], ['show', id], ['report', id, ...toStdout], ['export', 'lab', ...toStdout]].map((words) =>
      desk.cli(words, zone),
    ),
  );
  expect(shown?.stdout).toContain('2020-03-15 02:35:09 UTC+05:30');
  for (const each of [runs, shown, report, runbook]) {
    const times = each?.stdout.match(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d.{0,10}/g) ?? [];
    expect(times.length).toBeGreaterThan(0);
    for (const time of times) expect(time).toMatch(/^\S+ \S+ UTC\+05:30/);
  }
});

it('a run that waits before anything ran has nothing to undo, and its state page says so', async () => {
  const gate = { id: 'gate', title: 'Gate', hold: { approvers: [] } };
  const last = {
    id: 'drop',
    title: 'Drop',
    on: 'web1',
    run: 'true',
    point_of_no_return: 'The rows are gone',
  };
  const path = file([gate, last]);
  expect((await desk.run(path, ['--answers', desk.answers({})])).exit).toBe(3);
  const run = await desk.lastRun();
  expect(await show(run)).toContain('nothing to undo; next point of no return: Drop');
  const page = await reported(run, 'md');
  expect(page).toContain('**Backing out from here:** nothing to undo');
  expect(page).not.toContain('no time');
});
