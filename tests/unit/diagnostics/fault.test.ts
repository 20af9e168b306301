import { describe, expect, test } from 'vitest';
import { renderCrashReport } from '#core/diagnostics/crash-report.ts';
import { faultOf } from '#core/diagnostics/fault.ts';

const SECRET = 'hunter2-canary';

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('an unexpected error, written down', () => {
  test('says its kind, its code and where it was thrown', () => {
    const fault = faultOf(thrown(() => new URL('::')));
    expect(fault.title).toBe('TypeError [ERR_INVALID_URL]: Invalid URL');
    expect(fault.frames.some((frame) => frame.includes('fault.test.ts:'))).toBe(true);
  });

  test('keeps no word of a message that may quote something', () => {
    const errors = [
      thrown(() => JSON.parse(`${SECRET} is no JSON`)),
      new Error(`the host said ${SECRET}`),
      Object.assign(new Error(SECRET), { name: SECRET, code: `${SECRET} code` }),
      thrown(() => Buffer.from({ [SECRET]: 1 } as never)),
      thrown(() => new RegExp(`(${SECRET}`)),
      thrown(() => (undefined as never)[SECRET]),
      thrown(() => BigInt(SECRET)),
      `a string ${SECRET}`,
      new Error(`x\n    at ${SECRET} (file:///x/electron/a.ts:1:2)`),
      new AggregateError([new Error(SECRET)], SECRET, { cause: new Error(SECRET) }),
      thrown(() => structuredClone(() => SECRET)),
    ];
    for (const error of errors) expect(JSON.stringify(faultOf(error))).not.toContain(SECRET);
  });

  test('names places within the program, not where that lies', () => {
    const error = new Error('x');
    error.stack = [
      'Error: x',
      '    at work (file:///home/jo/holdpoint/out/main/worker.js:10:2)',
      '    at async Object.run (/opt/holdpoint/resources/app.asar/out/main/chunks/a-1.js:3:4)',
      '    at C:\\Users\\jo\\Holdpoint\\out\\main\\main.js:5:6',
      '    at app://holdpoint/assets/index-Ab1.js:7:8',
      '    at node:internal/process/task_queues:95:5',
      '    at /home/jo/elsewhere/own.js:1:1',
      '    at new Promise (<anonymous>)',
    ].join('\n');
    expect(faultOf(error).frames).toEqual([
      'work (out/main/worker.js:10:2)',
      'Object.run (app.asar/out/main/chunks/a-1.js:3:4)',
      'out\\main\\main.js:5:6',
      'index-Ab1.js:7:8',
      'node:internal/process/task_queues:95:5',
      'own.js:1:1',
    ]);
  });

  test('makes a report that says what goes on and what is in it', () => {
    const text = renderCrashReport({
      part: 'engine',
      at: '2026-11-30T04:20:46.771Z',
      ended: 'killed by SIGKILL',
      fault: null,
      program: 'Holdpoint 0.1.0 on Electron 45.4.1',
      platform: 'linux 6.18 x64',
      log: ['2026-11-30T04:20:40.000Z info engine 1 runBegun run=r-1'],
    });
    for (const words of [
      'killed by SIGKILL',
      'Tracked steps continue on their hosts',
      'runBegun run=r-1',
      'Read it before',
    ])
      expect(text).toContain(words);
  });
});
