/** One shell that is fed question after question, by every shell that a host may have as its /bin/sh, and by a real sshd. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from '#adapters/system/clock.ts';
import type { Guard } from '#engine/lease/texts.ts';
import type { Channel, ChannelEnd, Link } from '#engine/ports.ts';
import { type Answer, ask } from '#engine/remote/ask.ts';
import { lineFor } from '#engine/remote/fed-shell.ts';
import { wrapJob } from '#engine/remote/wrapper.ts';
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

function askFor(link: Link, text: string, more: { guard?: Guard; withinMs?: number } = {}): Promise<Answer> {
  const { guard, ...how } = more;
  nonces += 1;
  const job = { text, env: {}, cwd: null, sudo: null, ...(guard ? { guard } : {}) };
  return ask(link, { job, nonce: `hp${nonces}n`, clock, ...how });
}

const ended = (code: number) => ({ kind: 'exit', code });

describe.each(SHELLS)('a host whose shell is %s', (path) => {
  let shell: LocalShell;
  let lab: Lab;
  beforeAll(() => {
    shell = openShell(path);
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
    const guard = { login: refusal, other: '', outer: '' };
    expect((await askFor(lab.link, 'echo ran', { guard })).end).toEqual({
      kind: 'not-started',
      reason: 'The host did not start it (exit 97): not yours',
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
    const hung = await askFor(lab.link, 'echo begun; sleep 2', { withinMs: 700 });
    expect(hung.end).toEqual({ kind: 'unobserved', reason: 'web1 gave no answer within 700 ms' });
    expect((await askFor(lab.link, 'echo next')).stdout).toBe('next\n');
    expect(lab.opened).toHaveLength(2);
  });

  it('answers two questions at a time by two shells', async () => {
    const both = await Promise.all([askFor(lab.link, 'sleep 0.2; echo a'), askFor(lab.link, 'echo b')]);
    expect(both.map(({ stdout }) => stdout)).toEqual(['a\n', 'b\n']);
    expect(lab.opened).toHaveLength(2);
  });

  it('runs nothing of a line that was cut short', async () => {
    const job = { text: 'echo ran', env: {}, cwd: null, sudo: null };
    const line = lineFor(wrapJob(job, 'hpn').payload, 'hpn');
    const cuts = [1, 2, 5, line.indexOf('echo ran'), line.length - 30, line.length - 4, line.length - 2];
    const said = await Promise.all(cuts.map((at) => shell.start(line.slice(0, at))).map(endOf));
    expect(said.map(({ stdout }) => stdout)).toEqual(cuts.map(() => ''));
  });
});

function endOf(running: RunningShell) {
  running.endInput();
  return running.ended;
}
