/** One shell that is fed question after question, by every shell that a host may have as its /bin/sh, and by a real sshd. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from '#adapters/system/clock.ts';
import { createCancellation } from '#engine/cancellation.ts';
import type { Guard } from '#engine/lease/texts.ts';
import type { Channel, ChannelEnd, Link } from '#engine/ports.ts';
import { ask, type HostAnswer } from '#engine/remote/ask.ts';
import { execute } from '#engine/remote/execute.ts';
import { lineFor } from '#engine/remote/fed-line.ts';
import { freeShell } from '#engine/remote/fed-shell.ts';
import { openRecord } from '#engine/remote/record/open-record.ts';
import { launchText } from '#engine/remote/record/texts.ts';
import { wrapJob } from '#engine/remote/wrapper.ts';
import { until } from '#support/cli-fixture.ts';
import { type LocalShell, openShell, type RunningShell, SHELLS } from '#support/local-shell.ts';

const clock = createClock();
let nonces = 0;

interface Lab {
  readonly link: Link;
  /** Every shell that was opened, oldest first. */
  readonly opened: RunningShell[];
}

/** A host that runs `/bin/sh -s` by this shell. */
function openLab(shell: LocalShell): Lab {
  const opened: RunningShell[] = [];
  const link: Link = {
    host: 'web1' as Link['host'],
    hostKey: 'SHA256:key',
    lost: new Promise(() => undefined),
    reachTcp: () => Promise.resolve({ ok: true, value: null }),
    exec(command, sink) {
      expect(command).toBe('/bin/sh -s');
      const running = shell.start('');
      opened.push(running);
      running.onOutput((stream, bytes) => void sink(stream, bytes));
      return Promise.resolve({ ok: true, value: channelOf(running) });
    },
  };
  return { link, opened };
}

function channelOf(running: RunningShell): Channel {
  return {
    ended: running.ended.then(
      ({ exit }): ChannelEnd =>
        exit === null ? { kind: 'signal', signal: 'KILL' } : { kind: 'exit', code: exit },
    ),
    write(bytes) {
      running.write(bytes);
      return Promise.resolve();
    },
    endInput: () => running.endInput(),
    onExit: () => undefined,
    close: () => running.kill(),
  };
}

function askFor(
  link: Link,
  text: string,
  more: { guard?: Guard; withinMs?: number } = {},
): Promise<HostAnswer> {
  const { guard, ...how } = more;
  nonces += 1;
  const job = { text, env: {}, cwd: null, sudo: null, ...(guard ? { guard } : {}) };
  return ask(link, { job, nonce: `hp${nonces}n`, clock, ...how });
}

/** A tracked step that is begun by the fed shell, and what is seen of it. */
function launch({ link }: Lab, text: string, { guard = '' }: { readonly guard?: string } = {}) {
  nonces += 1;
  const [nonce, attempt] = [`hp${nonces}n`, `a${nonces}`];
  const seen = { stdout: '', stderr: '', pid: 0 };
  const job = { text, env: { WORD: 'two words' }, cwd: null, sudo: null };
  const shell = freeShell(link, job);
  expect(shell).not.toBe(null);
  const whole = { place: { run: 'r-1', attempt }, nonce, text, env: job.env, cwd: null, guard };
  const record = openRecord(link, {
    ...{ payload: launchText({ ...whole, fed: true }), job, nonce, clock, shell },
    listener: {
      onOpening: ({ pid }) => void Object.assign(seen, { pid }),
      async onOutput(stream, bytes) {
        // A library that is slow to take it.
        if (stream === 'stdout') await new Promise((resolve) => setTimeout(resolve, 30));
        seen[stream] += Buffer.from(bytes).toString();
      },
    },
  });
  return { seen, attempt, ended: record.seen };
}

/** An attached step, by the fed shell where that may be, and what is seen of it. */
async function attach(
  { link }: Lab,
  text: string,
  more: { guard?: Guard; cwd?: string; env?: Readonly<Record<string, string>> } = {},
) {
  nonces += 1;
  const seen = { stdout: '', stderr: '' };
  const end = await execute(
    {
      link,
      job: { text, env: {}, cwd: null, sudo: null, ...more },
      nonce: `hp${nonces}n`,
      timeoutMs: 60_000,
      cancellation: createCancellation(),
      listener: {
        onStarted: () => undefined,
        onOutput(stream, bytes) {
          seen[stream] += Buffer.from(bytes).toString();
        },
      },
    },
    clock,
  );
  return { end, ...seen };
}

