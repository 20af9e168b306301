/** The built engine, in a process whose parent port is a test's, meets an unexpected error. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { REPORTED_EXIT } from '#contract/wire.ts';
import { BUNDLE, type Desk, NODE, openDesk } from '#support/cli-fixture.ts';

const CANARY = 'canary-host-output-17';

let desk: Desk;
beforeAll(() => {
  desk = openDesk();
});
afterAll(() => desk.close());

/** Once the engine is ready, an error comes out of a listener, as it would out of a socket's. */
function faultyPort(): string {
  const path = join(desk.folder, 'port.mjs');
  writeFileSync(
    path,
    `process.parentPort = {
  on() {},
  postMessage({ kind }) {
    if (kind === 'ready') setImmediate(() => { throw new Error(${JSON.stringify(CANARY)}); });
  },
};
`,
  );
  return path;
}

it('ends with the code of a reported crash, leaves a report that a person can read, and a library that is whole', async () => {
  const engine = spawn(NODE, ['--import', faultyPort(), join(BUNDLE, 'worker.js')], {
    env: { ...process.env, HOLDPOINT_DATA: desk.data, HOLDPOINT_APP_VERSION: '0.1.0' },
    stdio: 'ignore',
  });
  expect(await once(engine, 'exit')).toEqual([REPORTED_EXIT, null]);
  const logs = join(desk.data, 'logs');
  const [name = '', ...more] = readdirSync(join(logs, 'crashes'));
  expect(more).toEqual([]);
  const report = readFileSync(join(logs, 'crashes', name), 'utf8');
  expect(report).toContain('engine');
  expect(report).toContain('Holdpoint 0.1.0');
  expect(report).toMatch(/^ +at .*port\.mjs:4/m);
  expect(report + readFileSync(join(logs, 'engine.log'), 'utf8')).not.toContain(CANARY);
  expect(readFileSync(join(logs, 'engine.log'), 'utf8')).toMatch(/ error engine \d+ fault of=engine Error/);
  expect((await desk.verify()).exit).toBe(0);
});
