/** Several runs are one deployment: the repair of a run, and the backouts of both, on a real counter. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatEstimate } from '#core/words/figures/format-duration.ts';
import {
  type Desk,
  inventory,
  journalOf,
  noted,
  openDesk,
  releaseOf,
  statesOf,
} from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
let hosts: Sshd[];

beforeAll(async () => {
  desk = openDesk();
  hosts = await Promise.all(['w1', 'w2', 'w3', 'w4', 'w5', 'w6'].map((name) => startSshd({ name })));
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  desk.close();
});

const counterOf = (host: Sshd): number => Number(readFileSync(join(host.dir, 'counter'), 'utf8'));
const count = (by: string): string =>
  `cd "$HOLDPOINT_HOST_DIR"; n=$(cat counter); echo $((n ${by} 1)) >counter`;
/** Fails after its effect while the host has a file `broken`. */
const STEP = {
  id: 'schema',
  title: 'Raise the schema',
  on: 'all',
  run: `${count('+')}; test ! -e broken`,
  undo: count('-'),
  rollout: { batches: [1] },
};

describe('a run that fails on one host, its repair, and the backouts of both', () => {
  let file: string;
  let first: string;
  let repair: string;
  const three = () => hosts.slice(0, 3);

  it('repairs the host that failed, as a part of the same deployment', async () => {
    for (const host of three()) writeFileSync(join(host.dir, 'counter'), '42\n');
    const broken = join(hosts[2]!.dir, 'broken');
    writeFileSync(broken, '');
    file = desk.write('counter', releaseOf(inventory(three()), [STEP]));
    expect((await desk.run(file, ['--on-failure', 'stop'])).exit).toBe(1);
    first = await desk.lastRun();
    writeFileSync(join(hosts[2]!.dir, 'counter'), '42\n');
    rmSync(broken);
    const { exit, stdout } = await desk.run(file, ['--failed-of', first, '--json']);
    expect(exit).toBe(0);
    repair = JSON.parse(stdout).run;
    expect(JSON.parse(stdout)).toMatchObject({ failedOf: first });
    expect(statesOf(JSON.parse(stdout))).toEqual(['schema@w3 ok']);
    expect(three().map(counterOf)).toEqual([43, 43, 43]);
  });

  it('does not run again, when asked once more, where the repair is done', async () => {
    const { exit, stderr } = await desk.run(file, ['--failed-of', first]);
    expect([exit, stderr]).toEqual([2, expect.stringMatching(/^error: nothing-failed: No host of r-/)]);
    expect(three().map(counterOf)).toEqual([43, 43, 43]);
  });

  it('does not back out the older run under the newer one without being told', async () => {
    const { exit, stderr } = await desk.backout(first);
    expect(exit).toBe(2);
    expect(stderr).toContain(`not-acknowledged: ${repair} is newer and still in place: deployment of 1.0.0`);
    expect(stderr).toContain(`Back it out first (holdpoint backout ${repair})`);
    expect(stderr).toContain(`--under ${repair}`);
    expect(three().map(counterOf)).toEqual([43, 43, 43]);
  });

  it('undoes each step on each host once, whichever run it is backed out of', async () => {
    expect((await desk.backout(repair)).exit).toBe(0);
    expect(three().map(counterOf)).toEqual([43, 43, 42]);
    const { exit, stdout } = await desk.backout(first, ['--json']);
    expect(exit).toBe(0);
    expect(statesOf(JSON.parse(stdout))).toEqual(['schema@w2 ok', 'schema@w1 ok']);
    expect(three().map(counterOf)).toEqual([42, 42, 42]);
    expect((await desk.backout(first)).stderr).toMatch(/^error: nothing-ran: /);
  });

  it('says of each run how it ended and that it was backed out, in every list alike', async () => {
    const runs = JSON.parse((await desk.cli(['runs', '--json'])).stdout);
    const of = (run: string) => runs.find((each: { run: string }) => each.run === run);
    expect(of(first)).toMatchObject({ state: 'failed', backedOut: { as: 'whole', left: 0 } });
    expect(of(repair)).toMatchObject({ state: 'succeeded', backedOut: { as: 'whole', left: 0 } });
    expect(of(of(first).backedOut.by)).toMatchObject({ undoes: first, backedOut: null });
    expect((await desk.cli(['runs'])).stdout).toMatch(new RegExp(`${first} +failed, backed out `));
    expect((await desk.cli(['show', first])).stdout).toContain(`backed out (${of(first).backedOut.by})`);
    expect(JSON.parse((await desk.cli(['show', first, '--json'])).stdout).backedOut).toEqual(
      of(first).backedOut,
    );
  });
});

