import { describe, expect, it } from 'vitest';
import type { Shell } from '#core/plan/model.ts';
import { describeWhy } from '#core/words/run/describe-reason.ts';
import type { Clock } from '#engine/ports.ts';
import { createWatcher, judge } from '#engine/steps/expectation.ts';
import type { AttemptResult } from '#engine/steps/step.ts';

const EXPECT: Shell['expect'] = { exit: [0], stdout: null, stdoutNot: null, stderrNot: null };
const shell = (expected: Partial<Shell['expect']> = {}, capture: Shell['capture'] = {}): Shell => ({
  sudo: null,
  env: {},
  cwd: null,
  timeoutMs: 1000,
  expect: { ...EXPECT, ...expected },
  capture,
});

interface Printed {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly size: number;
  /** Milliseconds that go by at each look at the clock. */
  readonly passing: number;
}

function clockWith(passing: number): Clock {
  let now = 0;
  return {
    now: () => new Date(0),
    monotonicMs: () => {
      now += passing;
      return now;
    },
    after: () => () => undefined,
  };
}

/** With the reason as people read it. */
function told({ reason, ...result }: AttemptResult) {
  return { ...result, reason: describeWhy(reason) };
}

/** What comes of a command that printed this. */
function judged(
  given: Shell,
  { exit = 0, stdout = '', stderr = '', size = 3, passing = 0 }: Partial<Printed> = {},
) {
  const watcher = createWatcher(given);
  for (const [stream, text] of [
    ['stdout', stdout],
    ['stderr', stderr],
  ] as const) {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) watcher.see(stream, bytes.subarray(at, at + size));
  }
  return told(
    judge(exit, {
      shell: given,
      watcher,
      clock: clockWith(passing),
      mask: (text) => text.replaceAll('geheim', '•••'),
    }),
  );
}

describe('what is expected of a command', () => {
  it('is not met where the host says that it ran nothing of a script, whatever exit code is expected', () => {
    const all = shell({ exit: [0, 97] });
    const noise = `${'x'.repeat(20_000)}\n`;
    const stderr = `${noise}holdpoint: script-unwritable /tmp\n`;
    expect(judged(all, { exit: 97, stderr, size: 7_000 })).toMatchObject({
      outcome: 'failed',
      exit: 97,
      reason: expect.stringMatching(
        /^The host did not start it: no private file can be written for it in \/tmp\./,
      ),
    });
    expect(judged(all, { exit: 97, stderr: `${stderr}and more\n` }).outcome).toBe('ok');
    expect(judged(all, { exit: 0, stderr }).outcome).toBe('ok');
  });

  it('is exit code 0 unless the step says others', () => {
    expect(judged(shell()).outcome).toBe('ok');
    expect(judged(shell(), { exit: 2 })).toMatchObject({ outcome: 'failed', exit: 2, reason: 'Exit code 2' });
    expect(judged(shell({ exit: [0, 2] }), { exit: 2 }).outcome).toBe('ok');
    expect(judged(shell({ exit: [3] })).reason).toBe('Exit code 0, expected 3');
  });

  it('looks at the whole of the right stream, across its pieces', () => {
    const stdout = 'grün\nready: 12\n';
    expect(judged(shell({ stdout: '^ready: \\d+$' }), { stdout }).outcome).toBe('ok');
    expect(judged(shell({ stdout: 'grün' }), { stdout, size: 1 }).outcome).toBe('ok');
    expect(judged(shell({ stdout: 'ready' }), { stderr: stdout }).outcome).toBe('failed');
    expect(judged(shell({ stdoutNot: 'ready' }), { stdout }).outcome).toBe('failed');
    expect(judged(shell({ stderrNot: 'ready' }), { stdout }).outcome).toBe('ok');
    expect(judged(shell({ stderrNot: 'ready' }), { stderr: stdout }).outcome).toBe('failed');
  });
});

describe('what is captured', () => {
  it('is the first group, or the whole match', () => {
    const given = shell({}, { size: 'wrote (\\d+)', line: '^wrote.*$' });
    expect(judged(given, { stdout: 'so\nwrote 12 bytes\nit is geheim\n' })).toMatchObject({
      outcome: 'ok',
      captured: { size: '12', line: 'wrote 12 bytes' },
    });
  });

  it('is never a secret, nor the signs that cover one: a later command would get them as they stand', () => {
    const given = shell({}, { size: 'wrote (\\d+)', word: 'is (\\w+)' });
    expect(judged(given, { stdout: 'so\nwrote 12 bytes\nit is geheim\n' })).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/^Nothing captured for word: what matches holds a secret/),
      captured: { size: '12' },
    });
  });

  it('fails the step when there is nothing to capture, and keeps what there is', () => {
    const given = shell({}, { size: 'wrote (\\d+)', word: 'word (\\w+)' });
    expect(judged(given, { stdout: 'wrote 12' })).toMatchObject({
      outcome: 'failed',
      reason: 'Nothing to capture for word',
      captured: { size: '12' },
    });
  });

  it('keeps the start and the end of an endless output', () => {
    const given = shell({}, { first: 'first (\\d)', last: 'last (\\d)' });
    const stdout = `first 1\n${'x'.repeat(12 * 1024 * 1024)}\nlast 2\n`;
    expect(judged(given, { stdout, size: 256 * 1024 }).captured).toEqual({ first: '1', last: '2' });
  });
});

