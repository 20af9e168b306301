import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeFile } from '#operations/take-file.ts';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdpoint-take-'));
  folder = join(root, 'library', 'releases', 'shop');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

async function written(name: string, text: string): Promise<string> {
  const path = join(root, name);
  await writeFile(path, text);
  return path;
}

it('copies a file beside the release, whose folder is made, and says its hash', async () => {
  const path = await written('app 1.tar.gz', 'one');
  const taken = { ok: true, value: { file: 'package/app 1.tar.gz', sha256: hashOf('one') } };
  expect(await takeFile(folder, path)).toEqual(taken);
  expect(await readFile(join(folder, 'package', 'app 1.tar.gz'), 'utf8')).toBe('one');
  expect(await takeFile(folder, path)).toEqual(taken);
  expect(await readdir(join(folder, 'package'))).toEqual(['app 1.tar.gz']);
});

it('leaves a file where it is that is in the folder already', async () => {
  await mkdir(join(folder, 'build'), { recursive: true });
  await writeFile(join(folder, 'build', 'app.zip'), 'two');
  expect(await takeFile(folder, join(folder, 'build', 'app.zip'))).toEqual({
    ok: true,
    value: { file: 'build/app.zip', sha256: hashOf('two') },
  });
  expect(await readdir(folder)).toEqual(['build']);
});

it('writes over no other file of the same name, and takes no folder', async () => {
  await takeFile(folder, await written('app.zip', 'one'));
  expect(await takeFile(folder, await written('app.zip', 'other'))).toMatchObject({
    ok: false,
    error: { code: 'file-unreadable', message: expect.stringContaining('another content') },
  });
  expect(await readFile(join(folder, 'package', 'app.zip'), 'utf8')).toBe('one');
  expect(await takeFile(folder, root)).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('pack a folder first') },
  });
  expect(await takeFile(folder, join(root, 'none'))).toMatchObject({ ok: false });
  expect(await readdir(join(folder, 'package'))).toEqual(['app.zip']);
});
