import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDiary } from '#main/diary.ts';

let folder = '';
const sign = () => join(folder, 'logs', 'app-is-running');
const start = () => createDiary(folder, 'Holdpoint 0.1.0');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-diary-'));
  writeFileSync(join(folder, 'library.db'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('notices at the next start that a program was ended without a word, once for each such end', () => {
  mkdirSync(join(folder, 'logs'));
  writeFileSync(sign(), '2026-01-01T00:00:00.000Z\n');
  const second = start();
  expect(second.newest()).toMatchObject({ part: 'start' });
  second.opened();
  expect(readFileSync(sign(), 'utf8')).not.toContain('2026-01-01');
  second.ended();
  expect(existsSync(sign())).toBe(false);
  expect(start().newest()).toBeNull();
});

it('tells of the start that was ended last, not of one long before', () => {
  mkdirSync(join(folder, 'logs'));
  writeFileSync(sign(), '2026-01-01T00:00:00.000Z\n');
  start().opened();
  const since = readFileSync(sign(), 'utf8').trim();
  const text = readFileSync(start().newest()?.path ?? '', 'utf8');
  expect(text).toContain(`some time after ${since}`);
});

it('writes down how a start began although its library was made afterwards', () => {
  const made = join(folder, 'new');
  const diary = createDiary(made, 'Holdpoint 0.1.0');
  diary.log.add({ event: 'engineEnded', exit: 0, expected: true });
  expect(existsSync(made)).toBe(false);
  mkdirSync(made);
  diary.opened();
  diary.opened();
  const lines = readFileSync(join(made, 'logs', 'app.log'), 'utf8')
    .trim()
    .split('\n');
  expect(lines).toEqual([expect.stringContaining('engineEnded')]);
});
