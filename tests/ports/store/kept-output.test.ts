import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { Library } from '#adapters/sqlite/library.ts';
import type { AttemptFinished } from '#core/run/events.ts';
import type { OutputWriter } from '#engine/ports.ts';
import {
  AT,
  attemptFinished,
  note,
  outputRef,
  RUN,
  runCreated,
  type StoreFixture,
  sha256,
  test,
} from './library-fixture.ts';

const STDOUT = { ...outputRef(), stream: 'stdout' } as const;

const KEPT = { first: 100, least: 100, freeBytes: 0, last: 20 };

const open = (store: StoreFixture, kept = KEPT): Promise<Library> => store.open({ kept });

function begin(library: Library): OutputWriter {
  library.append(RUN, [runCreated(library)], AT);
  return library.openOutput(outputRef());
}

type Digests = Pick<AttemptFinished, 'stdout' | 'stderr'>;

function end(library: Library, writer: OutputWriter): Digests {
  const digests = writer.finish();
  library.append(RUN, [attemptFinished(digests)], AT);
  return digests;
}

const stored = (library: Library): string =>
  Buffer.from(library.readOutput(STDOUT, 0, 1_000_000).bytes).toString();

const isWhole = (library: Library): boolean => library.verifyLibrary(RUN).findings.length === 0;

/** Lines of ten bytes. */
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `line ${String(from + index).padStart(4, '0')}\n`).join('');

const countOf = (text: string): number => text.split('\n').length - 1;

function gapOf(at: number, text: string) {
  return { at, bytes: text.length, lines: countOf(text) };
}

