import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addBytes,
  bytesFromBase64,
  endOf,
  NO_OUTPUT,
  startAround,
  tailStart,
  WINDOW,
  wholeLines,
} from '#ui/output/output-window.ts';

const filled = (length: number, value = 0x61): Uint8Array => new Uint8Array(length).fill(value);

describe('the window over an output', () => {
  it('grows at its end and lets go of its beginning when it is full', () => {
    const full = addBytes(NO_OUTPUT, { from: 0, bytes: filled(WINDOW), total: WINDOW + 10 });
    const moved = addBytes(full, { from: endOf(full), bytes: filled(10, 0x62), total: WINDOW + 10 });
    expect([moved.from, moved.bytes.length, moved.bytes.at(-1)]).toEqual([10, WINDOW, 0x62]);
  });

  it('grows at its beginning and lets go of its end', () => {
    const late = addBytes(NO_OUTPUT, { from: 1000, bytes: filled(WINDOW), total: 1_000_000 });
    const earlier = addBytes(late, { from: 500, bytes: filled(500, 0x62), total: 1_000_000 });
    expect([earlier.from, earlier.bytes.length, earlier.bytes[0]]).toEqual([500, WINDOW, 0x62]);
  });

  it('starts anew where the bytes do not adjoin', () => {
    const first = addBytes(NO_OUTPUT, { from: 0, bytes: filled(5), total: 900 });
    expect(addBytes(first, { from: 700, bytes: filled(5), total: 900 }).from).toBe(700);
  });

  it('never holds more than its size, and always what was stored at that place', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2_000_000), fc.nat(300_000)), { maxLength: 5 }), (reads) => {
        let window = NO_OUTPUT;
        for (const [from, length] of reads)
          window = addBytes(window, { from, bytes: filled(length), total: 3_000_000 });
        expect(window.bytes.length).toBeLessThanOrEqual(WINDOW);
      }),
    );
  });

  it('begins with a whole line, and with a whole character where the line is endless', () => {
    const bytes = new TextEncoder().encode('rest of a line\nnext');
    expect(wholeLines({ from: 64, bytes, total: 1000 }).from).toBe(64 + 15);
    expect(wholeLines({ from: 64, bytes: new Uint8Array([0x82, 0xac, 0x61]), total: 1000 }).from).toBe(66);
    expect(wholeLines({ from: 0, bytes, total: 1000 }).from).toBe(0);
  });

  it('reads the end of an output, and around a place in it', () => {
    expect(tailStart(10)).toBe(0);
    expect(100_000_000 - tailStart(100_000_000)).toBeLessThanOrEqual(WINDOW);
    expect(startAround(5_000_000)).toBeLessThan(5_000_000);
    expect(startAround(10)).toBe(0);
  });

  it('reads base64 as the bytes it stands for', () => {
    expect([...bytesFromBase64('AP+A')]).toEqual([0, 255, 128]);
  });
});