const ended = (code: number) => ({ kind: 'exit', code });

describe.each(SHELLS)('a host whose shell is %s', (path) => {
  let shell: LocalShell;
  let lab: Lab;
  beforeAll(() => {
    shell = openShell(path);
    mkdirSync(join(shell.home, '.local/state/holdpoint/runs/r-1'), { recursive: true, mode: 0o700 });
  });
  beforeEach(() => {
    lab = openLab(shell);
  });
  afterAll(() => shell.close());

  it('answers question after question in one shell, each for itself', async () => {
    const first = await askFor(lab.link, 'hp_x=left; cd /; umask 777; trap "echo trapped" EXIT; echo one');
    expect([first.stdout, first.end]).toMatchObject(['one\ntrapped\n', ended(0)]);
    const second = await askFor(lab.link, 'echo "$hp_x|$(umask)"; pwd; cat; exit 7');
    expect(second.stdout).toMatch(new RegExp(`^\\|0?022\n${shell.home}\n$`));
    expect(second.end).toMatchObject(ended(7));
    expect((await askFor(lab.link, 'echo three >&2; false')).end).toMatchObject(ended(1));
    expect(lab.opened).toHaveLength(1);
  });

  it('keeps an answer to the byte, whatever looks like its end', async () => {
    const nonce = `hp${nonces + 1}n`;
    const odd = `printf '\\036${nonce} over\\n\\036${nonce} over 1x\\n\\036hp0n over 0\\n\\036'`;
    expect((await askFor(lab.link, odd)).stdout).toBe(
      `\u001e${nonce} over\n\u001e${nonce} over 1x\n\u001ehp0n over 0\n\u001e`,
    );
    expect((await askFor(lab.link, "printf '%s\\n' 'a\\b'; printf 'no end'")).stdout).toBe('a\\b\nno end');
    const long = await askFor(lab.link, 'i=0; while [ $i -lt 3000 ]; do echo "line $i"; i=$((i+1)); done');
    expect(long.stdout.split('\n')).toHaveLength(3001);
    expect(lab.opened).toHaveLength(1);
  });

  it('says why a guard kept a question from being begun, and answers the next', async () => {
    const refusal = 'echo "not yours" >&2; exit 97';
    const guard = { login: refusal, other: '', last: '', outer: '' };
    expect((await askFor(lab.link, 'echo ran', { guard })).end).toEqual({
      kind: 'not-started',
      reason: { kind: 'start-refused', exit: 97, said: 'not yours' },
    });
    expect((await askFor(lab.link, 'echo next')).stdout).toBe('next\n');
    expect(lab.opened).toHaveLength(1);
  });

  it('outlives text that no shell can read', async () => {
    expect((await askFor(lab.link, 'if (')).end).toMatchObject({ kind: 'exit' });
    expect((await askFor(lab.link, 'echo next')).stdout).toBe('next\n');
  });

  it('that has died between two questions gets another shell, and each question once', async () => {
    await askFor(lab.link, 'echo one');
    lab.opened[0]?.kill();
    expect((await askFor(lab.link, 'echo two')).stdout).toBe('two\n');
    expect(lab.opened).toHaveLength(2);
  });

  it('that dies in the middle of a question leaves its end unseen, and the next one is answered', async () => {
    const { end, stdout } = await askFor(lab.link, 'echo begun; kill -9 $$; sleep 0.2');
    expect([end, stdout]).toMatchObject([{ kind: 'unobserved' }, 'begun\n']);
    expect((await askFor(lab.link, 'echo next')).stdout).toBe('next\n');
  });

  it('that hangs is left alone: the question is given up, and the next one gets another shell', async () => {
    await askFor(lab.link, 'echo one');
    const hung = await askFor(lab.link, 'echo begun; sleep 4', { withinMs: 2000 });
    expect(hung.end).toMatchObject({ kind: 'unobserved', reason: { kind: 'no-answer-within', ms: 2000 } });
    expect((await askFor(lab.link, 'echo next')).stdout).toBe('next\n');
    expect(lab.opened).toHaveLength(2);
  });

  it('answers two questions at a time by two shells', async () => {
    const both = await Promise.all([askFor(lab.link, 'sleep 0.2; echo a'), askFor(lab.link, 'echo b')]);
    expect(both.map(({ stdout }) => stdout)).toEqual(['a\n', 'b\n']);
    expect(lab.opened).toHaveLength(2);
  });

  it('begins steps one after the other, beside itself, with a record of each', async () => {
    await askFor(lab.link, 'echo one');
    const first = launch(lab, 'echo "out $WORD"; echo err >&2; exit 3');
    expect(await first.ended).toMatchObject({ kind: 'exit', code: 3, provenance: 'seen', leftBehind: false });
    expect(first.seen).toMatchObject({ stdout: 'out two words\n', stderr: 'err\n' });
    const second = launch(lab, 'cat; printf "%s" "no end"; exit 0');
    expect(await second.ended).toMatchObject({ kind: 'exit', code: 0 });
    expect(second.seen).toMatchObject({ stdout: 'no end', stderr: '' });
    const kept = (attempt: string) =>
      readFileSync(join(shell.home, '.local/state/holdpoint/runs/r-1', `${attempt}.pid`), 'utf8').split('\n');
    expect([first, second].map(({ attempt }) => kept(attempt)[1])).toEqual(['3 end', '0 end']);
    expect((await askFor(lab.link, 'echo next')).stdout).toBe('next\n');
    expect(lab.opened).toHaveLength(1);
  });

  it('passes on what a step prints while it runs, and answers a question by another shell meanwhile', async () => {
    const step = launch(lab, 'echo early; while ! [ -e go ]; do sleep 0.05; done; echo late');
    await until(() => step.seen.stdout === 'early\n');
    expect((await askFor(lab.link, ': >go; echo told')).stdout).toBe('told\n');
    expect(await step.ended).toMatchObject({ kind: 'exit', code: 0 });
    expect(step.seen.stdout).toBe('early\nlate\n');
    expect(lab.opened).toHaveLength(2);
    await askFor(lab.link, 'rm go');
  });

  it('begins no step that a guard keeps from it, and says why', async () => {
    const { ended: end, attempt } = launch(lab, 'echo ran', { guard: 'echo "not yours" >&2; exit 97' });
    expect(await end).toEqual({
      kind: 'not-started',
      reason: { kind: 'start-refused', exit: 97, said: 'not yours' },
    });
    expect(existsSync(join(shell.home, '.local/state/holdpoint/runs/r-1', `${attempt}.sh`))).toBe(false);
    expect(await launch(lab, 'true').ended).toMatchObject({ kind: 'exit', code: 0 });
    expect(lab.opened).toHaveLength(1);
  });

  it('loses sight of a step when what follows it is killed, and not when the shell itself is', async () => {
    const step = launch(lab, 'sleep 3');
    await until(() => step.seen.pid > 0);
    const parent = `{ read -r a a a hp_x a </proc/${step.seen.pid}/stat; }`;
    expect((await askFor(lab.link, `${parent}; kill -9 "$hp_x"; echo killed`)).stdout).toBe('killed\n');
    expect(await step.ended).toMatchObject({ kind: 'unobserved' });
    const other = launch(lab, 'sleep 3');
    await until(() => other.seen.pid > 0);
    for (const running of lab.opened) running.kill();
    expect(await other.ended).toMatchObject({ kind: 'exit', code: 0 });
  });

  it('does not take a step for never begun, nor begin it again, when the shell has died before it', async () => {
    await askFor(lab.link, 'echo one');
    lab.opened[0]?.kill();
    const { ended: end } = launch(lab, 'echo ran');
    expect(await end).toMatchObject({ kind: 'unobserved' });
    expect(lab.opened).toHaveLength(1);
  });

  it('runs attached steps one after the other, each in a shell of its own and with nothing of ours', async () => {
    await askFor(lab.link, 'echo one');
    const job = { cwd: '/', env: { WORD: 'two words' } };
    const first = await attach(lab, 'echo "$WORD|$#|$hp_text"; pwd; cat; echo err >&2; hp_k=0; exit 3', job);
    expect(first).toMatchObject({ end: ended(3), stdout: 'two words|0|\n/\n', stderr: 'err\n' });
    const second = await attach(
      lab,
      'trap "echo trapped" TERM; kill -TERM $$; env | grep -c hp_; printf end',
    );
    expect(second).toMatchObject({ end: ended(0), stdout: 'trapped\n0\nend', stderr: '' });
    expect((await attach(lab, 'kill -KILL $$')).end).toMatchObject(ended(137));
    expect((await attach(lab, `: ${'x'.repeat(40_000)}; echo "$HOME"`)).stdout).toBe(`${shell.home}\n`);
    expect((await askFor(lab.link, 'echo next')).stdout).toBe('next\n');
    // Where another program forks just then, a shell is given up that need not be.
    expect(lab.opened.length).toBeLessThan(5);
  });

  it('keeps what a step leaves running out of the next one, which gets another shell', async () => {
    for (const late of ['( sleep 0.3; echo late ) &', 'setsid sh -c "sleep 0.3; echo late" 3>&1 &']) {
      expect(await attach(lab, `${late} echo now`)).toMatchObject({ end: ended(0), stdout: 'now\nlate\n' });
      const before = lab.opened.length;
      expect(await attach(lab, 'echo next')).toMatchObject({ end: ended(0), stdout: 'next\n' });
      expect(lab.opened).toHaveLength(before + 1);
    }
  });

  it('goes on after a step whose background holds nothing of the output', async () => {
    const apart = '( exec >/dev/null 2>&1; sh -c ": >apart; exec sleep 1" ) &';
    const known = 'while ! [ -e apart ]; do sleep 0.02; done; rm apart; echo now';
    for (let times = 0; times < 4; times += 1)
      expect(await attach(lab, `${apart} ${known}`)).toMatchObject({ stdout: 'now\n' });
    expect(lab.opened.length).toBeLessThan(4);
  });

  it('gives an attached step a channel of its own while the shell is busy, and where its text is long', async () => {
    const [long, short] = await Promise.all([attach(lab, 'sleep 0.2; echo long'), attach(lab, 'echo short')]);
    expect([long.stdout, short.stdout]).toEqual(['long\n', 'short\n']);
    expect(lab.opened).toHaveLength(2);
    expect((await attach(lab, `: ${'x'.repeat(70_000)}; echo whole`)).stdout).toBe('whole\n');
    expect(lab.opened).toHaveLength(3);
  });

  it('begins an attached step once when the shell has ended before it, and none that a guard keeps from it', async () => {
    await askFor(lab.link, 'echo one');
    lab.opened[0]?.endInput();
    expect(await attach(lab, 'echo ran')).toMatchObject({ end: ended(0), stdout: 'ran\n' });
    expect(lab.opened).toHaveLength(2);
    const guard = { login: 'echo "not yours" >&2; exit 97', other: '', last: '', outer: '' };
    expect((await attach(lab, 'echo ran', { guard })).end).toEqual({
      kind: 'not-started',
      reason: { kind: 'start-refused', exit: 97, said: 'not yours' },
    });
    expect((await attach(lab, 'echo next')).stdout).toBe('next\n');
  });

  it('loses sight of an attached step when the shell is killed under it', async () => {
    const { end } = await attach(lab, 'kill -9 $PPID; sleep 0.1');
    expect(end).toMatchObject({ kind: 'unknown' });
    expect((await attach(lab, 'echo next')).stdout).toBe('next\n');
  });

  it.each(['question', 'step'] as const)(
    'runs nothing of the line of a %s that was cut short',
    async (kind) => {
      const job = { text: 'echo ran', env: {}, cwd: null, sudo: null };
      const line = lineFor(kind, wrapJob(job, 'hpn').payload, 'hpn');
      const cuts = [1, 2, 5, line.indexOf('echo ran'), line.length - 30, line.length - 4, line.length - 2];
      const said = await Promise.all(cuts.map((at) => shell.start(line.slice(0, at))).map(endOf));
      expect(said.map(({ stdout }) => stdout)).toEqual(cuts.map(() => ''));
    },
  );
});

function endOf(running: RunningShell) {
  running.endInput();
  return running.ended;
}
