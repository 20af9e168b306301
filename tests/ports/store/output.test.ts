import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { Library } from '#adapters/sqlite/library.ts';
import type { OutputWriter, Stream } from '#engine/ports.ts';
import { AT, note, outputRef, RUN, runCreated, type StoreFixture, sha256, test } from './library-fixture.ts';

const STDOUT = { ...outputRef(), stream: 'stdout' } as const;

function begin(library: Library): OutputWriter {
  library.append(RUN, [runCreated(library)], AT);
  return library.openOutput(outputRef());
}

const whole = (library: Library, stream: Stream = 'stdout') =>
  Buffer.from(library.readOutput({ ...STDOUT, stream }, 0, 100_000_000).bytes);

interface KeptChunk {
  readonly length: number;
  readonly kept: number;
  readonly compression: string;
  readonly lines_before: number;
}

function chunksOf(store: StoreFixture): readonly KeptChunk[] {
  let chunks: readonly KeptChunk[] = [];
  store.rawly((database) => {
    const columns = 'length, length(bytes) AS kept, compression, lines_before';
    chunks = database.prepare<[], KeptChunk>(`SELECT ${columns} FROM chunks ORDER BY offset`).all();
  });
  return chunks;
}

describe('storing output', () => {
  test('gives back every byte of each stream', async ({ store }) => {
    const library = await store.open();
    const writer = begin(library);
    const noise = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256));
    writer.write('stdout', noise);
    writer.write('stderr', Buffer.from('trouble\n'));
    writer.write('stdout', Buffer.from('end'));
    const digests = writer.finish();
    library.append(RUN, [note('x')], AT);
    const expected = Buffer.concat([noise, Buffer.from('end')]);
    expect(whole(library)).toEqual(expected);
    expect(whole(library, 'stderr').toString()).toBe('trouble\n');
    expect(digests.stdout).toEqual({ bytes: 5003, sha256: sha256(expected) });
    expect(library.outputSizes(RUN)).toEqual([
      { step: 'install', host: 'web-1', attempt: 1, stdout: 5003, stderr: 8 },
    ]);
  });

  test('gives the size and hash of nothing for a stream that wrote nothing', async ({ store }) => {
    const library = await store.open();
    expect(begin(library).finish().stderr).toEqual({ bytes: 0, sha256: sha256('') });
    expect(library.readOutput(STDOUT, 0, 10)).toEqual({ bytes: Buffer.alloc(0), total: 0 });
  });

  test('stores what waits after a tenth of a second', async ({ store }) => {
    const library = await store.open();
    begin(library).write('stdout', Buffer.from('soon'));
    store.clock.advance(99);
    expect(whole(library).toString()).toBe('');
    store.clock.advance(1);
    expect(whole(library).toString()).toBe('soon');
  });

  test('says when each unit was last heard of, up to a given time', async ({ store }) => {
    const library = await store.open();
    const writer = begin(library);
    const hear = (text: string): string => {
      writer.write('stdout', Buffer.from(text));
      store.clock.advance(100);
      return store.clock.now().toISOString();
    };
    const first = hear('one');
    const second = hear('two');
    const unit = { step: 'install', host: 'web-1' };
    expect(library.outputTimes(RUN)).toEqual([{ ...unit, at: second }]);
    expect(library.outputTimes(RUN, first)).toEqual([{ ...unit, at: first }]);
    expect(library.outputTimes(RUN, '2000')).toEqual([]);
  });

  test('stores what comes fast as it is, and packs it when there is time', async ({ store }) => {
    const library = await store.open();
    const text = 'the same line again\n'.repeat(50_000);
    begin(library).write('stdout', Buffer.from(text));
    store.clock.advance(199);
    expect(chunksOf(store).map(({ compression }) => compression)).toEqual(Array(4).fill('none'));
    expect(whole(library).toString()).toBe(text);
    store.clock.advance(1);
    const chunks = chunksOf(store);
    expect(chunks.map(({ lines_before }) => lines_before)).toEqual([0, 13107, 26214, 39321]);
    expect(
      chunks.every(({ compression, kept, length }) => compression === 'deflate' && kept < length / 50),
    ).toBe(true);
    expect(whole(library).toString()).toBe(text);
  });

  test('packs what is left when it is closed, and leaves what would gain nothing', async ({ store }) => {
    const library = await store.open();
    const writer = begin(library);
    const noise = randomBytes(300_000);
    writer.write('stdout', Buffer.concat([Buffer.alloc(262_144, 'line\n'), noise]));
    library.close();
    expect(chunksOf(store).map(({ compression }) => compression)).toEqual(['deflate', 'none', 'none']);
    expect(whole(await store.open()).subarray(262_144)).toEqual(noise);
  });

  test('makes output durable with the event that ends the attempt', async ({ store }) => {
    const library = await store.open();
    const writer = begin(library);
    writer.write('stdout', Buffer.from('last words'));
    writer.finish();
    library.append(RUN, [note('ended')], AT);
    expect(whole(await store.open()).toString()).toBe('last words');
  });

  test('continues behind what is stored when the attempt is opened again after a crash', async ({
    store,
  }) => {
    const before = await store.open();
    begin(before).write('stdout', Buffer.from('first\n'));
    store.clock.advance(100);
    const library = await store.open();
    const writer = library.openOutput(outputRef());
    expect(writer.sizes()).toEqual({ stdout: 6, stderr: 0 });
    writer.write('stdout', Buffer.from('second\n'));
    expect(writer.finish().stdout).toEqual({ bytes: 13, sha256: sha256('first\nsecond\n') });
    library.append(RUN, [note('x')], AT);
    expect(whole(library).toString()).toBe('first\nsecond\n');
  });

  test('keeps its own copy of what it is given', async ({ store }) => {
    const library = await store.open();
    const writer = begin(library);
    const bytes = Buffer.from('mine');
    writer.write('stdout', bytes);
    bytes.fill(0);
    store.clock.advance(100);
    expect(whole(library).toString()).toBe('mine');
  });

  test('keeps attempts, hosts and steps without a host apart', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library)], AT);
    for (const ref of [outputRef(), outputRef('web-1', 2), outputRef(null)]) {
      library.openOutput(ref).write('stdout', Buffer.from(`${ref.host} ${ref.attempt}`));
    }
    store.clock.advance(100);
    const text = (ref: ReturnType<typeof outputRef>) =>
      Buffer.from(library.readOutput({ ...ref, stream: 'stdout' }, 0, 100).bytes).toString();
    expect([text(outputRef()), text(outputRef('web-1', 2)), text(outputRef(null))]).toEqual([
      'web-1 1',
      'web-1 2',
      'null 1',
    ]);
    expect(() => library.openOutput(outputRef())).toThrow('being written already');
  });

  test('reads any piece of what was written in any pieces', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library)], AT);
    let attempt = 0;
    const pieces = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 });
    fc.assert(
      fc.property(pieces, fc.nat(3000), fc.nat(3000), (writes, from, limit) => {
        attempt += 1;
        const writer = library.openOutput(outputRef('web-1', attempt));
        for (const [index, bytes] of writes.entries()) {
          writer.write('stdout', bytes);
          if (index % 3 === 0) store.clock.advance(100);
        }
        writer.finish();
        store.clock.advance(100);
        const all = Buffer.concat(writes);
        const read = library.readOutput({ ...STDOUT, attempt }, from, limit);
        expect(Buffer.from(read.bytes)).toEqual(all.subarray(from, from + limit));
        expect(read.total).toBe(all.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('searching output', () => {
  test('gives place and line of each match', async ({ store }) => {
    const library = await store.open();
    begin(library).write('stdout', Buffer.from('one\ntwo\nthree two\n'));
    store.clock.advance(100);
    expect(library.searchOutput(STDOUT, 'two')).toEqual([
      { offset: 4, line: 2 },
      { offset: 14, line: 3 },
    ]);
    expect(library.searchOutput(STDOUT, 'TWO')).toEqual([]);
    expect(library.searchOutput(STDOUT, 'TWO', { ignoreCase: true, limit: 1 })).toEqual([
      { offset: 4, line: 2 },
    ]);
    expect(library.searchOutput(STDOUT, '')).toEqual([]);
    expect(library.searchOutput(STDOUT, 't.o')).toEqual([]);
  });

  test('knows capital and small letters of other alphabets', async ({ store }) => {
    const library = await store.open();
    begin(library).write('stdout', Buffer.from('x Ärger ärger\nПривет'));
    store.clock.advance(100);
    expect(library.searchOutput(STDOUT, 'ÄRGER', { ignoreCase: true }).map(({ offset }) => offset)).toEqual([
      2, 9,
    ]);
    expect(library.searchOutput(STDOUT, 'привет', { ignoreCase: true })).toEqual([{ offset: 16, line: 2 }]);
  });

  test('finds the same as a search in the whole text, across chunk borders', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library)], AT);
    let attempt = 0;
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '\n'), maxLength: 9 });
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        piece.filter((text) => text !== ''),
        (pieces, text) => {
          attempt += 1;
          const writer = library.openOutput(outputRef('web-1', attempt));
          for (const bytes of pieces) {
            writer.write('stdout', Buffer.from(bytes));
            store.clock.advance(100);
          }
          const found = library.searchOutput({ ...STDOUT, attempt }, text);
          expect(found).toEqual(everyMatch(Buffer.from(pieces.join('')), Buffer.from(text)));
        },
      ),
      { numRuns: 60 },
    );
  });
});

function everyMatch(all: Buffer, text: Buffer): { offset: number; line: number }[] {
  const matches = [];
  for (let offset = all.indexOf(text); offset !== -1; offset = all.indexOf(text, offset + text.length)) {
    matches.push({ offset, line: all.subarray(0, offset).toString('latin1').split('\n').length });
  }
  return matches;
}
