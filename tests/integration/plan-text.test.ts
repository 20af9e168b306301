/** What `plan` says before anything runs: everything that will, and how it is undone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, inventory, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
beforeAll(() => {
  desk = openDesk();
});
afterAll(() => desk.close());

const address = '192.0.2.10';
const HOSTS = { h1: { address, tags: ['web'] }, h2: { address, tags: ['web'] } };
const STEPS = [
  {
    id: 'clear',
    title: 'Clear the cache',
    on: 'h1',
    run: 'rm -rf ./cache',
    sudo: true,
    cwd: '/srv/app',
    env: { MODE: 'fast', TOKEN: '{{ secret.token }}' },
    takes: '2m',
    timeout: '5m',
    retry: { times: 2, delay: '5s' },
    expect: { exit: [0, 3], stdout: 'cleared' },
    capture: { size: '(\\d+) bytes' },
    on_failure: 'stop',
    nothing_to_undo: 'It fills again',
  },
  { id: 'switch', title: 'Switch', on: 'h1', sudo: 'app', run: 'switch', undo: 'switch --back' },
  { id: 'drop', title: 'Drop the table', on: 'h1', run: 'drop', point_of_no_return: 'The rows are gone' },
  { id: 'odd', title: 'Odd', on: 'h1', run: 'odd' },
  {
    id: 'roll',
    title: 'Roll',
    on: 'web',
    run: 'roll',
    undo: { run: 'roll --back', sudo: true, cwd: '/' },
    when: 'host.name != "h1"',
    rollout: { batches: [1, 1], pause: 'hold' },
  },
];

describe('plan shows what will run', () => {
  it('as which user, in which folder, with which environment, expecting what and undone how', async () => {
    const file = desk.write('all', releaseOf(HOSTS, STEPS));
    const { exit, stdout } = await desk.cli(['plan', file, '--env', 'lab']);
    expect(exit).toBe(0);
    const lines = stdout.split('\n').map((line) => line.trim());
    for (const line of [
      'host h1: 192.0.2.10:22',
      'h1  rm -rf ./cache',
      'runs as root, in /srv/app, with MODE=fast TOKEN={{ secret.token }}',
      'takes 2 min, at most 5 min; tried again up to 2 times, 5 s apart',
      'expects exit 0 or 3; output matches cleared',
      'keeps size from its output',
      'on failure: stops the run',
      'nothing to undo: It fills again',
      'undo (as app): switch --back',
      'point of no return: The rows are gone',
      'no undo: The release does not say how to undo it',
      'undo (as root, in /): roll --back',
      'batch 2 of 2 starts only when a person releases it',
      'skipped: host.name != "h1" does not hold',
    ])
      expect(lines).toContain(line);
  });

  it('tells programs nothing to undo from a point of no return and from nothing said', async () => {
    const file = desk.write('json', releaseOf(HOSTS, STEPS));
    const { stdout } = await desk.cli(['plan', file, '--env', 'lab', '--json']);
    const { units } = JSON.parse(stdout) as { units: Record<string, unknown>[] };
    const undos = units.map(({ step, undo, undoKind, undoBecause }) => [step, undo, undoKind, undoBecause]);
    expect(undos.slice(0, 4)).toEqual([
      ['clear', null, 'nothing', 'It fills again'],
      ['switch', 'switch --back', 'undo', null],
      ['drop', null, 'no-return', 'The rows are gone'],
      ['odd', null, 'unsaid', 'The release does not say how to undo it'],
    ]);
    expect(units[0]).toMatchObject({
      user: 'root',
      cwd: '/srv/app',
      env: { MODE: 'fast', TOKEN: '{{ secret.token }}' },
      takesMs: 120_000,
      timeoutMs: 300_000,
      retry: { times: 2, delayMs: 5000 },
      expect: { exit: [0, 3], stdout: 'cleared' },
      onFailure: 'stop',
    });
    expect(units.at(-2)).toMatchObject({ pauseBefore: false, undo: null, undoBecause: 'It is skipped' });
    expect(units.at(-1)).toMatchObject({
      pauseBefore: true,
      undo: 'roll --back',
      undoShell: 'as root, in /',
    });
  });
});

describe('the backout as a plan', () => {
  it('begins with what it does not take back, and speaks of no undo of its own steps', async () => {
    const file = desk.write('back', releaseOf(HOSTS, STEPS));
    const words = ['plan', file, '--env', 'lab', '--plan', 'backout'];
    const { exit, stdout } = await desk.cli(words);
    expect(exit).toBe(0);
    expect(stdout.split('\n').slice(1, 3)).toEqual([
      'once one of these is passed, the backout does not undo it:',
      '  point of no return: D3 Drop the table: The rows are gone',
    ]);
    expect(stdout).toContain('switch --back');
    expect(stdout).not.toMatch(/nothing to undo|no undo|is an undo itself/);
    const { pointsOfNoReturn } = JSON.parse((await desk.cli([...words, '--json'])).stdout) as {
      pointsOfNoReturn: readonly string[];
    };
    expect(pointsOfNoReturn).toEqual(['D3 Drop the table: The rows are gone']);
  });
});

describe('after a check or a rehearsal', () => {
  let host: Sshd;
  beforeAll(async () => {
    host = await startSshd({ name: 'web1' });
  });
  afterAll(() => host.stop());

  it.each([['check'], ['rehearsal']])('that failed, a %s speaks of no undo', async (mode) => {
    const look = { id: 'look', title: 'Look', on: 'all', check: 'exit 4', on_failure: 'stop' };
    const file = desk.write(mode, releaseOf(inventory([host]), [noted('work', 'all'), look]));
    const { exit, stdout } = await desk.run(file, ['--mode', mode]);
    expect(exit).toBe(1);
    expect(stdout).toContain(': failed');
    const shown = await desk.cli(['show', await desk.lastRun()]);
    expect(shown.stdout).toContain(`, ${mode}, by `);
    expect(stdout + shown.stdout).not.toMatch(/undo|back(ing)? ?out/i);
  });

  it('speaks of no undo after a live run either, where nothing that ran is undone', async () => {
    const bad = {
      id: 'bad',
      title: 'Bad',
      on: 'all',
      run: 'exit 4',
      nothing_to_undo: 'It prints',
      on_failure: 'stop',
    };
    const file = desk.write('nothing', releaseOf(inventory([host]), [bad]));
    const { exit, stdout } = await desk.run(file);
    expect(exit).toBe(1);
    const shown = await desk.cli(['show', await desk.lastRun()]);
    expect(stdout + shown.stdout).not.toMatch(/undo|back(ing)? ?out/i);
  });

  it('a check is not backed out: it changed nothing', async () => {
    const file = desk.write(
      'look',
      releaseOf(inventory([host]), [{ id: 'look', title: 'Look', on: 'all', check: 'true' }]),
    );
    expect((await desk.run(file, ['--mode', 'check'])).exit).toBe(0);
    const { exit, stderr } = await desk.backout(await desk.lastRun(), ['--dry-run']);
    expect(exit).not.toBe(0);
    expect(stderr).toContain('it changed nothing, so there is nothing to undo');
  });
});

it('row W12: what speaks against a run is said before it begins, and holds it back on production', async () => {
  const hosts = { h1: { address: '127.0.0.1', port: 1 } };
  const work = { id: 'work', title: 'Work', on: 'all', run: 'true', nothing_to_undo: 'It changes nothing' };
  const release = releaseOf(hosts, [work], {
    info: { window: { opens: '2020-03-01T22:00:00Z', closes: '2020-03-02T02:00:00Z' } },
    controls: [{ id: 'tested', title: 'Backout rehearsed', state: 'not-met' }],
    environments: { lab: { kind: 'production', hosts } },
  });
  const { exit, stderr } = await desk.run(desk.write('against', release), [], { TZ: 'UTC' });
  expect(exit).toBe(4);
  expect(stderr.split('\n').slice(0, 3)).toEqual([
    'warning: The window of this release closed 2020-03-02 02:00:00 UTC',
    'warning: Control not met: Backout rehearsed',
    'warning: The environment lab is production',
  ]);
  expect(stderr.split('\n')[3]).toMatch(
    /^error: gate-closed: The window of this release closed .* \(window\)/,
  );
});