describe('an expression that is too much for the output', () => {
  const stdout = `${'ab'.repeat(1_000_000)}b`;
  const size = 256 * 1024;

  it('is given up after 2 s of matching, and the step says so instead of guessing', () => {
    const given = shell({ stdout: '[ab]{500}.[ab]{500}([cd]|b{2})' });
    expect(judged(given, { stdout, size, passing: 10 })).toMatchObject({
      outcome: 'failed',
      exit: 0,
      reason:
        'Matching was given up after 2 s: [ab]{500}.[ab]{500}([cd]|b{2}) is too much for 2000001 characters of output. Make the expression simpler, or print less',
    });
  });

  it('leaves nothing captured, and says for which name', () => {
    const { outcome, reason, captured } = judged(shell({}, { end: '(b)b$' }), { stdout, size, passing: 10 });
    expect([outcome, captured]).toEqual(['failed', {}]);
    expect(reason).toMatch(/^Nothing captured for end: Matching was given up after 2 s/);
  });

  it('is no matter of backtracking: doubled quantifiers are as fast as any', () => {
    const printed = { stdout: `${'a'.repeat(100_000)}!`, size };
    expect(judged(shell({ stdout: '^(a+)+$' }), printed).reason).toBe('Output does not match ^(a+)+$');
    expect(judged(shell({}, { all: '^((a+)+!)$' }), { ...printed, stdout: 'aaaa!\n' }).captured).toEqual({
      all: 'aaaa!',
    });
  });
});

it('captures at most 64 Ki characters, and says how many there were', () => {
  const { outcome, reason } = judged(shell({}, { all: '(?s).*' }), {
    stdout: 'x'.repeat(70_000),
    size: 4096,
  });
  expect(outcome).toBe('failed');
  expect(reason).toMatch(/^Nothing captured for all: 70000 characters match, .* at most 65536/);
});

it('captures nothing that a shell would drop without a word', () => {
  const { outcome, captured, reason } = judged(shell({}, { name: 'name (.*)', word: '^name' }), {
    stdout: 'name a\0b\n',
    size: 4096,
  });
  expect([outcome, captured]).toEqual(['failed', { word: 'name' }]);
  expect(reason).toMatch(/^Nothing captured for name: what matches holds a zero byte, which no command/);
});

describe('bytes that are no UTF-8', () => {
  const judgedBytes = (given: Shell, bytes: Uint8Array) => {
    const watcher = createWatcher(given);
    for (const byte of bytes) watcher.see('stdout', Uint8Array.of(byte));
    return told(judge(0, { shell: given, watcher, clock: clockWith(0), mask: (text) => text }));
  };
  const LATIN1 = Buffer.from('name M\xfcller\n', 'latin1');

  it('are never captured in a changed form', () => {
    expect(judgedBytes(shell({}, { name: 'name (.*)' }), LATIN1)).toMatchObject({
      outcome: 'failed',
      captured: {},
      reason:
        'Nothing captured for name: what matches holds bytes that are not UTF-8 text. Let the command print it as UTF-8, such as by iconv, or as hexadecimal digits',
    });
    expect(judgedBytes(shell({}, { word: '^name' }), LATIN1)).toMatchObject({ captured: { word: 'name' } });
  });

  it('cut off at the end are none either', () => {
    const bytes = Buffer.from('name Mü', 'utf8').subarray(0, -1);
    expect(judgedBytes(shell({}, { name: 'name (.*)' }), bytes).outcome).toBe('failed');
  });

  it('are told of where an expectation is not met', () => {
    expect(judgedBytes(shell({ stdout: 'Müller' }), LATIN1).reason).toBe(
      'Output does not match Müller. It printed bytes that are not UTF-8 text, which are shown as U+FFFD here',
    );
  });

  it('are told apart from the character that stands for them, and from a byte order mark', () => {
    const bytes = Buffer.from('\uFEFFname \uFFFD', 'utf8');
    expect(judgedBytes(shell({}, { all: '.+' }), bytes).captured).toEqual({ all: '\uFEFFname \uFFFD' });
  });
});
