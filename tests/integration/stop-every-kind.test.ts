import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, inventory, openDesk, releaseOf, unitIn, until } from '#support/cli-fixture.ts';
import { type DeafListener, startFullListener, startSilentListener } from '#support/deaf-listeners.ts';
import { someOf } from '#support/how-many.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

const GIB = 1024 ** 3;

let desk: Desk;
let host: Sshd;
/** Takes connections and says nothing. */
let deaf: DeafListener;
/** Its packets are dropped. */
let full: DeafListener;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
  for (const [folder, size] of [
    [desk.folder, GIB],
    [host.dir, 16 * GIB],
  ] as const) {
    writeFileSync(join(folder, 'big.bin'), '');
    truncateSync(join(folder, 'big.bin'), size);
  }
  deaf = await startSilentListener();
  full = await startFullListener();
});
afterAll(async () => {
  await deaf.close();
  await full.close();
  await host.stop();
  desk.close();
});

const onHost = { on: 'all', nothing_to_undo: 'It is stopped' };

/** Each takes far longer than a test may. */
const STEPS: readonly (readonly [string, () => object])[] = [
  ['run', () => ({ ...onHost, run: 'exec sleep 600' })],
  ['attached run', () => ({ ...onHost, run: 'sleep 600; :', mode: 'attached' })],
  ['run that boots the host', () => ({ ...onHost, run: 'sleep 600; :', mode: 'reboot', done_if: 'true' })],
  ['script', () => ({ ...onHost, script: { text: 'sleep 600\n:\n' } })],
  ['attached script', () => ({ ...onHost, script: { text: 'sleep 600\n:\n' }, mode: 'attached' })],
  ['check', () => ({ on: 'all', check: 'sleep 600; :' })],
  ['upload', () => ({ ...onHost, upload: { from: 'big.bin', to: join(host.dir, 'copy.bin') } })],
  ['download', () => ({ ...onHost, download: { from: join(host.dir, 'big.bin'), to: 'copy.bin' } })],
  ['probe', () => ({ probe: { http: `http://127.0.0.1:${deaf.port}/`, status: 200 }, timeout: '10m' })],
  ['wait for a time', () => ({ wait: { for: '10m' } })],
  ['wait until a time', () => ({ wait: { until: '2099-01-01T00:00:00Z' } })],
  ['wait for a condition', () => ({ on: 'all', wait: { check: 'exit 1', every: '1s', timeout: '10m' } })],
  ['TCP probe', () => ({ probe: { tcp: `127.0.0.1:${full.port}` }, timeout: '10m' })],
  ['wait whose condition hangs', () => ({ on: 'all', wait: { check: 'sleep 600; :', timeout: '10m' } })],
];

const writeSteps = (...steps: readonly object[]): string =>
  desk.write('kinds', releaseOf(inventory([host]), steps));

/** Begins a run of one step, and waits until the step is running. */
async function beginStep(stepOf: () => object) {
  const step = { id: 'work', title: 'Work', ...stepOf() };
  const running = await desk.startRun(writeSteps(step), ['--jsonl']);
  const began = 'upload' in step || 'download' in step ? '"attemptIntended"' : '"attemptStarted"';
  await until(() => running.stdout().includes(began) || running.child.exitCode !== null);
  return { running, on: 'on' in step ? 'web1' : null };
}

/** Those of which each is ended in a way of its own; the others differ from them in their texts. */
const OWN_WAYS = [
  'run',
  'attached run',
  'run that boots the host',
  'check',
  'upload',
  'probe',
  'wait for a condition',
];

it.each(someOf(STEPS, OWN_WAYS))(
  'an interrupt ends a %s, and says that it was stopped',
  async (_kind, stepOf) => {
    const { running, on } = await beginStep(stepOf);
    running.child.kill('SIGINT');
    const { exit, stderr } = await running.ended;
    expect(stderr).toContain('Stopping');
    const unit = unitIn(await desk.show(await desk.lastRun()), 'work', on);
    expect(unit).toMatchObject({ state: 'stopped', reason: expect.stringMatching(/^Stopped by a person/) });
    expect(exit).toBe(1);
  },
);

/** What a run looks like whose program was killed, and which is then stopped. */
const AFTER_KILL: Readonly<Record<string, string>> = {
  'attached run': 'unknown',
  'attached script': 'unknown',
  // The host removes its part, or had not come to that when it was looked at.
  upload: 'failed or unknown',
  download: 'waiting',
  probe: 'waiting',
  'TCP probe': 'waiting',
  'wait for a time': 'waiting',
  'wait until a time': 'waiting',
  'wait for a condition': 'waiting',
  'wait whose condition hangs': 'waiting',
};

it.each(someOf(STEPS, OWN_WAYS))('stop ends a %s whose program was killed', async (kind, stepOf) => {
  const { running, on } = await beginStep(stepOf);
  running.child.kill('SIGKILL');
  await running.ended;
  const run = await desk.lastRun();
  const { exit } = await desk.cli(['stop', run, '--credential', `default=key:${(await userKey()).key}`]);
  const { state, units } = await desk.show(run);
  const found = units.find(({ step, host }) => step === 'work' && host === on)?.state ?? '';
  expect((AFTER_KILL[kind] ?? 'stopped').split(' or ')).toContain(found);
  expect(['stopped', 'failed']).toContain(state);
  expect(exit).toBe(found === 'unknown' ? 5 : 0);
});

/** Those that a person answers. */
const QUESTIONS: readonly (readonly [string, object])[] = [
  ['manual step', { manual: 'Call the desk', nothing_to_undo: 'A call' }],
  ['hold point', { hold: { approvers: [] } }],
  ['communication', { notify: 'begins' }],
];

