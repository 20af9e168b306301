import { rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '#adapters/system/sha256.ts';
import { checkChain } from '#core/run/chain.ts';
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
} from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
let hosts: Sshd[];

beforeAll(async () => {
  desk = openDesk();
  hosts = await Promise.all(['web1', 'web2'].map((name) => startSshd({ name })));
});
beforeEach(() => {
  for (const host of hosts)
    for (const name of ['journal', 'tried']) rmSync(join(host.dir, name), { force: true });
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  desk.close();
});

const people = [
  { id: 'engineer', name: 'Engineer', roles: [], login: userInfo().username },
  { id: 'manager', name: 'Manager', roles: ['deployment-manager'] },
  { id: 'owner', name: 'Owner', roles: ['product-owner'] },
];
const release = (steps: readonly object[]): string =>
  desk.write('answers', releaseOf(inventory(hosts), steps, { info: { people } }));

/** Fails on web1 the first time it is tried there. */
const failsOnce = (more: object = {}): object =>
  noted('work', 'all', {
    run: `${note('did work')}; test "$HOLDPOINT_HOST" = web2 || test -e "$HOLDPOINT_HOST_DIR/tried" || { touch "$HOLDPOINT_HOST_DIR/tried"; exit 1; }`,
    rollout: { parallel: 1 },
    ...more,
  });
const after = noted('after', 'all');
const hold = (more: object = {}): object => ({
  id: 'go',
  title: 'Go or no-go',
  hold: { approvers: ['manager', 'product-owner'], count: 2, not_operator: true, ...more },
});
const desks = {
  id: 'desk',
  title: 'Call the desk',
  manual: 'Call them',
  items: ['called', 'noted'],
  nothing_to_undo: 'A call',
};

async function runWith(steps: readonly object[], answers: object | null, more: readonly string[] = []) {
  const words = answers === null ? [] : ['--answers', desk.answers(answers)];
  const result = await desk.run(release(steps), [...words, ...more]);
  const run = await desk.show(await desk.lastRun());
  return { ...result, run };
}

