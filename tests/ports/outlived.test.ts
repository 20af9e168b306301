/** What a host still does for a program that is gone: by a real sshd. */
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SshTransport } from '#adapters/ssh/transport.ts';
import { createClock } from '#adapters/system/clock.ts';
import { fedBy, openJob } from '#engine/remote/job.ts';
import { writeScript } from '#engine/shell/write-script.ts';
import { findUploadText } from '#engine/steps/receive-text.ts';
import { until } from '#support/cli-fixture.ts';
import { readersOf } from '#support/readers.ts';
import { openTransport, unwrap } from '#support/ssh-fixture.ts';
import { hostOf, type Sshd, startSshd } from '#support/sshd.ts';

let sshd: Sshd;
let transport: SshTransport;
let endless: string;

beforeAll(async () => {
  sshd = await startSshd({ name: 'web1' });
  // It takes no room on the disk, and hours to be read.
  endless = join(sshd.dir, 'endless');
  writeFileSync(endless, '');
  truncateSync(endless, 2 ** 42);
});
afterAll(() => sshd.stop());
// A connection that was killed is not taken for an open one by the next test.
beforeEach(async () => {
  transport = await openTransport();
});
afterEach(() => transport.close());

/** Begun, and reading the file. */
async function reading(text: string, isFed: boolean): Promise<void> {
  const host = hostOf(sshd);
  const link = unwrap(await transport.connect(host, [host]));
  const job = { text, env: {}, cwd: null, sudo: null };
  const fed = isFed ? fedBy(link, job, 'step') : null;
  const listener = { onStarted: () => undefined, onOutput: () => undefined };
  openJob(link, { job, nonce: 'hpoutlived', clock: createClock(), fed, listener });
  await until(() => readersOf(endless).length > 0);
}

describe.each([
  ['a shell that is fed', true],
  ['a channel of its own', false],
])('a file that is read for its hash over %s', (_way, isFed) => {
  it.each([
    ['before a download', () => writeScript('measure', { p: endless })],
    [
      'after an upload that nobody saw end',
      () => findUploadText({ to: endless, follow: false }, { nonce: 'n1', sha256: 'x' }),
    ],
  ])('%s is read no further once the connection is gone', async (_when, text) => {
    await reading(text(), isFed);
    expect(sshd.killSessions()).toBeGreaterThan(0);
    await until(() => readersOf(endless).length === 0);
  });
});
