import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAtTerminal } from '#support/at-terminal.ts';
import { type Desk, inventory, journalOf, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { UPGRADE } from '#support/documents.ts';
import { generateKey, type Sshd, startSshd, userKey } from '#support/sshd.ts';

let desk: Desk;
let host: Sshd;
let file: string;
/** A run with one step that says a lot, and one that cannot be undone. */
let run: string;

const loud = { id: 'loud', title: 'Be loud', on: 'all', check: 'seq 1 200000' };
const mail = { ...noted('mail', 'all'), undo: undefined, point_of_no_return: 'It is sent' };

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
  file = desk.write('whole', releaseOf(inventory([host]), [loud, noted('work', 'all'), mail]));
  expect((await desk.run(file)).exit).toBe(0);
  run = await desk.lastRun();
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

describe('--data', () => {
  it.each([
    ['before', (words: readonly string[], data: string) => ['--data', data, ...words]],
    ['after', (words: readonly string[], data: string) => [...words, '--data', data]],
  ])('%s the command names the library, whatever HOLDPOINT_DATA says', async (place, withData) => {
    const data = join(desk.folder, `other-${place}`);
    expect((await desk.cli(withData(['import', file], data))).exit).toBe(0);
    expect(existsSync(join(data, 'library.db'))).toBe(true);
    expect(JSON.parse((await desk.cli(withData(['runs', '--json'], data))).stdout)).toEqual([]);
    expect(JSON.parse((await desk.cli(['runs', '--json'])).stdout)).toHaveLength(1);
  });

  it.each([
    ['runs', () => ['runs']],
    ['show', () => ['show', run]],
    ['verify', () => ['verify']],
    ['resume', () => ['resume', run]],
    ['export', () => ['export', 'lab', '--format', 'yaml', '-o', '-']],
  ])('mistyped makes nothing for %s, and says so', async (_name, words) => {
    const data = join(desk.folder, 'librray');
    const { exit, stdout, stderr } = await desk.cli([...words(), '--data', data]);
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^error: not-found: There is no library in .*librray\. Check the folder.*nothing was made there\n$/,
    );
    expect(existsSync(data)).toBe(false);
  });

  it('mistyped is no new library for work to begin in, where one lies beside it with nearly that name', async () => {
    const data = join(desk.folder, 'librray');
    for (const words of [
      ['run', file, '--env', 'lab'],
      ['import', file],
    ]) {
      const { exit, stdout, stderr } = await desk.cli([...words, '--data', data]);
      expect([exit, stdout]).toEqual([2, '']);
      expect(stderr).toBe(
        `error: not-found: There is no library in ${data}; did you mean ${desk.data}? For a new one, make the folder first; nothing was made\n`,
      );
    }
    expect(existsSync(data)).toBe(false);
  });

  it('that does not exist is made by a first import, which says so, but not with its parents', async () => {
    const fresh = join(desk.folder, 'fresh');
    const made = await desk.cli(['import', file], { HOLDPOINT_DATA: fresh });
    expect([made.exit, made.stderr]).toEqual([0, `note: a new library is made in ${fresh}\n`]);
    expect((await desk.cli(['import', file, '--data', fresh])).stderr).toBe('');
    const deep = join(desk.folder, 'fersh', 'library');
    const refused = await desk.cli(['run', file, '--env', 'lab', '--data', deep]);
    expect(refused.exit).toBe(2);
    expect(refused.stderr).toMatch(/none can be made there: .*fersh does not exist/);
    expect(existsSync(join(desk.folder, 'fersh'))).toBe(false);
  });

  it('without a folder is a wrong call', async () => {
    const { exit, stderr } = await desk.cli(['runs', '--data', '']);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error: usage: [^\n]*--data[^\n]*\n$/);
  });
});

/** Runs a command whose reader goes away at once. */
async function unread(words: readonly string[]) {
  const { child, ended } = desk.start(words);
  child.stdout?.destroy();
  return ended;
}

describe('a reader that goes away', () => {
  it.each([['runs'], ['show'], ['events'], ['log'], ['verify'], ['lint'], ['plan']])(
    'ends %s quietly',
    async (name) => {
      const more: Record<string, readonly string[]> = {
        runs: [],
        verify: [],
        lint: [file],
        plan: [file, '--env', 'lab'],
      };
      const { exit, stderr } = await unread([name, ...(more[name] ?? [run])]);
      expect([exit, stderr]).toEqual([0, '']);
    },
  );

  it('does not end a run', async () => {
    const running = await desk.startRun(file);
    running.child.stdout?.destroy();
    const { exit, stderr } = await running.ended;
    expect([exit, stderr]).toEqual([0, '']);
    expect((await desk.show(await desk.lastRun())).state).toBe('succeeded');
  });
});

