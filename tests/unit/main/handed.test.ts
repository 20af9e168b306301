import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { pageOfLink } from '#contract/page-path.ts';
import { createHandedOver } from '#main/handed.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdpoint-handed-'));
const file = join(folder, 'a.release.yaml');
writeFileSync(file, 'x');
const madeFolder = join(folder, 'folder.yaml');
mkdirSync(madeFolder);
afterAll(() => rmSync(folder, { recursive: true }));

function counted() {
  let offers = 0;
  const shown: string[] = [];
  const refused: string[] = [];
  const missed: string[] = [];
  const handed = createHandedOver({
    offerFile: () => {
      offers += 1;
    },
    showPage: (path) => shown.push(path),
    refuse: (link) => refused.push(link),
    miss: (path) => missed.push(path),
  });
  return { handed, offers: () => offers, shown, refused, missed };
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

  it('may be named by its address, as Linux desktops do', () => {
    const { handed } = counted();
    handed.pageIsReady();
    handed.hand(['holdpoint-desktop', pathToFileURL(file).href], '/');
    expect(handed.take()).toBe(file);
  });

  it('is one of several: each is offered, and taken in turn, also those of two starts before a page listens', () => {
    const { handed, offers } = counted();
    const [second, third] = ['b.yml', 'c.holdpoint'].map((name) => join(folder, name));
    for (const path of [second!, third!]) writeFileSync(path, 'x');
    handed.hand(['holdpoint-desktop', file, second!], '/');
    handed.handOne(third!);
    handed.pageIsReady();
    expect(offers()).toBe(3);
    expect([handed.take(), handed.take(), handed.take(), handed.take()]).toEqual([file, second, third, null]);
  });

  it('may have any name where a person opens it with Holdpoint: reading it says what it is', () => {
    const { handed } = counted();
    const path = join(folder, 'release of friday.txt');
    writeFileSync(path, 'x');
    handed.pageIsReady();
    handed.hand(['holdpoint-desktop', path], '/');
    expect(handed.take()).toBe(path);
  });

  it.each([
    ['is not there', join(folder, 'gone.yaml')],
    ['lies below a file', join(file, 'x.yaml')],
    ['is a folder', madeFolder],
    ['is of another machine', 'file://elsewhere/a.release.yaml'],
  ])('that %s is named to the person', (_what, path) => {
    const { handed, offers, missed } = counted();
    handed.hand(['holdpoint-desktop', path], '/');
    handed.pageIsReady();
    expect([offers(), missed]).toEqual([0, [path]]);
  });

  it.each([
    ['no file', ['holdpoint-desktop']],
    ['the program itself', [file]],
    ['a folder, as a checkout names one', ['electron', folder]],
    ['an option', ['holdpoint-desktop', '--out=x.yaml']],
  ])('is not %s', (_what, argv) => {
    const { handed, offers, missed } = counted();
    handed.hand(argv, '/');
    handed.pageIsReady();
    expect([offers(), missed]).toEqual([0, []]);
  });
});

describe('a link', () => {
  it('shows its page, once a page listens, and at once from then on', () => {
    const { handed, shown } = counted();
    handed.hand(['holdpoint-desktop', 'holdpoint://run/r-20261121-0425-7k3q'], '/');
    expect(shown).toEqual([]);
    handed.pageIsReady();
    handed.handOne('holdpoint://release/order-desk');
    expect(shown).toEqual(['/run/r-20261121-0425-7k3q', '/release/order-desk']);
  });

  it.each([
    'holdpoint://run/r-1/backout',
    'holdpoint://run/../settings',
    'holdpoint://run/r-1?unit=a',
    'holdpoint://run/r-1#/settings',
    'holdpoint://run/%2e%2e',
    'holdpoint://start/order-desk',
    'HOLDPOINT://run/r-1',
    'holdpoint:run/r-1',
    'holdpoint://run/r-1\n--no-sandbox',
    `holdpoint://run/${'a'.repeat(300)}`,
    'holdpoint://user@run/r-1',
    'holdpoint://',
  ])('that is none of ours is refused and shows nothing: %s', (link) => {
    const { handed, shown, refused, offers } = counted();
    handed.pageIsReady();
    handed.hand(['holdpoint-desktop', link, file], '/');
    expect([shown, refused, offers()]).toEqual([[], [link], 0]);
    expect(pageOfLink(link)).toBeNull();
  });
});
