import { describe, expect, test } from 'vitest';
import { formatLogEntry, isLogged, type LogEntry, levelOf, parseLog } from '#core/diagnostics/log-entry.ts';

const STAMP = { at: '2026-11-30T04:20:46.771Z', part: 'engine', pid: 4711 } as const;
const BEGUN: LogEntry = { event: 'runBegun', run: 'r-20261130-0420-abcd' };
const FAULT: LogEntry = {
  event: 'fault',
  of: 'engine',
  fault: {
    title: 'TypeError: x is not a function',
    frames: ['a (out/main/worker.js:1:2)', 'out/main/worker.js:3:4'],
  },
};

describe('the log of the program', () => {
  test('is a line for each entry, and reads back as it was written', () => {
    const text = [BEGUN, FAULT, BEGUN].map((entry) => `${formatLogEntry(entry, STAMP)}\n`).join('');
    expect(text.split('\n')[0]).toBe(
      '2026-11-30T04:20:46.771Z info  engine 4711 runBegun run=r-20261130-0420-abcd',
    );
    const lines = parseLog(text);
    expect(lines.map(({ level, part, pid }) => [level, part, pid])).toEqual([
      ['info', 'engine', 4711],
      ['error', 'engine', 4711],
      ['info', 'engine', 4711],
    ]);
    expect(lines[1]?.text).toBe(
      'fault of=engine TypeError: x is not a function\n    a (out/main/worker.js:1:2)\n    out/main/worker.js:3:4',
    );
  });

  test('quotes what is no plain word, so that nobody can write a line of their own', () => {
    const line = formatLogEntry(
      { event: 'libraryRefused', code: 'x\n2026-11-30T04:20:46.771Z error app 1 fake' },
      STAMP,
    );
    expect(parseLog(line)).toHaveLength(1);
  });

  test('has errors at every level, and what happens in a run at debug alone', () => {
    const step: LogEntry = { event: 'runEvent', run: 'r-1', seq: 4, type: 'attemptStarted' };
    expect([levelOf(FAULT), levelOf(BEGUN), levelOf(step)]).toEqual(['error', 'info', 'debug']);
    expect(levelOf({ event: 'callReplied', command: 'run.list', code: 'not-found', ms: 3 })).toBe('debug');
    expect(levelOf({ event: 'callReplied', command: 'run.list', code: 'internal', ms: 3 })).toBe('error');
    expect((['error', 'warn', 'info', 'debug'] as const).map((level) => isLogged('info', level))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});