describe('log', () => {
  it('of an attempt that was not made is not found', async () => {
    const { exit, stdout, stderr } = await desk.cli(['log', run, '--step', 'loud', '--attempt', '7']);
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toBe(`error: not-found: ${run} has no attempt 7 of loud@web1; the last is 1\n`);
    expect((await desk.cli(['log', run, '--attempt', '7'])).exit).toBe(2);
  });

  it.each(['x', '0', '1.5', '-1'])('takes no attempt %s', async (attempt) => {
    const { exit, stderr } = await desk.cli(['log', run, `--attempt=${attempt}`]);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error: usage: --attempt [^\n]+\n$/);
  });

  it('of all hosts stands as one, each line with its host', async () => {
    const { exit, stdout } = await desk.cli(['log', run, '--merged', '--step', 'loud']);
    expect(exit).toBe(0);
    expect(stdout.split('\n')[0]).toMatch(/^web1 loud \| ./);
    const timed = await desk.cli(['log', run, '--merged', '--times']);
    expect(timed.stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\S* web1 /);
    const wrong = await desk.cli(['log', run, '--merged', '--host', 'web1']);
    expect(wrong).toMatchObject({
      exit: 2,
      stderr: expect.stringMatching(/^error: usage: --merged is of all/),
    });
    expect((await desk.cli(['log', run, '--merged', '--step', 'nowhere'])).exit).toBe(2);
  });

  it('of a unit that never ran says so', async () => {
    const manual = { id: 'desk', title: 'Call', manual: 'Call them', nothing_to_undo: 'A call' };
    const waiting = desk.write('waiting', releaseOf(inventory([host]), [manual, noted('after', 'all')]));
    expect((await desk.run(waiting, ['--answers', desk.answers({})])).exit).toBe(3);
    const found = await desk.cli(['log', await desk.lastRun(), '--step', 'after']);
    expect(found).toMatchObject({ exit: 0, stdout: '', stderr: 'note: never ran: after@web1\n' });
  });
});

it('says that it replaced a text only if it was another', async () => {
  const imported = async (version: string) => {
    const path = desk.write('in', releaseOf(inventory([host]), [loud], { info: { id: 'in', version } }));
    return JSON.parse((await desk.cli(['import', path, '--replace', '--json'])).stdout).replaced;
  };
  expect([await imported('1'), await imported('1'), await imported('2')]).toEqual([false, false, true]);
});

/** Answers one prompt of a command at a terminal. */
async function atTerminal(words: readonly string[], keys: string, prompt = '[y/n]') {
  const terminal = startAtTerminal(desk, words);
  await terminal.sees(prompt);
  terminal.press(keys);
  return { exit: await terminal.ended, shown: terminal.screen() };
}

it('stops the run at Ctrl-C while it asks a person', async () => {
  const call = { id: 'call', title: 'Call', manual: 'Call the desk', nothing_to_undo: 'A call' };
  const asking = desk.write('asking', releaseOf(inventory([host]), [call, noted('later', 'all')]));
  const key = (await userKey()).key;
  const words = ['run', asking, '--env', 'lab', '--credential', `default=key:${key}`];
  const { shown, exit } = await atTerminal(words, '\u0003', 'leave open');
  expect(shown).toContain('Stopping: what is running is ended');
  expect(shown.match(/Call the desk/g)).toHaveLength(1);
  expect(exit).toBe(1);
  expect((await desk.show(await desk.lastRun())).state).toBe('stopped');
  expect(journalOf(host)).not.toContain('did later');
});

