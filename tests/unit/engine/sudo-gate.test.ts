import { describe, expect, it } from 'vitest';
import type { Channel, Clock } from '#engine/ports.ts';
import { createSudoGate } from '#engine/remote/sudo-gate.ts';

const PROMPT = 'hp01-password';

/** A gate whose prompt was answered; `pass` lets the time go by for which a question is given to be more than one. */
function answered({ isHeardFirst = false } = {}) {
  const sent: string[] = [];
  let isClosed = false;
  let due: (() => void) | null = null;
  const clock: Clock = {
    now: () => new Date(0),
    monotonicMs: () => 0,
    after(_ms, callback) {
      due = callback;
      return () => {
        if (due === callback) due = null;
      };
    },
  };
  const channel: Channel = {
    write: async (bytes) => void sent.push(String(bytes)),
    endInput: () => undefined,
    onExit: () => undefined,
    ended: new Promise(() => undefined),
    close: () => {
      isClosed = true;
    },
  };
  const gate = createSudoGate(
    { prompt: PROMPT, ready: 'hp01-ready', payload: 'payload' },
    { password: 'geheim', clock },
  );
  const hear = (text: string): void => gate.hearStderr(new TextEncoder().encode(text));
  if (isHeardFirst) hear(PROMPT);
  gate.open(channel);
  if (!isHeardFirst) hear(PROMPT);
  return { gate, sent, hear, pass: () => due?.(), isClosed: () => isClosed };
}

describe('a sudo that was given its password', () => {
  it('and asks for more is given up once nothing follows the question, which is quoted', () => {
    const { gate, sent, hear, pass, isClosed } = answered();
    hear('Verification ');
    pass();
    expect(isClosed()).toBe(false);
    hear('code: ');
    pass();
    expect(isClosed()).toBe(true);
    expect(gate.refusal()).toEqual({ kind: 'sudo-question', said: 'Verification code:', by: 'sudo' });
    expect(sent).toEqual(['geheim\n']);
  });

  it.each(['Sorry, try again.\n', 'Sending a push to your phone: sent.\nWaiting'])(
    'and says %j is waited for',
    (words) => {
      const { hear, pass, isClosed } = answered();
      hear(words);
      pass();
      expect(isClosed()).toBe(false);
    },
  );

  it('and continues after all is not given up', () => {
    const { gate, sent, hear, pass, isClosed } = answered();
    hear('Checking: ');
    gate.hearStdout(new TextEncoder().encode('hp01-ready\n'));
    pass();
    expect([isClosed(), gate.refusal()]).toEqual([false, null]);
    expect(sent).toEqual(['geheim\n', 'payload']);
  });

  it('and whose prompt was heard before its channel was handed over gets the password all the same', () => {
    const { gate, sent } = answered({ isHeardFirst: true });
    gate.hearStdout(new TextEncoder().encode('hp01-ready\n'));
    expect(sent).toEqual(['geheim\n', 'payload']);
  });

  it('and has ended is no longer waited for', () => {
    const { gate, hear, pass, isClosed } = answered();
    hear('Code? ');
    gate.end();
    pass();
    expect(isClosed()).toBe(false);
  });
});
