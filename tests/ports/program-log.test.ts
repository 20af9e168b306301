import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listCrashReports, readCrashReport, writeCrashReport } from '#adapters/log/crash-reports.ts';
import {
  createProgramLog,
  MOST_LOG_BYTES,
  readLog,
  readLogLevel,
  writeLogLevel,
} from '#adapters/log/program-log.ts';
import { formatLogEntry } from '#core/diagnostics/log-entry.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'holdpoint-log-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const entry = (seq: number) => ({ event: 'runEvent', run: 'r-1', seq, type: 'noteAdded' }) as const;

test('lines of all parts are read in the order of their times', () => {
  const library = folder();
  mkdirSync(join(library, 'logs'));
  const lines = (part: 'app' | 'engine', seconds: readonly number[]): string =>
    seconds
      .map((second) => {
        const stamp = { at: `2026-11-30T04:20:0${second}.000Z`, part, pid: 1 };
        return `${formatLogEntry({ event: 'ended', exit: second, ms: 3 }, stamp)}\n`;
      })
      .join('');
  writeFileSync(join(library, 'logs', 'app.1.log'), lines('app', [1, 3]));
  writeFileSync(join(library, 'logs', 'app.log'), lines('app', [5]));
  writeFileSync(join(library, 'logs', 'engine.log'), lines('engine', [2, 4]));
  expect(readLog(library, 10).map(({ part, text }) => [part, text])).toEqual([
    ['app', 'ended exit=1 ms=3'],
    ['engine', 'ended exit=2 ms=3'],
    ['app', 'ended exit=3 ms=3'],
    ['engine', 'ended exit=4 ms=3'],
    ['app', 'ended exit=5 ms=3'],
  ]);
  expect(readLog(library, 1)).toHaveLength(1);
});

test('what is above the level is not written', () => {
  const library = folder();
  createProgramLog(library, 'engine').add(entry(1));
  expect(readLog(library, 10)).toEqual([]);
  writeLogLevel(library, 'debug');
  createProgramLog(library, 'engine').add(entry(2));
  expect(readLog(library, 10)).toHaveLength(1);
  writeFileSync(join(library, 'logs', 'level'), 'nonsense');
  expect(readLogLevel(library)).toBe('info');
});

test('a full file gives way, two of those before it stay, and together they are bounded', () => {
  const library = folder();
  writeLogLevel(library, 'debug');
  const log = createProgramLog(library, 'engine');
  for (let seq = 0; seq < 60_000; seq += 1) log.add(entry(seq));
  const files = readdirSync(join(library, 'logs')).filter((name) => name.endsWith('.log'));
  expect(files.toSorted()).toEqual(['engine.1.log', 'engine.2.log', 'engine.log']);
  for (const name of files)
    expect(statSync(join(library, 'logs', name)).size).toBeLessThanOrEqual(MOST_LOG_BYTES);
  expect(readLog(library, 1)[0]?.text).toBe('runEvent run=r-1 seq=59999 type=noteAdded');
});

test('a log that cannot be written keeps nothing from being done, and makes no library', () => {
  const library = folder();
  writeFileSync(join(library, 'logs'), 'in the way');
  createProgramLog(library, 'app').add({ event: 'windowOpened' });
  const missing = join(library, 'missing');
  createProgramLog(missing, 'app').add({ event: 'windowOpened' });
  expect(existsSync(missing)).toBe(false);
});

test('a crash leaves a report, with the newest lines of the log, and the newest 20 stay', () => {
  const library = folder();
  createProgramLog(library, 'engine').add({ event: 'runBegun', run: 'r-7' });
  const crashed = {
    part: 'engine',
    error: new TypeError('x is not a function'),
    ended: null,
    program: 'Holdpoint 0.1.0',
  } as const;
  const report = writeCrashReport(library, crashed);
  expect(readCrashReport(library, report?.id ?? '')).toContain('runBegun run=r-7');
  mkdirSync(join(library, 'logs', 'crashes'), { recursive: true });
  for (let day = 10; day < 35; day += 1)
    writeFileSync(join(library, 'logs', 'crashes', `crash-20${day}-01-01T000000.000Z-page.txt`), 'old');
  writeCrashReport(library, { ...crashed, part: 'app' });
  const left = listCrashReports(library);
  expect(left).toHaveLength(20);
  expect(readCrashReport(library, '../../level')).toBeNull();
});