describe('a backout over a point of no return that was passed', () => {
  let newest: string;
  beforeAll(async () => {
    expect((await desk.run(file)).exit).toBe(0);
    newest = await desk.lastRun();
  });

  it('asks a person at a terminal about it by itself, and begins nothing on a no', async () => {
    const { shown, exit } = await atTerminal(['backout', newest], 'n\r');
    expect(shown).toContain('Points of no return that were passed; the backout does not undo them:');
    expect(shown).toMatch(
      /Point of no return passed: Do mail on web1\. It is sent\. The backout does not undo it/,
    );
    expect(shown).toContain('Back out all the same? [y/n]');
    expect(shown).toContain('error: declined: nothing was begun');
    expect(exit).toBe(1);
    expect(journalOf(host)).not.toContain('undid work');
  });

  it('is refused without a person, and the refusal says what names it', async () => {
    for (const more of [[], ['--answers', desk.answers({ default: 'stop' })]]) {
      const { exit, stderr } = await desk.backout(newest, more);
      expect(exit).toBe(2);
      expect(stderr).toContain('error: not-acknowledged: Point of no return passed: Do mail on web1.');
      expect(stderr).toContain('--past-no-return mail');
    }
    expect(journalOf(host)).not.toContain('undid work');
  });

  it('stands first in the list, by itself, and in its JSON', async () => {
    const { stdout } = await desk.cli(['backout', newest, '--dry-run']);
    expect(stdout).toMatch(
      /^Points of no return that were passed.*\n {2}Do mail \(mail on web1\)\n {4}It is sent\n/,
    );
    const json = JSON.parse((await desk.cli(['backout', newest, '--dry-run', '--json'])).stdout);
    expect(json.notUndone[0]).toMatchObject({ step: 'mail', host: 'web1', kind: 'no-return' });
    expect(json.concerns).toMatchObject([{ kind: 'no-return', option: '--past-no-return mail' }]);
  });

  it('continues when an option names it', async () => {
    const { exit, stdout } = await desk.backout(newest, ['--past-no-return', 'mail']);
    expect(exit).toBe(0);
    expect(stdout).toContain('Point of no return passed: Do mail on web1');
    expect(journalOf(host)).toContain('undid work');
  });
});

it('a value that nothing reads is refused with what was meant, before a run is begun with another', async () => {
  const release = releaseOf(inventory([host]), [noted('say', 'all', { run: 'echo {{ vars.version }}' })]);
  const wanted = desk.write('given', {
    ...release,
    environments: { lab: { kind: 'test', hosts: inventory([host]), vars: { version: '1' } } },
  });
  const before = await desk.lastRun();
  const refused = await desk.run(wanted, ['--var', 'verison=2']);
  expect(refused).toMatchObject({ exit: 2, stdout: '' });
  expect(refused.stderr).toContain(
    'vars.verison is given, but nothing in this release sets or reads it; did you mean "version"?',
  );
  expect(await desk.lastRun()).toBe(before);
});

it('a run that preflight refused is listed and shown as refused', async () => {
  const step = noted('work', 'all', { env: { A: '{{ secret.none }}' } });
  const { exit } = await desk.run(desk.write('refused', releaseOf(inventory([host]), [step])));
  expect(exit).toBe(4);
  const refused = await desk.lastRun();
  expect((await desk.cli(['runs'])).stdout).toContain(`${refused}  refused by preflight`);
  expect((await desk.cli(['show', refused])).stdout).toContain(
    `${refused}: refused by preflight (Preflight found problems)`,
  );
  expect(JSON.parse((await desk.cli(['runs', '--json'])).stdout)[0]).toMatchObject({
    state: 'stopped',
    refused: true,
  });
});

it('a check without a check, and a plan without a step, are said to be so', async () => {
  const checked = await desk.run(desk.write('bare', releaseOf(inventory([host]), [noted('work', 'all')])), [
    '--mode',
    'check',
  ]);
  expect(checked.exit).toBe(0);
  expect(checked.stdout).toContain('Nothing was checked besides preflight: no check or probe step was done.');
  const empty = desk.write('empty', { ...releaseOf(inventory([host]), []), deployment: { phases: [] } });
  expect((await desk.cli(['plan', empty, '--env', 'lab'])).stdout).toContain('It has no step to run');
});

describe('run --dry-run', () => {
  const nowhere = () => join(desk.folder, 'no-library');
  const dry = (path: string, ...more: string[]) =>
    desk.cli(['run', path, '--env', 'lab', '--dry-run', ...more], { HOLDPOINT_DATA: nowhere() });

  it('says what plan says, and does nothing', async () => {
    const plan = async (...more: string[]) =>
      (await desk.cli(['plan', file, '--env', 'lab', ...more], { HOLDPOINT_DATA: nowhere() })).stdout;
    const said = await dry(file);
    expect(said.stderr).toBe('note: nothing was begun, and no host was asked\n');
    expect([said.exit, said.stdout]).toEqual([0, await plan()]);
    expect(JSON.parse((await dry(file, '--json')).stdout)).toEqual(JSON.parse(await plan('--json')));
    expect(existsSync(nowhere())).toBe(false);
    const checked = await dry(file, '--mode', 'check');
    expect(checked.stdout).toContain('skipped: Check mode changes nothing');
    for (const mode of ['check', 'rehearsal'] as const) {
      const ofMode = await dry(file, '--mode', mode);
      expect(ofMode.stdout).toContain(`deployment on lab, ${mode}, revision`);
      expect(ofMode.stdout).not.toMatch(/undo|backing out/);
      const { backout, units } = JSON.parse((await dry(file, '--mode', mode, '--json')).stdout);
      const isCutShort = units.some(({ skippedByMode }: { skippedByMode: boolean }) => skippedByMode);
      expect([backout, isCutShort]).toEqual([null, mode === 'check']);
    }
  });

  it('refuses what the run would refuse before it begins', async () => {
    const empty = desk.write('bare', { ...releaseOf(inventory([host]), []), deployment: { phases: [] } });
    for (const [path, code, ...words] of [
      [file, 'usage', '--jsonl'],
      [file, 'usage', '--secret', 'nothing'],
      [file, 'answers-invalid', '--answers', desk.answers({ 'no-such-step': 'done' })],
      [file, 'plan-invalid', '--limit', 'no-such-host'],
      [file, 'backout-computed', '--plan', 'backout'],
      [file, 'not-found', '--failed-of', 'r-1'],
      [empty, 'plan-empty'],
    ] as const) {
      const { exit, stdout, stderr } = await dry(path, ...words);
      expect([exit, stdout, stderr]).toEqual([2, '', expect.stringMatching(`^error: ${code}: `)]);
    }
  });
});