describe('a backout that fails on one host', () => {
  it('is no backout, names what is left, and does not undo anything twice when it is repeated', async () => {
    const [one, two] = hosts.slice(0, 2) as [Sshd, Sshd];
    for (const host of [one, two]) writeFileSync(join(host.dir, 'counter'), '7\n');
    const undo = `${count('-')}; test ! -e stuck`;
    const file = desk.write(
      'stuck',
      releaseOf(inventory([one, two]), [{ ...STEP, undo }], { info: { id: 'stuck' } }),
    );
    expect((await desk.run(file)).exit).toBe(0);
    const run = await desk.lastRun();
    writeFileSync(join(one.dir, 'stuck'), '');
    expect((await desk.backout(run, ['--on-failure', 'stop'])).exit).toBe(1);
    const backout = await desk.lastRun();
    expect([one, two].map(counterOf)).toEqual([7, 7]);
    expect((await desk.cli(['runs'])).stdout).toMatch(
      new RegExp(`${run} +succeeded, backout failed, 1 left`),
    );

    const again = await desk.backout(run);
    expect(again.exit).toBe(2);
    expect(again.stderr).toContain('Its undo was begun before: "Undo: Raise the schema" on w1');
    expect(again.stderr).toContain(`in ${backout}, where it failed`);
    rmSync(join(one.dir, 'stuck'));
    const { exit, stdout } = await desk.backout(run, ['--undo-again', 'schema@w1', '--json']);
    expect(exit).toBe(0);
    expect(statesOf(JSON.parse(stdout))).toEqual(['schema@w1 ok']);
    expect((await desk.cli(['runs'])).stdout).toMatch(new RegExp(`${run} +succeeded, backed out `));
  });
});

describe('the repair of a run that stopped before some hosts had their turn', () => {
  it('takes the host that failed and every host whose turn never came', async () => {
    const step = noted('switch', 'all', {
      run: 'echo switched >>"$HOLDPOINT_HOST_DIR/journal"; test "$HOLDPOINT_HOST" != w4 || test -e "$HOLDPOINT_HOST_DIR/fixed"',
      rollout: { batches: [2] },
    });
    const file = desk.write('six', releaseOf(inventory(hosts), [step], { info: { id: 'six' } }));
    expect((await desk.run(file, ['--on-failure', 'stop'])).exit).toBe(1);
    const first = await desk.lastRun();
    writeFileSync(join(hosts[3]!.dir, 'fixed'), '');
    const { exit, stdout } = await desk.run(file, ['--failed-of', first, '--json']);
    expect(exit).toBe(0);
    expect(statesOf(JSON.parse(stdout))).toEqual(['switch@w4 ok', 'switch@w5 ok', 'switch@w6 ok']);
    for (const host of hosts) expect(journalOf(host)).toContain('switched');
  });

  it('refuses a run that is not at its end: it can still be resumed', async () => {
    const hold = { id: 'gate', title: 'Gate', hold: { approvers: [] } };
    const file = desk.write(
      'open',
      releaseOf(inventory(hosts), [hold, noted('a', 'w1')], { info: { id: 'open' } }),
    );
    expect((await desk.run(file, ['--answers', desk.answers({})])).exit).toBe(3);
    const { exit, stderr } = await desk.run(file, ['--failed-of', await desk.lastRun()]);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error: still-open: r-\S+ has not ended\. Resume it \(holdpoint resume r-/);
  });

  it('refuses a run of another release', async () => {
    const file = desk.write(
      'seven',
      releaseOf(inventory(hosts), [noted('a', 'all')], { info: { id: 'seven' } }),
    );
    const { exit, stderr } = await desk.run(file, ['--failed-of', await desk.lastRun()]);
    expect(exit).toBe(2);
    expect(stderr).toContain('is a run of open on lab, not of seven on lab');
  });
});

