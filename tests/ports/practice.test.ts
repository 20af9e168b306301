import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { practiceLimits, startPracticeHosts } from '#adapters/practice/practice-hosts.ts';
import { createDeferred } from '#adapters/ssh/deferred.ts';
import { createClock } from '#adapters/system/clock.ts';
import type { Link } from '#engine/ports.ts';
import { endGroup } from '#engine/remote/end-group.ts';
import { openJob } from '#engine/remote/job.ts';
import type { ShellJob } from '#engine/remote/wrapper.ts';
import { type Practice, startPractice } from '#support/practice-fixture.ts';
import { failureOf, openTransport, runOn, startOn, unwrap } from '#support/ssh-fixture.ts';

const SHELLS = process.platform === 'win32' ? (['emulated'] as const) : (['real', 'emulated'] as const);
let serial = 0;

/** Runs a job as the engine does. */
async function runJob(link: Link, changes: Partial<ShellJob>, data?: string) {
  const nonce = `nonce${++serial}`;
  const out = { stdout: '', stderr: '' };
  const job: ShellJob = { text: ':', env: {}, cwd: null, sudo: null, ...changes };
  const open = await openJob(link, {
    job,
    nonce,
    clock: createClock(),
    listener: {
      onStarted: () => {
        if (data !== undefined) void open.write(Buffer.from(data)).then(() => open.endInput());
      },
      onOutput: (stream, bytes) => {
        out[stream] += Buffer.from(bytes).toString();
      },
    },
  });
  return { end: await open.ended, ...out };
}

describe.each(SHELLS)('a practice host with the %s shell', (shell) => {
  let practice: Practice;
  let link: Link;

  beforeAll(async () => {
    practice = await startPractice({ names: ['gate', 'web1'], shell });
    link = unwrap(await practice.transport.connect(practice.host('web1'), practice.hosts));
  });
  afterAll(() => practice.stop());

  it('runs jobs in its own folder and tells their exit code', async () => {
    const { end, stdout, stderr } = await runJob(link, {
      text: 'echo hello >made; echo out; echo err >&2; exit 7',
    });
    expect(end).toMatchObject({ kind: 'exit', code: 7 });
    expect([stdout, stderr]).toEqual(['out\n', 'err\n']);
    expect(readFileSync(join(practice.dir, 'web1', 'made'), 'utf8')).toBe('hello\n');
  });

  it('gives jobs their environment, folder and nothing of this program', async () => {
    await runJob(link, { text: 'mkdir -p sub' });
    const { stdout } = await runJob(link, {
      text: 'echo "$HOLDPOINT_PRACTICE $NAME"; basename "$PWD"; env | grep -c VITEST',
      env: { NAME: "it's" },
      cwd: 'sub',
    });
    expect(stdout).toBe("1 it's\nsub\n0\n");
  });

  it('takes data into a job', async () => {
    const { end, stdout } = await runJob(
      link,
      { text: 'cat >data; wc -c <data', takesInput: true },
      'line one\nline two\n',
    );
    expect(end).toMatchObject({ kind: 'exit', code: 0 });
    expect(Number(stdout)).toBe(18);
  });

  it('does not start a job in a folder that is not there', async () => {
    const { end } = await runJob(link, { text: 'echo ran >ran', cwd: 'missing' });
    expect(end.kind === 'not-started' || (end.kind === 'exit' && end.code !== 0)).toBe(true);
    expect(existsSync(join(practice.dir, 'web1', 'ran'))).toBe(false);
  });

  it('ends a job by its process group', async () => {
    let started: { group: number } | null = null;
    const ready = createDeferred<void>();
    const open = await openJob(link, {
      job: { text: 'sleep 30', env: {}, cwd: null, sudo: null },
      nonce: 'stopme',
      clock: createClock(),
      listener: {
        onStarted: (seen) => {
          started = seen;
          ready.resolve();
        },
        onOutput: () => undefined,
      },
    });
    await ready.promise;
    expect(
      await endGroup(link, {
        group: started!.group,
        sudo: null,
        why: 'stop',
        nonce: 'ender',
        clock: createClock(),
      }),
    ).toEqual({
      ok: true,
      value: null,
    });
    expect(await open.ended).toMatchObject({ kind: 'signal' });
  });
});

