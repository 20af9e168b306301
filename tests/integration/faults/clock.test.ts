import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
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
import { type Sshd, startSshd } from '#support/sshd.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const JUMPING_CLOCK = fileURLToPath(new URL('../../support/jumping-clock.ts', import.meta.url));

let desk: Desk;
let host: Sshd;
let clock: string;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
  clock = join(desk.folder, 'clock');
});
beforeEach(() => {
  for (const name of ['journal', 'go']) rmSync(join(host.dir, name), { force: true });
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

/** A run in the middle of which the clock of the workstation jumps. */
async function runWithJump(jumpMs: number) {
  writeFileSync(clock, '0');
  const wait = `${note('waits')}; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done`;
  const steps = [
    noted('before', 'all'),
    noted('wait', 'all', { run: wait, timeout: '10m' }),
    noted('after', 'all', { timeout: '10m' }),
  ];
  const file = desk.write('clock', releaseOf(inventory([host]), steps));
  const env = { NODE_OPTIONS: `--import=${JUMPING_CLOCK}`, HOLDPOINT_TEST_CLOCK: clock };
  const running = await desk.startRun(file, ['--json'], env);
  await until(() => journalOf(host).includes('waits'));
  writeFileSync(clock, String(jumpMs));
  writeFileSync(join(host.dir, 'go'), '');
  const { exit, stdout, stderr } = await running.ended;
  expect([exit, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

it.each([
  ['back', -DAY_MS],
  ['forward', DAY_MS],
])(
  'row 61: a clock that jumps a day %s during a run changes neither order nor lengths',
  async (_where, jumpMs) => {
    const shown = await runWithJump(jumpMs);
    expect(statesOf(shown)).toEqual(['before@web1 ok', 'wait@web1 ok', 'after@web1 ok']);
    const events = await desk.events(shown.run);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    const jumps = events.map(({ at }, index) => Date.parse(at) - Date.parse(events[index - 1]?.at ?? at));
    expect(jumps.filter((ms) => Math.abs(ms) > HOUR_MS)).toHaveLength(1);
    const lengths = events.flatMap((event) =>
      event.type === 'attemptFinished' ? [event.data.durationMs] : [],
    );
    expect(lengths).toHaveLength(3);
    for (const ms of lengths) {
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThan(HOUR_MS);
    }
    expect((await desk.verify()).stdout).toMatch(/^ok: /);
    const out = join(desk.folder, 'report.md');
    expect((await desk.cli(['report', shown.run, '--format', 'md', '-o', out, '--force'])).exit).toBe(0);
    const report = readFileSync(out, 'utf8');
    const day = (iso: string): string => iso.slice(0, 10);
    expect(report).toContain(`**Started:** ${day(shown.startedAt)}`);
    expect(report).toContain(`**Ended:** ${day(shown.finishedAt)}`);
    expect(day(shown.finishedAt)).not.toBe(day(shown.startedAt));
  },
);

/** A host is asked for its time by a program only where its kernel tells another than the workstation. */
const OFF_MS = 10_000;

/** What a host says the time is, and what is told of it before the run. */
const CLOCKS: readonly (readonly [string, string, RegExp])[] = [
  [
    'was never set',
    'echo 60',
    /note: web1: Its clock is \d{5} days \(give or take \d+ s\) behind this workstation's/,
  ],
  [
    'is three days ahead',
    `echo $(($(/bin/date +%s) + ${OFF_MS / 1000} + 3 * 86400))`,
    /note: web1: Its clock is 3 days \(give or take \d+ s\) ahead of this workstation's/,
  ],
  ['is not told', 'exit 1', /^$/],
  ['is told by words', 'echo "%s"', /^$/],
  ['is told by a number without end', `echo 1${'0'.repeat(400)}`, /^$/],
];

it.each(CLOCKS)(
  'row 61: a host whose clock %s runs its steps, and no more is said than is known',
  async (_how, date, said) => {
    writeFileSync(join(desk.folder, 'date'), `#!/bin/sh\n${date}\n`, { mode: 0o755 });
    const odd = await startSshd({ name: 'web1', env: { PATH: `${desk.folder}:/usr/bin:/bin` } });
    const file = desk.write('odd', releaseOf(inventory([odd]), [noted('work', 'all')]));
    writeFileSync(clock, String(OFF_MS));
    const env = { NODE_OPTIONS: `--import=${JUMPING_CLOCK}`, HOLDPOINT_TEST_CLOCK: clock };
    const { exit, stderr } = await desk.run(file, [], env).finally(() => odd.stop());
    expect(stderr.trim()).toMatch(said);
    expect(exit).toBe(0);
  },
);

it.each([
  ['back', '1970-01-02'],
  ['ahead by years', '2106-02-07'],
])(
  'row 61: a step whose outcome is found is taken over, also where the clock of its host was set %s meanwhile',
  async (_how, day) => {
    const work = noted('work', 'all', {
      run: `${note('begun')}; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done`,
    });
    const running = await desk.startRun(desk.write('found', releaseOf(inventory([host]), [work])));
    await until(() => journalOf(host).includes('begun'));
    running.child.kill('SIGKILL');
    await running.ended;
    writeFileSync(join(host.dir, 'go'), '');
    const run = await desk.lastRun();
    const records = join(host.dir, '.local/state/holdpoint/runs', run);
    const record = join(records, readdirSync(records).find((name) => name.endsWith('.pid')) ?? '');
    await until(() => readFileSync(record, 'utf8').endsWith('0 end\n'));
    utimesSync(record, new Date(day), new Date(day));
    expect((await desk.resume(run)).exit).toBe(0);
    const shown = await desk.show(run);
    expect(statesOf(shown)).toEqual(['work@web1 ok']);
    const ended = (await desk.events(run)).flatMap((event) =>
      event.type === 'attemptFinished' ? [event.data] : [],
    );
    expect(ended).toHaveLength(1);
    expect(ended[0]?.durationMs).toBeLessThan(HOUR_MS);
  },
);

it('a unit is undone once, whichever of its runs is backed out, though the clock was set back in between', async () => {
  const counter = join(host.dir, 'counter');
  const count = (by: string) => `cd "$HOLDPOINT_HOST_DIR"; n=$(cat counter); echo $((n ${by} 1)) >counter`;
  const broken = join(host.dir, 'broken');
  const raise = `cd "$HOLDPOINT_HOST_DIR"; test ! -e broken || exit 1; ${count('+')}`;
  const step = noted('schema', 'all', { run: raise, undo: count('-') });
  const file = desk.write('repair', releaseOf(inventory([host]), [step], { info: { id: 'repair' } }));
  writeFileSync(counter, '42\n');
  writeFileSync(broken, '');
  expect((await desk.run(file, ['--on-failure', 'stop'])).exit).toBe(1);
  const first = await desk.lastRun();
  rmSync(broken);
  expect((await desk.run(file, ['--failed-of', first])).exit).toBe(0);
  const repair = await desk.lastRun();
  writeFileSync(clock, String(-DAY_MS));
  const env = { NODE_OPTIONS: `--import=${JUMPING_CLOCK}`, HOLDPOINT_TEST_CLOCK: clock };
  expect((await desk.backout(first, [], env)).stderr).toContain(`${repair} is newer and still in place`);
  expect((await desk.backout(first, ['--under', repair], env)).exit).toBe(0);
  const backout = await desk.lastRun();
  expect([first, repair]).not.toContain(backout);
  expect((await desk.backout(repair, [], env)).stderr).toMatch(/^error: nothing-ran: /);
  expect(readFileSync(counter, 'utf8')).toBe('42\n');
});
