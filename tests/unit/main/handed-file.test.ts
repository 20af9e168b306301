import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createHandedFile } from '#main/handed-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdpoint-handed-'));
const file = join(folder, 'a.release.yaml');
writeFileSync(file, 'x');
afterAll(() => rmSync(folder, { recursive: true }));

function counted() {
  let offers = 0;
  const handed = createHandedFile(() => {
    offers += 1;
  });
  return { handed, offers: () => offers };
}

describe('a file that the system hands over', () => {
  it('waits until the page listens, is offered once and taken once', () => {
    const { handed, offers } = counted();
    handed.hand(['holdpoint-desktop', file], '/');
    expect(offers()).toBe(0);
    handed.pageIsReady();
    handed.pageIsReady();
    expect(offers()).toBe(1);
    expect([handed.take(), handed.take()]).toEqual([file, null]);
  });

  it('of a second start is offered at once, by its name in the folder of that start', () => {
    const { handed, offers } = counted();
    handed.pageIsReady();
    handed.hand(['holdpoint-desktop', '--no-sandbox', 'a.release.yaml'], folder);
    expect(offers()).toBe(1);
    expect(handed.take()).toBe(file);
  });

  it.each([
    ['no file', ['holdpoint-desktop']],
    ['the program itself', [file]],
    ['a folder, as a checkout names one', ['electron', folder]],
    ['a file that is not there', ['holdpoint-desktop', join(folder, 'b.yaml')]],
    ['an option', ['holdpoint-desktop', '--out=x.yaml']],
  ])('is not %s', (_what, argv) => {
    const { handed, offers } = counted();
    handed.hand(argv, '/');
    handed.pageIsReady();
    expect(offers()).toBe(0);
  });
});
