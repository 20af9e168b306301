import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileNameOf, writeWhole } from '#main/whole-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdpoint-whole-'));
});
afterEach(async () => {
  await chmod(folder, 0o755);
  await rm(folder, { recursive: true });
});

describe('writeWhole', () => {
  it('replaces the old file by the whole new one and leaves nothing beside it', async () => {
    const path = join(folder, 'a.pdf');
    await writeFile(path, 'old');
    await writeWhole(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['a.pdf']);
  });

  it('says why it could not, keeps what was there, and leaves nothing beside it', async () => {
    await mkdir(join(folder, 'taken'));
    await expect(writeWhole(join(folder, 'taken'), 'x')).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining('was not written'),
    });
    expect(await readdir(folder)).toEqual(['taken']);
    await expect(writeWhole(join(folder, 'none', 'a'), 'x')).rejects.toThrow('the folder does not exist');
  });

  it('names a full disk', async () => {
    await expect(writeWhole('/dev/full/a', 'x')).rejects.toThrow('was not written');
  });
});

describe('fileNameOf', () => {
  it.each([
    [
      'Run report · Payments 4.2.0 · deployment on production',
      'Run-report-Payments-4.2.0-deployment-on-production',
    ],
    ['../../etc/passwd', 'etc-passwd'],
    ['.hidden', 'hidden'],
    ['Über/Maß', 'U-ber-Ma'],
    ['***', 'document'],
  ])('makes %j a file name', (title, name) => {
    expect(fileNameOf(title)).toBe(name);
  });
});