describe('an answers file', () => {
  it('ticks a list, releases a hold point by two people and takes the default for the rest', async () => {
    const { exit, run } = await runWith([desks, hold(), failsOnce(), after], {
      desk: { items: 'all' },
      go: { released_by: ['manager', 'owner'], note: 'go' },
      default: 'retry',
    });
    expect(exit).toBe(0);
    expect(run.state).toBe('succeeded');
    expect(unitIn(run, 'work', 'web1')).toMatchObject({ state: 'ok', attempt: 2 });
    const decided = (await desk.events(run.run)).flatMap((event) =>
      event.type === 'questionAnswered' ? [event.data] : [],
    );
    expect(decided.map(({ by, note: words }) => [by, words]).slice(1, 3)).toEqual([
      ['manager', 'go'],
      ['owner', 'go'],
    ]);
  });

  it('leaves the run waiting where it has no answer', async () => {
    const { exit, run, stdout } = await runWith([desks, after], {});
    expect(exit).toBe(3);
    expect(run.state).toBe('waiting');
    expect(stdout).toContain('waiting for a person');
    expect(statesOf(run)).toEqual(['desk waiting', 'after@web1 waiting', 'after@web2 waiting']);
    expect(hosts.flatMap(journalOf)).toEqual([]);
  });

  it('lets a run that goes step by step begin as far as it says, and the rest by itself', async () => {
    const steps = [noted('work', 'all'), after, noted('last', 'all')];
    const { exit, run, stdout } = await runWith(steps, { work: 'begin' }, ['--step-by-step']);
    expect(exit).toBe(3);
    expect(stdout).toContain('in an answers file: after: begin | begin_rest');
    expect(run).toMatchObject({ state: 'waiting', stepByStep: true });
    expect(statesOf(run).slice(1, 4)).toEqual(['work@web2 ok', 'after@web1 waiting', 'after@web2 waiting']);
    expect((await desk.cli(['show', run.run])).stdout).toContain('It goes step by step.');
    const resumed = await desk.resume(run.run, ['--answers', desk.answers({ after: 'begin_rest' })]);
    expect(resumed.exit, resumed.stderr).toBe(0);
    expect(hosts.map((host) => journalOf(host).length)).toEqual([3, 3]);
    const plain = await runWith(steps, { work: 'begin' });
    expect(plain.stderr).toContain('work: "begin" answers nothing that a run step asks');
  });

  it('leaves a hold point closed when one of two approvers is missing or is the operator', async () => {
    const alone = await runWith([hold()], { go: { released_by: ['manager'] } });
    expect(alone.exit).toBe(3);
    const operator = await runWith([hold()], { go: { released_by: ['manager', 'owner'] } }, [
      '--operator',
      'owner',
    ]);
    expect(operator.exit).toBe(3);
    expect(operator.stderr).toContain('owner runs this release and may not release this hold point');
    const stranger = await desk.run(release([hold()]), [
      '--answers',
      desk.answers({ go: { released_by: ['manager', 'mallory'] } }),
    ]);
    expect(stranger).toMatchObject({ exit: 2, stdout: '' });
    expect(stranger.stderr).toContain('go: "mallory" is not among the people of this release');
  });

  it('says retry once to a unit, and leaves it then', async () => {
    const { exit, run } = await runWith([noted('work', 'web1', { run: `${note('did work')}; exit 1` })], {
      work: 'retry',
    });
    expect(exit).toBe(3);
    expect(unitIn(run, 'work', 'web1')).toMatchObject({ state: 'failed', attempt: 2 });
    expect(journalOf(hosts[0]!)).toEqual(['did work', 'did work']);
  });

  it('skips with a reason, and the run continues', async () => {
    const { exit, run } = await runWith([failsOnce(), after], { work: { skip: 'done by hand' } });
    expect(exit).toBe(0);
    expect(unitIn(run, 'work', 'web1')).toMatchObject({ state: 'skipped', attempt: 1, exit: 1 });
    expect(unitIn(run, 'work', 'web1').reason).toContain('done by hand');
    expect(unitIn(run, 'after', 'web1').state).toBe('ok');
  });

  it.each(['exclude', 'continue'])('leaves the host out on %s, and the run is failed', async (word) => {
    const { exit, run } = await runWith([failsOnce(), after], { work: word });
    expect(exit).toBe(1);
    expect(statesOf(run)).toEqual([
      'work@web1 failed',
      'work@web2 ok',
      'after@web1 excluded',
      'after@web2 ok',
    ]);
    expect(journalOf(hosts[0]!)).toEqual(['did work']);
  });

  it('stops the run on stop', async () => {
    const { exit, run } = await runWith([failsOnce(), after], { default: 'stop' });
    expect(exit).toBe(1);
    expect(statesOf(run)).toEqual([
      'work@web1 failed',
      'work@web2 waiting',
      'after@web1 waiting',
      'after@web2 waiting',
    ]);
  });

  it('that cannot be read ends the call with exit code 2 before anything is begun', async () => {
    const { exit, stderr } = await desk.run(release([after]), [
      '--answers',
      desk.answers({ work: 'perhaps' }),
    ]);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error: answers-invalid: .*work: answer done/);
    expect(hosts.flatMap(journalOf)).toEqual([]);
  });

  const verify = { id: 'look', title: 'Look', on: 'all', check: 'true' };
  it.each([
    [
      'a misspelt id',
      { wrok: 'retry' },
      'wrok: there is no step "wrok" in the deployment plan; did you mean "work"?',
    ],
    ['a misspelt default', { defualt: 'stop' }, 'did you mean "default"?'],
    [
      'an id of another plan',
      { look: 'retry' },
      'look: this step belongs to the verification plan, and the run is of the deployment plan',
    ],
    [
      'a word that a command does not ask for',
      { work: 'done' },
      'work: "done" answers nothing that a run step asks; write retry, {skip: reason}, exclude,',
    ],
    [
      'a word that a hold point does not ask for',
      { go: 'done' },
      'go: "done" answers nothing that a hold step asks; write {released_by: [person]}',
    ],
    [
      'a misspelt item',
      { desk: { items: ['caled'] } },
      'desk: there is no item "caled"; did you mean "called"?',
    ],
    [
      'a verdict on a deployment',
      { verdict: 'success' },
      'verdict: nothing is decided at the end of this deployment plan',
    ],
  ])('with %s ends the call before anything runs', async (_, answers, words) => {
    const file = desk.write(
      'odd',
      releaseOf(inventory(hosts), [failsOnce(), hold(), desks], {
        info: { people },
        verification: { phases: [{ id: 'v', title: 'V', steps: [verify] }] },
      }),
    );
    const { exit, stderr } = await desk.run(file, ['--answers', desk.answers(answers)]);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error: answers-invalid: /);
    expect(stderr).toContain(words);
    expect(hosts.flatMap(journalOf)).toEqual([]);
  });

  it('may hold answers for steps that a limit leaves out', async () => {
    const only = noted('only', 'web2');
    const { exit } = await runWith([after, only], { only: 'retry' }, ['--limit', 'web1']);
    expect(exit).toBe(0);
  });

  it('is compared with the plan on resume and backout too', async () => {
    const { exit, run } = await runWith([hold(), after], {});
    expect(exit).toBe(3);
    const resumed = await desk.resume(run.run, ['--answers', desk.answers({ goo: 'done' })]);
    expect([resumed.exit, resumed.stderr]).toEqual([2, expect.stringContaining('did you mean "go"?')]);
    const done = await runWith([after], null);
    const backed = await desk.backout(done.run.run, ['--answers', desk.answers({ aftre: 'retry' })]);
    expect([backed.exit, backed.stderr]).toEqual([2, expect.stringContaining('did you mean "after"?')]);
    expect(hosts.flatMap(journalOf)).not.toContain('undid after');
  });
});

