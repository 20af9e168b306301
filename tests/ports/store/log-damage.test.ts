import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, onTestFinished } from 'vitest';
import { commitsBehindDamage } from '#adapters/sqlite/log-damage.ts';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { describeOpening, printableFinding } from '#core/words/library/describe-evidence.ts';
import { AT, note, RUN, runCreated, type StoreFixture, test } from './library-fixture.ts';

const HEADER_BYTES = 32;
const FRAME_BYTES = 24 + 8192;
const frameAt = (index: number): number => HEADER_BYTES + index * FRAME_BYTES;

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The files of a library with twenty commits in its write-ahead log, as a program that dies leaves them. */
async function leftBehind(store: StoreFixture): Promise<string> {
  const library = await store.open();
  library.append(RUN, [runCreated(library)], AT);
  library.close();
  const again = await store.open();
  for (let index = 0; index < 20; index += 1) again.append(RUN, [note(`note ${index}`)], AT);
  const folder = scratch();
  for (const name of ['library.db', 'library.db-wal', 'checkpoint.json'])
    copyFileSync(join(store.folder, name), join(folder, name));
  return folder;
}

/** Changes one bit of the log. */
function flip(folder: string, at: (bytes: Buffer) => number): void {
  const path = join(folder, 'library.db-wal');
  const bytes = readFileSync(path);
  const place = at(bytes);
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

async function reopen(folder: string, store: StoreFixture, options: { readOnly?: boolean } = {}) {
  const opened = await openLibrary(folder, { clock: store.clock, reserveBytes: 0, ...options });
  if (!opened.ok) throw new Error(opened.error.message);
  onTestFinished(() => opened.value.close());
  return opened.value;
}

const words = expect.stringMatching(/write-ahead log was damaged.*at least \d+ commits.*look at the hosts/);
const finding = expect.objectContaining({ run: null, code: 'log-damaged', message: words });

describe('a write-ahead log with one flipped bit', () => {
  test('is told of when the library is opened, and ever after', async ({ store }) => {
    const folder = await leftBehind(store);
    flip(folder, () => frameAt(3) + 500);
    const library = await reopen(folder, store);
    expect(library.events(RUN).length).toBeLessThan(21);
    expect(library.losses.map(describeOpening)).toContainEqual(words);
    expect(library.verifyLibrary().findings.map(printableFinding)).toContainEqual(finding);
    library.close();
    const later = await reopen(folder, store);
    expect(later.losses.map(describeOpening)).toEqual([]);
    expect(later.verifyLibrary().findings.map(printableFinding)).toContainEqual(finding);
    expect(later.verifyLibrary(RUN).findings.map(printableFinding)).toContainEqual(finding);
  });

  test('is told of once although the program that found it dies too', async ({ store }) => {
    const folder = await leftBehind(store);
    flip(folder, () => frameAt(3) + 500);
    (await reopen(folder, store)).append(RUN, [note('after')], AT);
    const copy = scratch();
    cpSync(folder, copy, { recursive: true });
    const library = await reopen(copy, store);
    expect(library.losses.map(describeOpening)).toEqual([]);
    expect(library.verifyLibrary().findings.filter(({ code }) => code === 'log-damaged')).toHaveLength(1);
  });

  test('is told of by a library that cannot be written', async ({ store }) => {
    const folder = await leftBehind(store);
    flip(folder, () => frameAt(3) + 500);
    const library = await reopen(folder, store, { readOnly: true });
    expect(library.losses.map(describeOpening)).toContainEqual(words);
    expect(library.verifyLibrary().findings.map(printableFinding)).toContainEqual(finding);
  });

  test('is found wherever the bit is, but where it could be the end of a last write', async ({ store }) => {
    const folder = await leftBehind(store);
    const path = join(folder, 'library.db-wal');
    const whole = readFileSync(path);
    const frames = (whole.length - HEADER_BYTES) / FRAME_BYTES;
    for (let frame = 0; frame < frames; frame += 1) {
      for (const offset of [0, 5, 17, 24, 4000, FRAME_BYTES - 1]) {
        writeFileSync(path, whole);
        flip(folder, () => frameAt(frame) + offset);
        const behind = commitsFrom(whole, frame + 1);
        expect(commitsBehindDamage(path)).toBe(behind < 2 ? 0 : behind);
      }
    }
  });
});

/** Commits of which the last frame is this one or a later one. */
function commitsFrom(log: Buffer, frame: number): number {
  let commits = 0;
  for (let at = frameAt(frame); at < log.length; at += FRAME_BYTES)
    if (log.readUInt32BE(at + 4) !== 0) commits += 1;
  return commits;
}

describe('a write-ahead log without damage', () => {
  test('is no reason to say anything', async ({ store }) => {
    const folder = await leftBehind(store);
    expect(commitsBehindDamage(join(folder, 'library.db-wal'))).toBe(0);
    expect(commitsBehindDamage(join(folder, 'none'))).toBe(0);
    const library = await reopen(folder, store);
    expect(library.losses.map(describeOpening)).toEqual([]);
    expect(library.verifyLibrary().findings.map(printableFinding)).toEqual([]);
  });

  test('may hold what was rolled back, a torn end, and an earlier log behind its own', () => {
    const folder = scratch();
    const database = new Sqlite(join(folder, 'x.db'));
    database.pragma('journal_mode = wal');
    database.pragma('cache_size = 5');
    database.exec('CREATE TABLE t (x)');
    const add = database.prepare('INSERT INTO t VALUES (?)');
    const log = join(folder, 'x.db-wal');
    for (let index = 0; index < 30; index += 1) add.run('x'.repeat(3000));
    expect(commitsBehindDamage(log)).toBe(0);
    database.exec('BEGIN');
    for (let index = 0; index < 300; index += 1) add.run('y'.repeat(3000));
    database.exec('ROLLBACK');
    add.run('z');
    expect(commitsBehindDamage(log)).toBe(0);
    database.pragma('wal_checkpoint(RESTART)');
    add.run('shorter than before');
    expect(commitsBehindDamage(log)).toBe(0);
    const torn = join(folder, 'torn');
    writeFileSync(torn, readFileSync(log).subarray(0, -1));
    expect(commitsBehindDamage(torn)).toBe(0);
    database.close();
  });
});
