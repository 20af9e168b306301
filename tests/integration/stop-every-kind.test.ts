import { truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Desk, inventory, openDesk, releaseOf, unitIn, until } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const GIB = 1024 ** 3;

let desk: Desk;
let host: Sshd;
/** Takes connections and says nothing. */
let deaf: Server;
let port: number;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
  for (const [folder, size] of [
    [desk.folder, 2 * GIB],
    [host.dir, 64 * GIB],
  ] as const) {
    writeFileSync(join(folder, 'big.bin'), '');
    truncateSync(join(folder, 'big.bin'), size);
  }
  deaf = createServer(() => undefined);
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  const address = deaf.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(async () => {
  deaf.close();
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
  ['probe', () => ({ probe: { http: `http://127.0.0.1:${port}/`, status: 200 }, timeout: '10m' })],
  ['wait for a time', () => ({ wait: { for: '10m' } })],
  ['wait until a time', () => ({ wait: { until: '2099-01-01T00:00:00Z' } })],
  ['wait for a condition', () => ({ on: 'all', wait: { check: 'exit 1', every: '1s', timeout: '10m' } })],
  ['wait whose condition hangs', () => ({ on: 'all', wait: { check: 'sleep 600; :', timeout: '10m' } })],
];

it.each(STEPS)('a stop ends a %s, and says that it was stopped', async (_kind, stepOf) => {
  const step = { id: 'work', title: 'Work', ...stepOf() };
  const running = await desk.startRun(desk.write('kinds', releaseOf(inventory([host]), [step])), ['--jsonl']);
  const began = 'upload' in step || 'download' in step ? '"attemptIntended"' : '"attemptStarted"';
  await until(() => running.stdout().includes(began) || running.child.exitCode !== null);
  running.child.kill('SIGINT');
  const { exit, stderr } = await running.ended;
  expect(stderr).toContain('Stopping');
  const unit = unitIn(await desk.show(await desk.lastRun()), 'work', 'on' in step ? 'web1' : null);
  expect(unit).toMatchObject({ state: 'stopped', reason: expect.stringMatching(/^Stopped by a person/) });
  expect(exit).toBe(1);
});