it.each(QUESTIONS)('stop ends a run that waits at a %s', async (_kind, step) => {
  const begins = { id: 'begins', audience: 'All', channel: 'mail', body: 'It begins' };
  const steps = [{ id: 'work', title: 'Work', ...step }];
  const file = desk.write('asks', releaseOf(inventory([host]), steps, { communications: [begins] }));
  expect(await desk.run(file)).toMatchObject({ exit: 3 });
  const run = await desk.lastRun();
  const { exit, stdout } = await desk.cli(['stop', run]);
  expect([exit, stdout]).toEqual([0, `${run}: stopped\n`]);
  expect(unitIn(await desk.show(run), 'work')).toMatchObject({ state: 'waiting' });
});

/** Those that run on the host, and what is said of them where the host says nothing any more. */
const SILENT: readonly (readonly [string, string, RegExp])[] = [
  ['run', 'unknown', /^web1 gave no answer within 15 s; it may still be running: web1, pid \d+/],
  [
    'attached run',
    'unknown',
    /may still be running: web1, pid \d+ \(the host has answered nothing for 5 s\)/,
  ],
  [
    'run that boots the host',
    'unknown',
    /^web1 gave no answer within 15 s; it may still be running: web1, pid \d+\. Whether web1 has booted could not be seen/,
  ],
  ['upload', 'unknown', /the host could not be asked \(web1 gave no answer within 15 s\)/],
  ['download', 'failed', /the host has answered nothing for 5 s\); nothing was downloaded/],
  ['wait for a condition', 'stopped', /^Stopped by a person while waiting/],
];

describe.each(someOf(SILENT, ['run', 'attached run', 'upload']))(
  'an interrupt of a %s whose host',
  (kind, state, why) => {
    const stepOf = STEPS.find(([each]) => each === kind)?.[1] ?? (() => ({}));

    it('has gone silent as a whole waits neither for it nor for a way to it', async () => {
      const { running, on } = await beginStep(stepOf);
      process.kill(host.pid, 'SIGSTOP');
      host.freezeSessions();
      running.child.kill('SIGINT');
      const { exit, stdout } = await running.ended;
      process.kill(host.pid, 'SIGCONT');
      host.thawSessions();
      const unit = unitIn(await desk.show(await desk.lastRun()), 'work', on);
      expect(unit).toMatchObject({ state, reason: expect.stringMatching(why) });
      expect(exit).toBe(state === 'unknown' ? 5 : 1);
      // What is left there is named.
      expect(stdout).toMatch(/"recordsLeft":\[\{"host":"web1"/);
      host.killSessions();
    });
  },
);

it.each(['run', 'upload'])(
  'an interrupt of a %s whose connection has gone silent asks over another one',
  async (kind) => {
    const stepOf = STEPS.find(([each]) => each === kind)?.[1] ?? (() => ({}));
    const { running, on } = await beginStep(stepOf);
    host.freezeSessions();
    running.child.kill('SIGINT');
    const { exit } = await running.ended;
    host.thawSessions();
    const unit = unitIn(await desk.show(await desk.lastRun()), 'work', on);
    expect([kind, unit.state, exit]).toEqual([kind, kind === 'run' ? 'stopped' : 'failed', 1]);
  },
);

it('an interrupt while preflight asks a host whose commands hang ends the run, and says what it may have left', async (test) => {
  const stuck = await startSshd({ name: 'stuck', config: ['ForceCommand exec sleep 600'] });
  test.onTestFinished(() => stuck.stop());
  const step = { id: 'work', title: 'Work', ...onHost, run: 'true' };
  const running = await desk.startRun(desk.write('stuck', releaseOf(inventory([stuck]), [step])), [
    '--jsonl',
  ]);
  await until(() => stuck.log().includes('Starting session'));
  running.child.kill('SIGINT');
  const { exit, stdout } = await running.ended;
  expect([exit, (await desk.show(await desk.lastRun())).state]).toEqual([1, 'stopped']);
  expect(stdout).toMatch(/"recordsLeft":\[\{"host":"stuck","reason":\{"kind":"host-silent"/);
});

it('an interrupt while preflight waits for a host that gives no answer ends at once', async () => {
  const deafHost = { ...inventory([host]), dark: { address: '127.0.0.1', port: full.port } };
  const file = desk.write(
    'dark',
    releaseOf(deafHost, [{ id: 'work', title: 'Work', ...onHost, run: 'true' }]),
  );
  const running = await desk.startRun(file, ['--jsonl', '--connect-timeout', '10m']);
  await until(() => running.stdout().includes('"runCreated"'));
  running.child.kill('SIGINT');
  expect(await running.ended).toMatchObject({ exit: 1 });
  expect((await desk.show(await desk.lastRun())).state).toBe('stopped');
});

it('an interrupt while preflight reads a large file ends it', async () => {
  writeFileSync(join(desk.folder, 'huge.bin'), '');
  truncateSync(join(desk.folder, 'huge.bin'), 4096 * GIB);
  const step = { ...onHost, upload: { from: 'huge.bin', to: join(host.dir, 'copy.bin') } };
  const running = await desk.startRun(writeSteps({ id: 'work', title: 'Work', ...step }), ['--jsonl']);
  await until(() => running.stdout().includes('"runCreated"'));
  running.child.kill('SIGINT');
  expect(await running.ended).toMatchObject({ exit: 1 });
  expect((await desk.show(await desk.lastRun())).state).toBe('stopped');
});
