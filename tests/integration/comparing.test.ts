import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunComparison, UnitComparison } from '#core/run/comparison.ts';
import { type CliResult, type Desk, inventory, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';
import { withTampered } from '#support/tampering.ts';

let desk: Desk;
let hosts: Sshd[];

beforeAll(async () => {
  desk = openDesk();
  hosts = await Promise.all(['stage1', 'prod1', 'prod2'].map((name) => startSshd({ name })));
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  desk.close();
});

const at = (name: string): Sshd => hosts.find((host) => host.name === name)!;
const json = ({ stdout }: CliResult): RunComparison => JSON.parse(stdout) as RunComparison;
const unit = ({ units }: RunComparison, step: string, host: string): UnitComparison =>
  units.find((each) => each.step === step && each.host === host)!;

/** Runs a plan and gives the run. */
async function done(file: string, more: readonly string[]): Promise<string> {
  await desk.run(file, ['--on-failure', 'continue', ...more]);
  return desk.lastRun();
}

describe('a rehearsal and the live run', () => {
  const step = (id: string, run: string): object => ({
    id,
    title: `Do ${id}`,
    on: 'all',
    run,
    nothing_to_undo: 'It prints',
  });
  const steps = [
    step(
      'same',
      'echo "$(date -u +%FT%TZ) $(date +%T) app[$$]: run {{ run.id | raw }} on $HOLDPOINT_HOST"; echo "done at $(date +%s) in 0.$$s" >&2',
    ),
    step('colour', 'seq 9; echo {{ vars.colour }}; seq 9'),
    step('large', 'head -c 2200000 /dev/zero | tr "\\\\0" x; echo {{ vars.colour }}'),
    step('exit', 'exit {{ vars.exit }}'),
  ];
  let rehearsal: string;
  let live: string;
  let compared: CliResult;

  beforeAll(async () => {
    const file = desk.write('both', {
      ...releaseOf({}, steps),
      environments: {
        staging: { kind: 'test', vars: { colour: 'blue', exit: '0' }, hosts: inventory([at('stage1')]) },
        live: {
          kind: 'test',
          vars: { colour: 'green', exit: '7' },
          hosts: inventory([at('prod1'), at('prod2')]),
        },
      },
    });
    rehearsal = await done(file, ['--env', 'staging', '--mode', 'rehearsal']);
    live = await done(file, ['--env', 'live']);
    compared = await desk.cli(['compare', rehearsal, live, '--json']);
  }, 60_000);

  it('differ, says the exit code, and each run says what it was', () => {
    expect(compared.exit).toBe(1);
    expect(json(compared)).toMatchObject({
      a: { run: rehearsal, environment: 'staging', mode: 'rehearsal', state: 'succeeded' },
      b: { run: live, environment: 'live', mode: 'live', state: 'failed' },
      same: 1,
      differs: 7,
    });
  });

  it('do not verify where the output of one of them was changed in the library', async () => {
    const change = (database: Database): void => {
      const changed = database
        .prepare(
          "UPDATE chunks SET bytes = CAST(replace(CAST(bytes AS TEXT), 'green', 'brown') AS BLOB) WHERE instr(CAST(bytes AS TEXT), 'green') > 0 AND length < 100",
        )
        .run();
      expect(changed.changes).toBeGreaterThan(0);
    };
    const { exit, stderr, stdout } = await withTampered(desk.data, change, (folder) =>
      desk.cli(['compare', rehearsal, live, '--json', '--data', folder]),
    );
    const words = `${live} DOES NOT VERIFY: stdout of colour@prod1 is not what its log says`;
    expect(exit).toBe(6);
    expect(stderr).toContain(`warning: ${words}`);
    expect((JSON.parse(stdout) as RunComparison).unsound).toContain(words);
    expect(json(compared).unsound).toEqual([]);
  });

  it('are the same where only times, process ids, ids and the names of the hosts differ', () => {
    expect(unit(json(compared), 'same', 'stage1')).toMatchObject({
      otherHost: 'prod1',
      verdict: 'same',
      changed: [],
      stdout: { added: 0, removed: 0, sameAfterNormalising: true, identical: false, lines: [] },
      stderr: { sameAfterNormalising: true, identical: false },
    });
  });

  it('show the lines that differ with some around them', () => {
    const { changed, stdout } = unit(json(compared), 'colour', 'stage1');
    expect(changed).toEqual([]);
    expect(stdout).toMatchObject({ added: 1, removed: 1 });
    expect(stdout?.lines.map(({ kind, text }) => `${kind}${text}`)).toEqual([
      ...[' 7', ' 8', ' 9', '-blue', '+green', ' 1', ' 2', ' 3'],
    ]);
  });

  it('differ in state and exit code', () => {
    expect(unit(json(compared), 'exit', 'stage1')).toMatchObject({
      verdict: 'differs',
      changed: [
        { of: 'state', from: 'ok', to: 'failed' },
        { of: 'exit', from: 0, to: 7 },
      ],
      what: ['state: ok → failed', 'exit: 0 → 7'],
      stdout: null,
    });
  });

  it('are compared with each other by hash and size where an output is large', () => {
    expect(unit(json(compared), 'large', 'stage1')).toMatchObject({
      verdict: 'differs',
      stdout: { byHash: true, lines: [] },
    });
  });

  it('have units that only one of them has', () => {
    const only = json(compared).units.filter(({ verdict }) => verdict === 'only-b');
    expect(only.map(({ step: id, host }) => `${id}@${host}`)).toEqual([
      ...['same', 'colour', 'large', 'exit'].map((id) => `${id}@prod2`),
    ]);
  });

  it('are told apart on a terminal', async () => {
    const { stdout } = await desk.cli(['compare', rehearsal, live]);
    expect(stdout).toContain(`- ${rehearsal}  1.0.0, deployment on staging, rehearsal`);
    expect(stdout).toContain('differs  colour@stage1 → prod1\n  stdout: 1 line added, 1 removed\n');
    expect(stdout).toContain('    - blue\n    + green\n');
    expect(stdout).toContain(`only in ${live}  exit@prod2\n`);
    expect(stdout).toContain('8 steps on hosts: 1 the same, 7 differ\n');
  });

  it('do not fit runs of other releases, nor a run that is not there', async () => {
    const other = { ...releaseOf(inventory([at('prod1')]), [step('a', 'true')]) };
    const file = desk.write('other', { ...other, release: { id: 'other', name: 'Other', version: '1.0.0' } });
    const stranger = await done(file, []);
    const { exit, stderr } = await desk.cli(['compare', live, stranger]);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error: not-comparable: .*compare two runs of one release/);
    expect((await desk.cli(['compare', live, 'r-none'])).stderr).toMatch(/^error: not-found: .*r-none/);
    expect((await desk.cli(['compare', live, live])).stderr).toMatch(/^error: not-comparable: .*named twice/);
  });
});