describe('practice hosts', () => {
  it('let in their own key only, and are known by fresh host keys', async () => {
    const first = await startPractice({ names: ['web1'] });
    const stranger = await openTransport();
    const host = first.host('web1');
    expect(failureOf(await stranger.connect(host, [host])).code).toBe('authentication-refused');
    await stranger.close();
    const keys = first.running.hosts[0]!.hostKeys;
    await first.stop();
    const second = await startPractice({ names: ['web1'] });
    expect(second.running.hosts[0]!.hostKeys).not.toEqual(keys);
    await second.stop();
  });

  it('forward to each other and to nothing else', async () => {
    const practice = await startPractice({ names: ['gate', 'web1'] });
    const gate = unwrap(await practice.transport.connect(practice.host('gate'), practice.hosts));
    expect((await gate.reachTcp('127.0.0.1', practice.host('web1').port, 2000)).ok).toBe(true);
    const other = await startPractice({ names: ['web2'] });
    expect((await gate.reachTcp('127.0.0.1', other.host('web2').port, 2000)).ok).toBe(false);
    expect((await gate.reachTcp('10.0.0.1', practice.host('web1').port, 2000)).ok).toBe(false);
    await Promise.all([practice.stop(), other.stop()]);
  });

  it('keep folders private and listen on loopback', async () => {
    const practice = await startPractice({ names: ['web1'] });
    if (process.platform !== 'win32') expect(statSync(join(practice.dir, 'web1')).mode & 0o777).toBe(0o700);
    expect(practice.host('web1').address).toBe('127.0.0.1');
    await practice.stop();
  });

  it('come back with folder, keys and ports when asked to', async () => {
    const practice = await startPractice({ names: ['web1'] });
    const link = unwrap(await practice.transport.connect(practice.host('web1'), practice.hosts));
    await runOn(link, 'echo kept >mark');
    await practice.transport.close();
    await practice.running.stop();
    const again = await startPracticeHosts({ names: ['web1'], dir: practice.dir, keep: true });
    expect(again.hosts).toEqual(practice.running.hosts);
    expect(readFileSync(join(practice.dir, 'web1', 'mark'), 'utf8')).toBe('kept\n');
    await again.stop();
    await practice.stop();
  });

  it('tell signals and carry every byte both ways', async () => {
    const practice = await startPractice({ names: ['web1'], shell: 'real' });
    const link = unwrap(await practice.transport.connect(practice.host('web1'), practice.hosts));
    expect((await runOn(link, 'kill -TERM $$')).end).toEqual({ kind: 'signal', signal: 'SIGTERM' });
    const bytes = Buffer.alloc(6_000_000, 'abc\xff');
    const { stdout } = await runOn(link, 'cat', bytes);
    expect(stdout.equals(bytes)).toBe(true);
    const both = await runOn(link, 'head -c 9000000 /dev/zero >&2 & head -c 9000000 /dev/zero; wait');
    expect([both.stdout.length, both.stderr.length]).toEqual([9_000_000, 9_000_000]);
    await practice.stop();
  });

  it('stop with commands running, which are then lost', async () => {
    const practice = await startPractice({ names: ['web1'], shell: 'real' });
    const link = unwrap(await practice.transport.connect(practice.host('web1'), practice.hosts));
    const running = await startOn(link, 'echo $$; exec sleep 30');
    await practice.running.stop();
    expect(['lost', 'signal']).toContain((await running.ended).kind);
    await practice.stop();
  });
});

it('says what cannot be rehearsed where the shell is emulated, and nothing elsewhere', () => {
  expect(practiceLimits('win32')).toContain('after a crash or a lost connection cannot be rehearsed');
  expect(practiceLimits('linux')).toBeNull();
  expect(practiceLimits('darwin')).toBeNull();
});
