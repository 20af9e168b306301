import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, describe, expect } from 'vitest';
import { createFiles } from '#adapters/files/files.ts';
import type { Files } from '#engine/ports.ts';

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

interface Place {
  readonly folder: string;
  readonly files: Files;
  put(path: string, content: string | Uint8Array): void;
}

/** A release's folder with a neighbour that must not be reached. */
const test = base.extend<{ place: Place }>({
  // biome-ignore lint/correctness/noEmptyPattern: the fixture needs no other
  place: async ({}, use) => {
    const outer = mkdtempSync(join(tmpdir(), 'holdpoint-files-'));
    const folder = join(outer, 'release');
    mkdirSync(join(folder, 'package'), { recursive: true });
    writeFileSync(join(outer, 'neighbour.txt'), 'not yours');
    await use({
      folder,
      files: createFiles(folder),
      put: (path, content) => writeFileSync(join(folder, path), content),
    });
    rmSync(outer, { recursive: true });
  },
});

async function readAll(files: Files, path: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of files.read(path)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('reading files', () => {
  test('gives size, hash and bytes', async ({ place }) => {
    const bytes = Buffer.alloc(700_000, 'abc');
    place.put('package/app.tar', bytes);
    expect(await place.files.stat('package/app.tar')).toEqual({
      ok: true,
      value: { bytes: 700_000, sha256: sha256(bytes) },
    });
    expect(await readAll(place.files, './package/app.tar')).toEqual(bytes);
  });

  test('reads text and refuses what is not UTF-8', async ({ place }) => {
    place.put('notes.md', 'ä – “x”\n');
    place.put('binary', Buffer.from([0xff, 0xfe]));
    expect(await place.files.readText('notes.md')).toEqual({ ok: true, value: 'ä – “x”\n' });
    expect(await place.files.readText('binary')).toMatchObject({ ok: false, error: { code: 'not-text' } });
  });

  test('says what is not there and what is no file', async ({ place }) => {
    expect(await place.files.stat('none')).toMatchObject({
      ok: false,
      error: { code: 'not-found', message: expect.stringContaining('"none"') },
    });
    expect(await place.files.stat('package')).toMatchObject({ ok: false, error: { code: 'is-directory' } });
    expect(await place.files.readText('package')).toMatchObject({
      ok: false,
      error: { code: 'is-directory' },
    });
  });

  for (const path of [
    '../neighbour.txt',
    'package/../../neighbour.txt',
    '/etc/passwd',
    'C:\\x',
    'c:x',
    '\\\\host\\share',
    '..\\neighbour.txt',
    '',
    'a\0b',
  ]) {
    test(`refuses ${JSON.stringify(path)}, which leads out of the folder`, async ({ place }) => {
      const refused = { ok: false, error: { code: 'outside-folder' } };
      expect(await place.files.stat(path)).toMatchObject(refused);
      expect(await place.files.readText(path)).toMatchObject(refused);
      expect(await place.files.list(path)).toMatchObject(refused);
      await expect(readAll(place.files, path)).rejects.toThrow();
      expect((await place.files.write(path)).ok).toBe(false);
      if (!/[:\\\0]/.test(path)) expect(await place.files.write(path)).toMatchObject(refused);
    });
  }

  test('follows links inside the folder and none that leave it', async ({ place }) => {
    place.put('real.txt', 'here');
    symlinkSync('real.txt', join(place.folder, 'inside'));
    symlinkSync('../neighbour.txt', join(place.folder, 'outside'));
    symlinkSync('..', join(place.folder, 'up'));
    symlinkSync('../not-yet', join(place.folder, 'dangling'));
    expect(await place.files.readText('inside')).toEqual({ ok: true, value: 'here' });
    for (const path of ['outside', 'up/neighbour.txt', 'up/new/file']) {
      expect(await place.files.readText(path), path).toMatchObject({
        ok: false,
        error: { code: 'outside-folder' },
      });
    }
    for (const path of ['outside', 'up/new', 'up/new/file', 'dangling']) {
      expect(await place.files.write(path), path).toMatchObject({
        ok: false,
        error: { code: 'outside-folder' },
      });
    }
  });
});

describe('listing a tree', () => {
  test('gives every file in order, with size and permissions', async ({ place }) => {
    mkdirSync(join(place.folder, 'package/bin'));
    place.put('package/z.txt', 'z');
    place.put('package/.env', 'hidden');
    place.put('package/bin/run.sh', '#!/bin/sh\n');
    for (const path of ['package/z.txt', 'package/.env']) chmodSync(join(place.folder, path), 0o644);
    chmodSync(join(place.folder, 'package/bin/run.sh'), 0o755);
    expect(await place.files.list('package')).toEqual({
      ok: true,
      value: [
        { path: '.env', bytes: 6, mode: 0o644 },
        { path: 'bin/run.sh', bytes: 10, mode: 0o755 },
        { path: 'z.txt', bytes: 1, mode: 0o644 },
      ],
    });
  });

  test('refuses a tree with a link, and names it', async ({ place }) => {
    symlinkSync('/etc/passwd', join(place.folder, 'package/passwd'));
    expect(await place.files.list('package')).toMatchObject({
      ok: false,
      error: { code: 'special-file', message: expect.stringContaining('package/passwd') },
    });
  });

  test('says when it is no folder', async ({ place }) => {
    place.put('file', '');
    expect(await place.files.list('file')).toMatchObject({ ok: false, error: { code: 'not-a-directory' } });
    expect(await place.files.list('none')).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });
});

describe('writing files', () => {
  async function target(files: Files, path: string) {
    const opened = await files.write(path);
    if (!opened.ok) throw new Error(opened.error.message);
    return opened.value;
  }

  test('puts the whole file in place at once', async ({ place }) => {
    const file = await target(place.files, 'logs/web-1/app.log');
    await file.write(Buffer.from('one '));
    expect(existsSync(join(place.folder, 'logs/web-1/app.log'))).toBe(false);
    await file.write(Buffer.from('two'));
    expect(await file.commit(sha256('one two'))).toEqual({ ok: true, value: null });
    expect(readdirSync(join(place.folder, 'logs/web-1'))).toEqual(['app.log']);
    expect(readFileSync(join(place.folder, 'logs/web-1/app.log'), 'utf8')).toBe('one two');
  });

  test('keeps what was there when the hash differs or the file is abandoned', async ({ place }) => {
    place.put('app.log', 'before');
    const wrong = await target(place.files, 'app.log');
    await wrong.write(Buffer.from('after'));
    expect(await wrong.commit(sha256('other'))).toMatchObject({ ok: false, error: { code: 'hash-differs' } });
    const dropped = await target(place.files, 'app.log');
    await dropped.write(Buffer.from('after'));
    await dropped.abandon();
    expect(readdirSync(place.folder).toSorted()).toEqual(['app.log', 'package']);
    expect(readFileSync(join(place.folder, 'app.log'), 'utf8')).toBe('before');
  });

  for (const path of [
    'CON',
    'logs/nul.txt',
    'com1.log',
    'LPT9',
    'a:b',
    'what?',
    'dot.',
    'space ',
    'bell\x07',
    'back\\slash',
  ]) {
    test(`refuses the name ${JSON.stringify(path)}, which Windows cannot keep`, async ({ place }) => {
      expect(await place.files.write(path)).toMatchObject({ ok: false });
    });
  }
});