describe('with nobody there to be asked', () => {
  it('a unit that fails ends the run', async () => {
    const { exit, run } = await runWith([failsOnce(), after], null);
    expect(exit).toBe(1);
    expect(run).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('Nobody was there to answer'),
    });
    const said = (await desk.events(run.run)).flatMap(({ type, data }) =>
      type === 'questionAnswered' ? [[data.note, data.cause]] : [],
    );
    expect(said).toEqual([[null, 'nobody-there']]);
    expect(journalOf(hosts[1]!)).toEqual([]);
  });
});

describe('a call that is wrong', () => {
  it.each([
    [['run'], 'usage'],
    [['frobnicate'], 'usage'],
    [['run', 'no-such-file.yaml', '--env', 'lab'], 'file-unreadable'],
    [['show', 'r-20260101-0000-aaaa'], 'not-found'],
  ])('%j is exit code 2 and one line', async (words, code) => {
    const { exit, stdout, stderr } = await desk.cli(words);
    expect(exit).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(new RegExp(`^error: ${code}: [^\\n]+\\n$`));
  });

  it('lint finds the errors of a file with exit code 1', async () => {
    const file = desk.write('bad', {
      holdpoint: 1,
      release: { id: 'lab', name: 'Lab', version: '1' },
      deploymnt: {},
    });
    const { exit, stdout } = await desk.cli(['lint', file]);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/:\d+:\d+: error /);
  });
});

describe('the events of a run', () => {
  it('come as they happen, one JSON document a line, and chain', async () => {
    const { exit, stdout } = await desk.run(release([after]), ['--jsonl']);
    expect(exit).toBe(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.seq)).toEqual(lines.map((_, i) => i + 1));
    expect(lines[0].type).toBe('runCreated');
    expect(lines.at(-1)).toMatchObject({ type: 'runFinished', data: { outcome: 'succeeded' } });
    const kept = (await desk.cli(['events', lines[0].run])).stdout;
    expect(stdout).toBe(kept);
    expect(checkChain(lines, sha256)).toEqual([]);
    expect(lines.at(-1).hash).toBe((await desk.show(lines[0].run)).head);
  });
});

it('runs nothing but checks in check mode', async () => {
  const look = { id: 'look', title: 'Look', on: 'all', check: 'echo seen' };
  const { exit, run } = await runWith([after, look, hold()], null, ['--mode', 'check']);
  expect(exit).toBe(0);
  expect(statesOf(run)).toEqual([
    'after@web1 skipped',
    'after@web2 skipped',
    'look@web1 ok',
    'look@web2 ok',
    'go skipped',
  ]);
  expect(hosts.flatMap(journalOf)).toEqual([]);
});
