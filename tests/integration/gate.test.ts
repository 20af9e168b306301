import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, inventory, journalOf, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
let host: Sshd;

beforeAll(async () => {
  host = await startSshd({ name: 'h1' });
  desk = openDesk();
});
afterAll(async () => {
  desk.close();
  await host.stop();
});

const CLOSED = { opens: '2020-03-01T22:00:00Z', closes: '2020-03-02T02:00:00Z' };
const PEOPLE = [
  { id: 'ann', name: 'Ann Example', roles: ['manager'] },
  { id: 'bob', name: 'Bob Example', login: 'bob' },
];
const WHO = ['--operator', 'bob'];

function release(name: string, more: Readonly<Record<string, unknown>> = {}, info: object = {}): string {
  const hosts = inventory([host]);
  return desk.write(
    name,
    releaseOf(hosts, [noted(name, 'all')], {
      info: { id: name, people: PEOPLE, ...info },
      environments: { lab: { kind: 'production', hosts }, test: { kind: 'test', hosts } },
      ...more,
    }),
  );
}

describe('a live run on production', () => {
  const controls = [
    { id: 'tested', title: 'Backout rehearsed', state: 'not-met' },
    { id: 'agreed', title: 'The customer agrees', state: 'waived', by: 'ann', note: 'Asked for it' },
  ];

  it('begins as before where the release names nothing that could hold it back', async () => {
    const file = release('bare');
    expect(await desk.run(file, WHO)).toMatchObject({ exit: 0 });
    expect(journalOf(host)).toContain('did bare');
  });

  it('is held back by what is not met: nothing is recorded, and no host is asked', async () => {
    const file = release('held', { controls }, { window: CLOSED });
    const { exit, stderr } = await desk.run(file, WHO);
    expect(exit).toBe(4);
    expect(stderr).toMatch(
      /error: gate-closed: The window of this release closed .* \(window\); Control not met: Backout rehearsed \(control:tested\)\. See to each of them, or override it with a reason: --override window=REASON --override control:tested=REASON/,
    );
    expect(journalOf(host)).not.toContain('did held');
    expect((await desk.cli(['runs', '--release', 'held'])).stdout).toMatch(/^No runs yet/);
    // One of two is not enough.
    const half = await desk.run(file, [...WHO, '--override', 'window=agreed by phone']);
    expect(half.exit).toBe(4);
    expect(half.stderr).not.toContain('(window)');
  });

  it('is begun where a person overrides each of them with a reason, which is evidence', async () => {
    const file = release('overridden', { controls }, { window: CLOSED });
    const words = ['--override', 'window=agreed by phone, call 17', '--override', 'control:tested=no time'];
    const { exit, stderr, stdout } = await desk.run(file, [...WHO, '--override-by', 'Ann Example', ...words]);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/deployment on lab, 2 rules overridden\n/);
    expect(stderr).toContain('overridden by ann: agreed by phone, call 17');
    const run = await desk.lastRun();
    const shown = await desk.show(run);
    expect(shown.gate?.map(({ rule, standing, override }) => [rule, standing, override])).toEqual([
      ['window', 'overridden', { by: 'ann', reason: 'agreed by phone, call 17' }],
      ['control:tested', 'overridden', { by: 'ann', reason: 'no time' }],
      ['control:agreed', 'met', null],
    ]);
    const told = /ann: began although not met, Control not met: Backout rehearsed \(no time\)/;
    expect((await desk.cli(['show', run])).stdout).toMatch(told);
    for (const format of ['md', 'html'])
      expect([format, (await desk.cli(['report', run, '--format', format, '-o', '-'])).stdout]).toEqual([
        format,
        expect.stringContaining('agreed by phone, call 17'),
      ]);
    const { stdout: paper } = await desk.cli(['report', run, '--format', 'md', '-o', '-']);
    expect(paper).toMatch(
      /## Before the run\n\n.*\n.*\n\| window \| The window of this release closed .* \| overridden \| ann: agreed by phone/,
    );
    expect(paper).toMatch(/\| control:agreed \| Control waived by ann: The customer agrees \| met \|/);
    const [created] = await desk.events(run);
    expect(created).toMatchObject({ type: 'runCreated', data: { gate: { length: 3 } } });
    expect((await desk.verify()).exit).toBe(0);
    // Backing out is held back by nothing.
    expect((await desk.backout(run, ['--operator', 'bob'])).exit).toBe(0);
  });

  it.each([
    [
      ['--override', 'windows=agreed'],
      2,
      /error: no-such-rule: There is no rule windows that holds this run back; there are: window/,
    ],
    [['--override', 'window= '], 2, /error: usage: --override takes RULE=REASON/],
    [['--override', 'window'], 2, /error: usage: --override takes RULE=REASON/],
    [['--override', 'window=x', '--override-by', 'Mallory'], 2, /"Mallory" is not among the people/],
    [
      ['--override', 'window=x', '--confirm', 'lab'],
      2,
      /error: not-confirmed: .*--confirm "lab [0-9a-f]{4}-[0-9a-f]{4}"/,
    ],
  ])('refuses %j', async (words, exit, says) => {
    const file = release('wrong', { controls: [] }, { window: CLOSED });
    const refused = await desk.run(file, [...WHO, ...words]);
    expect(refused.exit).toBe(exit);
    expect(refused.stderr).toMatch(says);
    expect(journalOf(host)).not.toContain('did wrong');
  });

  it('takes its confirmation where it is given, and a rehearsal, a check and another environment take none', async () => {
    const file = release('confirmed', {}, { window: CLOSED });
    const gate = JSON.parse((await desk.cli(['gate', file, '--env', 'lab', '--json'])).stdout);
    const confirm = ['--confirm', `lab ${gate.revision.slice(0, 8)}`];
    expect((await desk.run(file, [...WHO, '--override', 'window=agreed', ...confirm])).exit).toBe(0);
    expect((await desk.run(file, [...WHO, '--mode', 'check'])).exit).toBe(0);
    const rehearsed = await desk.run(file, [...WHO, '--mode', 'rehearsal', '--force', ...confirm]);
    expect(rehearsed.exit).toBe(0);
    expect(rehearsed.stderr).toContain('note: only a live run that deploys has a gate');
    const elsewhere = await desk.run(file, [...WHO, '--env', 'test']);
    expect(elsewhere.exit).toBe(0);
    expect(elsewhere.stderr).toContain('warning: The window of this release closed');
  });

  it('a dry run says what would hold it back, and shows the plan all the same', async () => {
    const file = release('dry', { controls }, { window: CLOSED });
    const { exit, stdout, stderr } = await desk.run(file, [...WHO, '--dry-run']);
    expect(exit).toBe(0);
    expect(stdout).toContain('Do dry');
    expect(stderr).toContain(
      'note: the run itself would not begin before each of these is met or overridden',
    );
  });
});

