import { describe, expect, it } from 'vitest';
import { createTrailerGate } from '#engine/remote/record/parse.ts';

const NONCE = 'hp0123456789';
const trailer = (words: string): Buffer => Buffer.from(`\u001e${NONCE} ${words}\n`);

/** Passes the bytes on in pieces of this length, and gives what came out and the trailer. */
function pass(bytes: Buffer, length: number) {
  const gate = createTrailerGate(NONCE);
  const out: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += length) out.push(gate.push(bytes.subarray(at, at + length)));
  const { trailer: found, rest } = gate.end();
  return { trailer: found, output: Buffer.concat([...out, rest]).toString('hex') };
}

const LENGTHS = [1, 2, 7, 64, 1000];

describe.each(LENGTHS)('output that arrives in pieces of %i bytes', (length) => {
  it('is kept to the byte before its trailer, whatever it is', () => {
    const output = Buffer.concat([Buffer.from('x'.repeat(300)), Buffer.from([0x1e, 0xff, 0xc3, 0x1e, 0x80])]);
    expect(pass(Buffer.concat([output, trailer('0 1')]), length)).toEqual({
      trailer: { code: 0, leftBehind: true },
      output: output.toString('hex'),
    });
  });

  it('is kept without a trailer that was cut', () => {
    const output = Buffer.from([0x1e, 0xff, 0x0a]);
    const whole = trailer('137 0');
    for (let cut = 1; cut < whole.length; cut += 1)
      expect(pass(Buffer.concat([output, whole.subarray(0, cut)]), length)).toEqual({
        trailer: null,
        output: output.toString('hex'),
      });
  });

  it('is kept whole where what looks like a trailer is none', () => {
    const output = Buffer.from('\u001ehp9999 0 0\n');
    expect(pass(output, length)).toEqual({ trailer: null, output: output.toString('hex') });
  });
});
