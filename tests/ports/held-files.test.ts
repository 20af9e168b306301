import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFiles } from '#adapters/files/files.ts';
import { whyNotWritten, writeWhole, writeWholeSync } from '#adapters/files/whole-file.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { createHeldDisk, type Holding } from '#support/held-disk.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-held-'));
  path = join(folder, 'a.txt');
  writeFileSync(path, 'old');
});
afterEach(() => rmSync(folder, { recursive: true }));

const CODES = ['EBUSY', 'EPERM', 'EACCES', 'UNKNOWN'] as const;
const CALLS: readonly Holding['calls'][] = [
  ['open', 'openSync'],
  ['rename', 'renameSync'],
  ['rm', 'rmSync'],
];
const both = [
  ['writeWhole', writeWhole],
  ['writeWholeSync', async (...given: Parameters<typeof writeWholeSync>) => writeWholeSync(...given)],
] as const;

describe.each(both)('%s', (_name, write) => {
  it.each(CODES)('waits for a moment where a file is held on Windows (%s)', async (code) => {
    const disk = createHeldDisk({ code, calls: ['rename', 'renameSync'] });
    disk.hold(4);
    await write({ path, content: 'new' }, disk);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a.txt']);
    expect(disk.waitedMs()).toBe(150);
  });

  it.each(CODES)(
    'gives up after a second, and leaves the old file and nothing beside it (%s)',
    async (code) => {
      const disk = createHeldDisk({ code, calls: ['rename', 'renameSync'] });
      disk.hold(8);
      await expect(write({ path, content: 'new' }, disk)).rejects.toMatchObject({ code });
      expect(disk.waitedMs()).toBe(1000);
      expect(readFileSync(path, 'utf8')).toBe('old');
      expect(readdirSync(folder)).toEqual(['a.txt']);
    },
  );

  it('removes what it began although that is held for a moment too', async () => {
    const disk = createHeldDisk({ calls: ['rename', 'renameSync', 'rm', 'rmSync'] });
    disk.hold(12);
    await expect(write({ path, content: 'new' }, disk)).rejects.toMatchObject({ code: 'EBUSY' });
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  it('does not wait where the system means permission', async () => {
    const disk = createHeldDisk({ platform: 'linux', code: 'EACCES', calls: ['open', 'openSync'] });
    disk.hold(1);
    await expect(write({ path, content: 'new' }, disk)).rejects.toMatchObject({ code: 'EACCES' });
    expect(disk.waitedMs()).toBe(0);
  });
});

describe('a file of a release', () => {
  const files = (holding: Holding, times: number) => {
    const disk = createHeldDisk(holding);
    disk.hold(times);
    return createFiles(folder, disk);
  };

  it.each(CALLS.slice(0, 2))('is downloaded although it is held for a moment (%s)', async (call) => {
    const target = await files({ calls: [call] }, 7).write('b.txt');
    if (!target.ok) throw new Error(target.error.message);
    await target.value.write(Buffer.from('new'));
    expect(await target.value.commit(sha256('new'))).toEqual({ ok: true, value: null });
    expect(readdirSync(folder)).toEqual(['a.txt', 'b.txt']);
  });

  it('that stays held fails a download with the cause, and no part of it is left', async () => {
    const target = await files({ calls: ['rename'] }, 8).write('a.txt');
    if (!target.ok) throw new Error(target.error.message);
    await target.value.write(Buffer.from('new'));
    expect(await target.value.commit(sha256('new'))).toMatchObject({
      ok: false,
      error: {
        code: 'held',
        message:
          '"a.txt" is held open by another program, such as a virus scanner, a search index or a folder sync. Close that or wait a moment, then try again',
      },
    });
    expect(readdirSync(folder)).toEqual(['a.txt']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('is read for an upload once it is let go, and refused with the cause where it stays held', async () => {
    const stat = (times: number) => files({ code: 'UNKNOWN', calls: ['open'] }, times).stat('a.txt');
    expect(await stat(7)).toMatchObject({ ok: true, value: { bytes: 3 } });
    expect(await stat(8)).toMatchObject({ ok: false, error: { code: 'held' } });
    const read = async (times: number) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of files({ code: 'EPERM', calls: ['open'] }, times).read('a.txt'))
        pieces.push(piece);
      return Buffer.concat(pieces).toString();
    };
    expect(await read(7)).toBe('old');
    await expect(read(8)).rejects.toThrow(
      '"a.txt" cannot be opened. Check its permissions, and whether another',
    );
  });
});

it('an error that the system makes up is a failure, and never ends a run', async () => {
  const disk = createHeldDisk({ platform: 'linux', code: 'UNKNOWN', calls: ['open'] });
  disk.hold(1);
  expect(await createFiles(folder, disk).stat('a.txt')).toMatchObject({
    ok: false,
    error: { code: 'io', message: '"a.txt" cannot be read or written: the system says UNKNOWN' },
  });
});

it('says on Windows that a refusal may be a file that is held', () => {
  const refusal = Object.assign(new Error('EPERM'), { code: 'EPERM', syscall: 'rename' });
  expect(whyNotWritten(refusal, 'win32')).toContain('or another program holds it open');
  expect(whyNotWritten(refusal, 'linux')).toBe('you may not write there; choose another folder');
});