it('the code of a release on its runbook is told from that of a log', async () => {
  expect((await desk.cli(['import', file, '--replace'])).exit).toBe(0);
  const { revision } = JSON.parse((await desk.cli(['plan', file, '--env', 'lab', '--json'])).stdout);
  const code = revision.slice(0, 16).match(/.{4}/g).join('-');
  expect(await desk.cli(['verify', '--code', code])).toMatchObject({
    exit: 0,
    stdout: `${revision} is not the code of a log but the revision of a release: the text of lab 1.0.0 as it is in this library now\n`,
  });
});

describe('--json', () => {
  it('prints one document when preflight refuses', async () => {
    const wrong = await generateKey(desk.folder, 'wrong');
    const { exit, stdout, stderr } = await desk.cli([
      'run',
      file,
      '--env',
      'lab',
      '--json',
      '--credential',
      `default=key:${wrong}`,
    ]);
    expect(exit).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'stopped', release: { id: 'lab' } });
    expect(stderr).toMatch(/^error: [a-z-]+: [^\n]+\n$/);
  });

  it('prints one document when the run is left waiting; --on-failure answers before the file', async () => {
    const bad = noted('bad', 'web1', { run: 'exit 1' });
    const hold = { id: 'go', title: 'Go', hold: { approvers: [] } };
    const held = desk.write('held', releaseOf(inventory([host, { ...host, name: 'web2' }]), [bad, hold]));
    const answers = desk.answers({ bad: 'stop', default: 'done' });
    const { exit, stdout, stderr } = await desk.run(held, [
      '--json',
      '--answers',
      answers,
      '--on-failure',
      'continue',
    ]);
    expect([exit, stderr]).toEqual([3, '']);
    const { state, units } = JSON.parse(stdout);
    expect(state).toBe('waiting');
    expect(units.map((unit: { state: string }) => unit.state)).toContain('failed');
  });
});

describe('import of a runbook', () => {
  const runbook = (): string => {
    const path = join(desk.folder, 'upgrade.md');
    writeFileSync(path, UPGRADE);
    return path;
  };

  it('makes a release of it, and names with its line what is not taken over', async () => {
    const words = ['import', runbook(), '--as', 'orders', '--release-version', '15.6', '--on', 'db'];
    const { exit, stdout, stderr } = await desk.cli(words);
    expect([exit, stdout.split('\n')[0]]).toEqual([0, 'orders 15.6 is in the library']);
    expect(stderr).toContain('line 62: PGPASSWORD: a secret is never written into a release');
    const text = (await desk.cli(['export', 'orders', '--format', 'yaml', '-o', '-'])).stdout;
    expect(text).toContain('version: "15.6"');
    expect(text).not.toContain('hunter2');
    const again = await desk.cli(words);
    expect([again.exit === 0, again.stderr]).toEqual([false, expect.stringContaining('error: exists:')]);
  });

  it('asks for the version, and prints what the release would say without one', async () => {
    const asked = await desk.cli(['import', runbook()]);
    expect([asked.exit, asked.stderr]).toEqual([2, expect.stringContaining('say --release-version V')]);
    const { exit, stdout } = await desk.cli(['import', runbook(), '--print']);
    expect([exit, stdout]).toEqual([0, expect.stringContaining('title: Upgrade the replica')]);
    const strange = await desk.cli(['import', file, '--print']);
    expect([strange.exit, strange.stderr]).toEqual([2, expect.stringContaining('--print is for runbooks')]);
  });
});