describe('what the program judges itself', () => {
  const judged = async (file: string, env = 'lab') => {
    const { exit, stdout } = await desk.cli(['gate', file, '--env', env, '--json']);
    const gate = JSON.parse(stdout) as { go: boolean; rules: { rule: string; standing: string }[] };
    return { exit, go: gate.go, ...Object.fromEntries(gate.rules.map((each) => [each.rule, each.standing])) };
  };

  it('believes a rehearsal and its backout of this very revision', async () => {
    const controls = [
      { id: 'gone', title: 'Rehearsed', rule: 'rehearsed' },
      { id: 'back', title: 'Backout rehearsed', rule: 'backout-rehearsed' },
    ];
    const file = release('rehearsed', { controls });
    expect(await judged(file)).toMatchObject({ exit: 1, go: false, 'control:gone': 'not-met' });
    expect((await desk.run(file, [...WHO, '--env', 'test', '--mode', 'rehearsal'])).exit).toBe(0);
    expect(await judged(file)).toMatchObject({ go: false, 'control:gone': 'met', 'control:back': 'not-met' });
    expect((await desk.backout(await desk.lastRun(), WHO)).exit).toBe(0);
    expect(await judged(file)).toMatchObject({ exit: 0, go: true, 'control:back': 'met' });
    const changed = release('rehearsed', { controls }, { summary: 'Another text' });
    expect(await judged(changed)).toMatchObject({ go: false, 'control:gone': 'not-met' });
    const { stdout } = await desk.cli(['gate', changed, '--env', 'lab']);
    expect(stdout).toMatch(/^No-go: 2 controls are not met\.\n/);
    expect(stdout).toMatch(/not rehearsed with this revision; with [0-9a-f]{4}-[0-9a-f]{4} it was: run r-/);
  });

  it('reads the files of the package each time', async () => {
    const bytes = 'the very package';
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = release('packaged', {
      package: { components: [{ id: 'app', version: '1', file: 'app.tgz', sha256 }] },
    });
    expect(await judged(file)).toMatchObject({ go: false, 'package:app': 'not-met' });
    writeFileSync(join(desk.folder, 'app.tgz'), bytes);
    expect(await judged(file)).toMatchObject({ go: true, 'package:app': 'met' });
    writeFileSync(join(desk.folder, 'app.tgz'), 'another package!');
    const { stdout } = await desk.cli(['gate', file, '--env', 'lab']);
    expect(stdout).toContain('Component app is another file than the release names: app.tgz');
    expect(await judged(file, 'test')).toMatchObject({ exit: 0, go: true, 'package:app': 'not-met' });
  });

  it('a run of the infrastructure plan validates requirements by their steps', async () => {
    const infrastructure = (check: string) => ({
      requirements: [{ id: 'disk', what: '20 GB', state: 'needed', checks: ['free'] }],
      phases: [{ id: 'look', title: 'Look', steps: [{ id: 'free', title: 'Free', on: 'all', check }] }],
    });
    const file = release('required', { infrastructure: infrastructure('true') });
    const validate = (name: string, more: readonly string[] = []) =>
      desk.run(name, [...WHO, '--plan', 'infrastructure', ...more]);
    expect(await judged(file)).toMatchObject({ go: false, 'requirement:disk': 'not-met' });
    expect((await validate(file, ['--env', 'test'])).exit).toBe(0);
    expect(await judged(file)).toMatchObject({ go: false });
    expect(await judged(file, 'test')).toMatchObject({ 'requirement:disk': 'met' });
    expect((await validate(file, ['--mode', 'check'])).exit).toBe(0);
    expect(await judged(file)).toMatchObject({ go: true, 'requirement:disk': 'met' });
    const broken = release('required', { infrastructure: infrastructure('test -e /nowhere') });
    expect((await validate(broken)).exit).toBe(1);
    expect(await judged(broken)).toMatchObject({ go: false, 'requirement:disk': 'not-met' });
  });

  it('an approval is of one revision: a later change holds the run back and is told', async () => {
    const file = release('approved');
    const approve = (words: readonly string[]) => desk.cli(['approve', ...words]);
    expect(await approve([file, '--operator', 'Mallory'])).toMatchObject({ exit: 2 });
    const given = await approve([file, '--operator', 'ann', '--note', 'Read it all']);
    expect(given.stdout).toMatch(/^approved 1\.0\.0, revision [0-9a-f-]{19}, is approved by ann /);
    expect(await judged(file)).toMatchObject({ go: true, approval: 'met' });
    expect((await desk.run(file, WHO)).exit).toBe(0);

    const changed = release('approved', {}, { summary: 'Changed after the approval' });
    expect(await judged(changed)).toMatchObject({ go: false, approval: 'not-met' });
    const refused = await desk.run(changed, WHO);
    expect(refused.exit).toBe(4);
    expect(refused.stderr).toMatch(/Approved by ann for another revision, [0-9a-f]{4}-[0-9a-f]{4}/);
    expect((await approve([changed, '--operator', 'ann'])).stderr).toContain(
      'The library has approved with a different text',
    );
    await desk.cli(['import', changed, '--replace']);
    expect((await approve(['approved', '--operator', 'ann'])).exit).toBe(0);
    expect((await desk.run(changed, WHO)).exit).toBe(0);
    expect((await desk.cli(['history', 'approved'])).stdout).toContain('imported from a file');
    expect((await desk.verify()).exit).toBe(0);
  });
});