describe('a baseline', () => {
  const steps = [
    { id: 'limits', title: 'Limits', on: 'all', check: 'date +%T; cat "$HOLDPOINT_HOST_DIR/limits"' },
    { id: 'change', title: 'Change', on: 'all', run: 'date +%N', undo: 'true' },
  ];
  let file: string;
  let kept: string;

  beforeAll(async () => {
    file = desk.write('drift', {
      ...releaseOf(inventory([at('prod1'), at('prod2')]), steps),
      release: { id: 'drift', name: 'Drift', version: '1.0.0' },
    });
    for (const name of ['prod1', 'prod2']) writeFileSync(join(at(name).dir, 'limits'), 'nofile 65536\n');
    kept = await done(file, ['--mode', 'check']);
  }, 60_000);
  beforeEach(() => writeFileSync(join(at('prod2').dir, 'limits'), 'nofile 65536\n'));

  it('are wanted before drift can be found', async () => {
    const { exit, stderr } = await desk.cli(['drift', kept]);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error: no-baseline: .*holdpoint baseline RUN/);
  });

  it('are marked in the log of their run, which is sealed again', async () => {
    const { exit, stdout } = await desk.cli([
      'baseline',
      kept,
      '--operator',
      'engineer',
      '--note',
      'audited',
    ]);
    expect(exit).toBe(0);
    expect(stdout).toContain(`${kept} is the baseline now`);
    expect((await desk.events(kept)).at(-1)).toMatchObject({
      type: 'baselineSet',
      data: { by: 'engineer', note: 'audited' },
    });
    expect((await desk.verify()).exit).toBe(0);
  });

  it('fit a later check of hosts that are as they were, whatever their clocks say', async () => {
    const later = await done(file, ['--mode', 'check']);
    const { exit, stdout } = await desk.cli(['drift', later, '--json']);
    expect(exit).toBe(0);
    const drift = JSON.parse(stdout) as RunComparison;
    expect(drift).toMatchObject({ a: { run: kept }, b: { run: later }, same: 2, differs: 0 });
    expect(drift.units.map(({ step, host }) => `${step}@${host}`)).toEqual(['limits@prod1', 'limits@prod2']);
  });

  it('shows which host answers otherwise, and how', async () => {
    writeFileSync(join(at('prod2').dir, 'limits'), 'nofile 1024\n');
    const { exit, stdout } = await desk.cli(['drift', await done(file, ['--mode', 'check'])]);
    expect(exit).toBe(1);
    expect(stdout).toContain('differs  limits@prod2\n  stdout: 1 line added, 1 removed\n');
    expect(stdout).toContain('    - nofile 65536\n    + nofile 1024\n');
    expect(stdout).toContain('2 steps on hosts: 1 the same, 1 differs\n');
  });

  it('leave out hosts that the run was not to touch', async () => {
    const { exit, stdout } = await desk.cli([
      'drift',
      await done(file, ['--mode', 'check', '--limit', 'prod1']),
      '--json',
    ]);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ same: 1, differs: 0 });
  });

  it('may be those of any run that is named', async () => {
    const first = await done(file, ['--mode', 'check']);
    const second = await done(file, []);
    const { exit, stdout } = await desk.cli(['drift', second, '--against', first, '--json']);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      a: { run: first },
      b: { run: second, mode: 'live' },
      same: 2,
    });
  });

  it('is neither a rehearsal nor a run without checks and probes', async () => {
    const rehearsal = await done(file, ['--mode', 'rehearsal']);
    const refused = await desk.cli(['baseline', rehearsal]);
    expect(refused.exit).toBe(2);
    expect(refused.stderr).toMatch(/^error: not-a-baseline: .*is a rehearsal/);
    const mute = desk.write('mute', releaseOf(inventory([at('prod1')]), steps.slice(1)));
    expect((await desk.cli(['baseline', await done(mute, [])])).stderr).toMatch(/cannot be a baseline/);
  });
});