describe('an output that goes on and on', () => {
  test('keeps its first and its last part, and of the whole the size and the hash', async ({ store }) => {
    const library = await open(store);
    const writer = begin(library);
    const all = lines(0, 500);
    for (let at = 0; at < all.length; at += 7) writer.write('stdout', Buffer.from(all.slice(at, at + 7)));
    expect(writer.write('stdout', new Uint8Array())).toBe(100);
    const { stdout, stderr } = end(library, writer);
    const kept = lines(0, 10) + lines(498, 500);
    expect(stored(library)).toBe(kept);
    const cut = {
      gaps: [gapOf(100, lines(10, 498))],
      whole: { bytes: 5000, sha256: sha256(all) },
    };
    expect(stdout).toEqual({ bytes: 120, sha256: sha256(kept), cut });
    expect(stderr).toEqual({ bytes: 0, sha256: sha256('') });
    expect(library.outputCut(STDOUT)).toEqual(cut);
    expect(library.outputCut({ ...STDOUT, stream: 'stderr' })).toBeNull();
    expect(library.searchOutput(STDOUT, 'line 0498')).toEqual([{ offset: 100, line: 11 }]);
    expect(isWhole(library)).toBe(true);
  });

  test('keeps all of what is no longer than both parts together', async ({ store }) => {
    const library = await open(store);
    const writer = begin(library);
    writer.write('stdout', Buffer.from(lines(0, 12)));
    expect(end(library, writer).stdout).toEqual({ bytes: 120, sha256: sha256(lines(0, 12)) });
    expect(stored(library)).toBe(lines(0, 12));
    expect(library.outputCut(STDOUT)).toBeNull();
    expect(isWhole(library)).toBe(true);
  });

  test('stores its last part with the event of its end and not before, whatever else is stored', async ({
    store,
  }) => {
    const library = await open(store);
    const writer = begin(library);
    writer.write('stdout', Buffer.from(lines(0, 500)));
    const digests = writer.finish();
    const other = library.openOutput(outputRef('web-2'));
    other.write('stdout', Buffer.from('x'));
    library.append(RUN, [note('x')], AT);
    expect(stored(library)).toBe(lines(0, 10));
    store.closeAll();
    const again = await open(store);
    expect(stored(again)).toBe(lines(0, 10));
    const resumed = again.openOutput(outputRef());
    expect(resumed.sizes()).toEqual({ stdout: 100, stderr: 0 });
    resumed.write('stdout', Buffer.from(lines(10, 500)));
    expect(end(again, resumed)).toEqual(digests);
    expect(stored(again)).toBe(lines(0, 10) + lines(498, 500));
  });

  test('goes on behind an end that was none, from where something was left out', async ({ store }) => {
    const library = await open(store);
    const writer = begin(library);
    writer.write('stdout', Buffer.from(lines(0, 50)));
    end(library, writer);
    store.closeAll();
    const again = await open(store);
    const resumed = again.openOutput(outputRef());
    expect(resumed.sizes().stdout).toBe(100);
    resumed.write('stdout', Buffer.from(lines(10, 90)));
    const { stdout } = end(again, resumed);
    const kept = lines(0, 10) + lines(48, 50) + lines(88, 90);
    expect(stored(again)).toBe(kept);
    expect(stdout).toEqual({
      bytes: 140,
      sha256: sha256(kept),
      cut: {
        gaps: [gapOf(100, lines(10, 48)), gapOf(120, lines(50, 88))],
        whole: { bytes: 900, sha256: sha256(lines(0, 90)) },
      },
    });
    expect(isWhole(again)).toBe(true);
  });

  test('is what it was when it ends again and nothing of it came anew', async ({ store }) => {
    const library = await open(store);
    const writer = begin(library);
    writer.write('stdout', Buffer.from(lines(0, 50)));
    const digests = end(library, writer);
    const resumed = library.openOutput(outputRef());
    resumed.write('stdout', Buffer.from(lines(10, 20)));
    expect(end(library, resumed)).toEqual(digests);
    expect(isWhole(library)).toBe(true);
  });

  test('is cut earlier where the disk has little room', async ({ store }) => {
    const room = { first: 1e9, least: 9 * 1024 * 1024, freeBytes: Number.MAX_SAFE_INTEGER, last: 20 };
    const library = await open(store, room);
    const writer = begin(library);
    const piece = Buffer.from('x'.repeat(1024 * 1024));
    for (let count = 0; count < 12; count += 1) writer.write('stdout', piece);
    const { stdout } = end(library, writer);
    expect(stdout.bytes).toBe(room.least + room.last);
    expect(stdout.cut?.whole.bytes).toBe(12 * piece.length);
  });

  test('comes to the same in whatever pieces it comes and however often it is taken up again', async ({
    store,
  }) => {
    let attempt = 0;
    const library = await open(store);
    library.append(RUN, [runCreated(library)], AT);
    const sizes = fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(sizes, { minLength: 1, maxLength: 4 }), (openings) => {
        attempt += 1;
        const ref = outputRef('web-1', attempt);
        const all = Buffer.from(lines(0, 500));
        let printed = 0;
        for (const pieces of openings) {
          const writer = library.openOutput(ref);
          let at = writer.sizes().stdout;
          const upTo = printed + pieces.reduce((sum, size) => sum + size, 0);
          for (const size of [printed - at, ...pieces]) {
            writer.write('stdout', all.subarray(at, at + size));
            at += size;
          }
          printed = upTo;
          const digests = writer.finish();
          library.append(RUN, [attemptFinished(digests, { attempt })], AT);
          const { bytes, sha256: hash, cut } = digests.stdout;
          const left = (cut?.gaps ?? []).reduce((sum, gap) => sum + gap.bytes, 0);
          expect(bytes + left).toBe(printed);
          const read = library.readOutput({ ...ref, stream: 'stdout' }, 0, 1_000_000).bytes;
          expect(sha256(read)).toBe(hash);
          expect((cut?.whole ?? digests.stdout).sha256).toBe(sha256(all.subarray(0, printed)));
          let from = 0;
          const parts = [...(cut?.gaps ?? []), { at: bytes, bytes: 0, lines: 0 }];
          let place = 0;
          for (const gap of parts) {
            expect(Buffer.from(read.subarray(place, gap.at))).toEqual(
              all.subarray(from, from + gap.at - place),
            );
            from += gap.at - place;
            expect(countOf(all.subarray(from, from + gap.bytes).toString())).toBe(gap.lines);
            from += gap.bytes;
            place = gap.at;
          }
        }
      }),
      { numRuns: 60 },
    );
    expect(isWhole(library)).toBe(true);
  });
});