it('says in the plan what backing out takes, the same figure as the list after the run', async () => {
  const step = noted('swap', 'w1 or w2 or w3', { rollout: { batches: [1, 'rest'] }, takes: '10m' });
  const proof = { id: 'proof', title: 'Prove it', on: 'w1', check: 'true', takes: '5m' };
  const look = { id: 'look', title: 'Look at it', on: 'w2', check: 'true' };
  const file = desk.write(
    'figure',
    releaseOf(inventory(hosts), [step], {
      info: { id: 'figure' },
      backout: { before: [look], after: [proof] },
    }),
  );
  const words = 'about 25 min, with no estimate for 1 step (Look at it)';
  expect((await desk.cli(['plan', file, '--env', 'lab'])).stdout).toContain(
    `backing out all of it takes ${words}`,
  );
  const { backout } = JSON.parse((await desk.cli(['plan', file, '--env', 'lab', '--json'])).stdout);
  expect(backout).toEqual({
    ms: 1_500_000,
    unestimated: 1,
    without: [{ step: 'look', title: 'Look at it' }],
  });
  expect((await desk.run(file)).exit).toBe(0);
  const run = await desk.lastRun();
  const { stdout } = await desk.cli(['backout', run, '--dry-run']);
  expect(stdout).toContain(`It takes ${words}. Would be done, in this order:`);
  expect(stdout).toMatch(/Before the undo steps:\n {2}look@w2 {2}true\n/);
  expect(stdout).toMatch(/After the undo steps:\n {2}proof@w1 {2}true\n/);
  const done = JSON.parse((await desk.backout(run, ['--json'])).stdout);
  expect(statesOf(done)).toEqual(['look@w2 ok', 'swap@w3 ok', 'swap@w2 ok', 'swap@w1 ok', 'proof@w1 ok']);
});

it('counts what an earlier backout took, the same figure in the plan, on paper, in the list and of the run', async () => {
  const slow = noted('swap', 'w1', { undo: { run: 'sleep 1.2', takes: '1s' } });
  const file = desk.write('slow', releaseOf(inventory(hosts), [slow], { info: { id: 'slow' } }));
  const figures = async (run: string) => {
    const json = async (...words: string[]) => JSON.parse((await desk.cli([...words, '--json'])).stdout);
    return [
      (await json('plan', file, '--env', 'lab')).backout.ms,
      (await json('plan', file, '--env', 'lab', '--plan', 'backout')).backout.ms,
      (await json('backout', run, '--dry-run')).estimate.ms,
      (await json('show', run)).clock.backoutMs,
    ];
  };
  expect((await desk.run(file)).exit).toBe(0);
  const first = await desk.lastRun();
  expect(await figures(first)).toEqual([1000, 1000, 1000, 1000]);
  expect((await desk.backout(first)).exit).toBe(0);
  expect((await desk.run(file)).exit).toBe(0);
  const run = await desk.lastRun();
  const [ms, ...others] = await figures(run);
  expect(ms).toBeGreaterThan(1000);
  expect(others).toEqual([ms, ms, ms]);

  const words = `${formatEstimate(ms)}, counting what an earlier backout took`;
  const says = async (...args: string[]) => (await desk.cli(args)).stdout;
  expect(await says('plan', file, '--env', 'lab')).toContain(`backing out all of it takes ${words}\n`);
  expect(await says('export', 'slow', '--format', 'md', '-o', '-')).toContain(`All of it takes ${words}.`);
  expect(await says('export', 'slow', '--format', 'html', '-o', '-')).toContain(
    `backing out from here: ${words}`,
  );
  expect(await says('backout', run, '--dry-run')).toContain(
    `It takes ${words}. Would be done, in this order:`,
  );
});

describe('a plan', () => {
  it('is printed where there is no library, and makes none', async () => {
    const file = desk.write('alone', releaseOf(inventory(hosts), [noted('a', 'w1', { takes: '3m' })]));
    const nowhere = join(desk.folder, 'nowhere');
    const { exit, stdout, stderr } = await desk.cli(['plan', file, '--env', 'lab', '--data', nowhere]);
    expect([exit, stderr]).toEqual([0, '']);
    expect(stdout).toContain('backing out all of it takes about 3 min\n');
    expect(existsSync(nowhere)).toBe(false);
  });

  it('is printed where the library cannot be read, and says what its time does not count', async () => {
    const file = desk.write('damaged', releaseOf(inventory(hosts), [noted('a', 'w1', { takes: '3m' })]));
    const damaged = join(desk.folder, 'damaged-library');
    mkdirSync(damaged);
    writeFileSync(join(damaged, 'library.db'), 'no database\n'.repeat(1000));
    const { exit, stdout, stderr } = await desk.cli(['plan', file, '--env', 'lab', '--data', damaged]);
    expect(exit).toBe(0);
    expect(stdout).toContain('backing out all of it takes about 3 min\n');
    expect(stderr).toMatch(/^warning: The time to back out does not count what earlier backouts took: \S/);
  });
});
