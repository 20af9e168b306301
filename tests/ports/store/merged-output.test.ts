import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { Library } from '#adapters/sqlite/library.ts';
import type { MergedLine } from '#core/run/merged-output.ts';
import type { Stream } from '#engine/ports.ts';
import { mergedBefore, mergedWhole, saveMerged, searchMerged } from '#operations/merged-output.ts';
import { AT, outputRef, RUN, runCreated, type StoreFixture, test } from './library-fixture.ts';

const source = (library: Library, step: string | null = null) => ({ library, run: RUN, step });
const said = ({ host, stream, bytes, ours }: MergedLine): string =>
  `${host}${stream === 'stderr' ? '!' : ''} ${ours ?? Buffer.from(bytes, 'base64').toString()}`;
const whole = (library: Library): string[] => [...mergedWhole(source(library))].flat().map(said);

interface Hosts {
  readonly library: Library;
  /** Stores at once, at a moment of its own. */
  print(host: string, text: string, stream?: Stream): void;
}

async function twoHosts(store: StoreFixture): Promise<Hosts> {
  const library = await store.open();
  library.append(RUN, [runCreated(library)], AT);
  const writers = new Map(['web1', 'web2'].map((host) => [host, library.openOutput(outputRef(host))]));
  return {
    library,
    print(host, text, stream = 'stdout') {
      writers.get(host)?.write(stream, Buffer.from(text));
      store.clock.advance(1000);
    },
  };
}

describe('the output of all hosts as one', () => {
  test('stands line by line in the order in which it was stored, each whole', async ({ store }) => {
    const { library, print } = await twoHosts(store);
    print('web1', 'one\nhal');
    print('web2', 'two\n');
    print('web2', 'trouble\n', 'stderr');
    print('web1', 'f\n\nlast');
    const lines = ['web1 one', 'web2 two', 'web2! trouble', 'web1 half', 'web1 ', 'web1 last'];
    expect(whole(library)).toEqual(lines);
    expect(mergedBefore(source(library), null)).toMatchObject({ earlier: null });
    expect(mergedBefore(source(library), null).lines.map(said)).toEqual(lines);
    expect(mergedBefore(source(library, 'elsewhere'), null).lines).toEqual([]);
  });

  test('gives a line without an end in parts, and none of it twice', async ({ store }) => {
    const { library, print } = await twoHosts(store);
    const parts = ['a'.repeat(9000), 'b'.repeat(20_000), 'c'.repeat(8192)];
    for (const part of parts) print('web1', part);
    print('web1', 'end\nnext\n');
    const texts = whole(library).map((line) => line.slice('web1 '.length));
    expect(texts.join('')).toBe(`${parts.join('')}endnext`);
    expect(texts.at(-1)).toBe('next');
  });

  test('is read in parts from its end to its beginning', async ({ store }) => {
    const { library, print } = await twoHosts(store);
    for (let round = 0; round < 12; round++)
      print(round % 2 ? 'web1' : 'web2', `${round} `.repeat(20_000).trim().concat('\n'));
    const parts: string[][] = [];
    let before = null;
    do {
      const part = mergedBefore(source(library), before);
      parts.unshift(part.lines.map(said));
      before = part.earlier;
    } while (before !== null);
    expect(parts.length).toBeGreaterThan(1);
    expect(
      parts
        .flat()
        .join('')
        .replaceAll(/web\d /g, ''),
    ).toBe(
      whole(library)
        .join('')
        .replaceAll(/web\d /g, ''),
    );
  });

  test('is searched over all hosts and both streams, and each line is found once', async ({ store }) => {
    const { library, print } = await twoHosts(store);
    print('web1', 'fine\nError: error twice\n');
    print('web2', 'an ERROR\n', 'stderr');
    print('web2', 'fine\n');
    const { lines, isCut } = searchMerged(source(library), 'error');
    expect(lines.map(said)).toEqual(['web1 Error: error twice', 'web2! an ERROR']);
    expect([isCut, lines.every(({ at }) => at !== '')]).toEqual([false, true]);
  });

  test('is saved as text in which nothing acts, with whose each line is', async ({ store }) => {
    const { library, print } = await twoHosts(store);
    print('web1', '\u001b[31mred\r\n2026-01-01 web2 fake | \u202elie\n');
    const path = join(store.folder, 'all.log');
    await saveMerged(source(library), path, false);
    const [first, second, rest] = readFileSync(path, 'utf8').split('\n');
    expect(first).toMatch(/^web1 \S+ \| <U\+001B>\[31mred$/);
    expect(second).toMatch(/^web1 \S+ \| 2026-01-01 web2 fake \| <U\+202E>lie$/);
    expect(rest).toBe('');
    await saveMerged(source(library), path, true);
    expect(readFileSync(path, 'utf8')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\S* web1 /);
    await expect(saveMerged(source(library), join(store.folder, 'none', 'all.log'), true)).rejects.toThrow(
      'ENOENT',
    );
  });
});
