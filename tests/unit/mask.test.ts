import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reason } from '#core/run/reasons.ts';
import { createMask } from '#engine/mask.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');

/** The masked bytes of a text that arrives cut at these places. */
function masked(values: readonly string[], text: Uint8Array, cuts: readonly number[] = []): Buffer {
  const stream = createMask(values).stream();
  const edges = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  const pieces = edges.slice(1).map((end, index) => stream.push(text.subarray(edges[index], end)).slice());
  return Buffer.concat([...pieces, stream.flush()]);
}

/** Few letters, so that secrets overlap, repeat and begin alike. */
const secret = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '\n'), minLength: 1, maxLength: 12 });
const secrets = fc.array(secret, { minLength: 1, maxLength: 4 });
const cuts = fc.array(fc.nat(400), { maxLength: 12 });
const prose = fc.array(fc.oneof(secret, fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ä') })), {
  maxLength: 12,
});

describe('what a mask knows a value by', () => {
  it('is the value with other line ends, without the spaces around it, and its longer lines', () => {
    expect(masked(['abc\ndef'], bytes('<abc\r\ndef>')).toString()).toBe('<•••>');
    expect(masked(['abc\r\ndef'], bytes('<abc\ndef>')).toString()).toBe('<•••>');
    expect(masked(['hunter2\n'], bytes('<hunter2>')).toString()).toBe('<•••>');
    expect(masked(['ab\r\nlonger line'], bytes('ab <longer line>')).toString()).toBe('ab <•••>');
  });

  it('leaves short values in what is quoted of a host, and covers long ones there too', () => {
    const mask = createMask(['host', 'hunter2-hunter2']);
    const facts = { kind: 'host-said', said: 'The host said hunter2-hunter2' } as const;
    expect(mask.maskFacts(facts)).toEqual({ kind: 'host-said', said: 'The host said •••' });
    expect(mask.maskText(facts.said)).toBe('The ••• said •••');
  });

  it('covers every text of a fact, however deep it stands, and no word that tells one fact from another', () => {
    const mask = createMask(['hunter2-hunter2', 'start-refused', 'time-limit']);
    const refused = { kind: 'start-refused', exit: 97, said: 'no hunter2-hunter2 here' } as const;
    const failed = {
      kind: 'file-refused',
      code: 'time-limit',
      path: 'hunter2-hunter2',
      fault: { kind: 'folder' },
    } as const;
    expect(
      mask.maskFacts<Reason>({
        kind: 'several',
        reasons: [{ kind: 'unobserved', because: refused }, failed],
      }),
    ).toEqual({
      kind: 'several',
      reasons: [
        { kind: 'unobserved', because: { ...refused, said: 'no ••• here' } },
        { ...failed, path: '•••' },
      ],
    });
  });
});

describe('a mask', () => {
  it('replaces each secret', () => {
    expect(masked(['hunter2'], bytes('a hunter2, hunter2hunter2.')).toString()).toBe('a •••, ••••••.');
  });

  it('replaces a secret that arrives in pieces', () => {
    expect(masked(['hunter2'], bytes('say hunter2!'), [5, 6, 9]).toString()).toBe('say •••!');
  });

  it('passes on at once what cannot be the beginning of a secret', () => {
    const stream = createMask(['hunter2']).stream();
    expect(Buffer.from(stream.push(bytes('a hunt'))).toString()).toBe('a ');
    expect(Buffer.from(stream.push(bytes('er'))).toString()).toBe('');
    expect(Buffer.from(stream.push(bytes('s'))).toString()).toBe('hunters');
  });

  it('covers two secrets that overlap with one cover', () => {
    expect(masked(['abcd', 'cdef'], bytes('-abcdef-')).toString()).toBe('-•••-');
  });

  it('covers the longer of two secrets that begin alike', () => {
    expect(masked(['abc', 'abcdef'], bytes('abcdef abcd'), [3]).toString()).toBe('••• •••d');
  });

  it('covers each long line of a secret with several lines', () => {
    const key = '-----BEGIN KEY-----\nAAAAB3NzaC1yc2E\r\nshort\n-----END KEY-----\n';
    expect(masked([key], bytes('x AAAAB3NzaC1yc2E y short')).toString()).toBe('x ••• y short');
    expect(masked([key], bytes(key)).toString()).toBe('•••');
  });

  it('leaves everything as it is without secrets', () => {
    expect(masked(['', ''], bytes('x')).toString()).toBe('x');
  });

  it('gives no secret away, however the stream is cut', () => {
    fc.assert(
      fc.property(secrets, prose, cuts, (values, words, places) => {
        const output = masked(values, bytes(words.join('')), places);
        for (const value of values) expect(output.includes(bytes(value))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same bytes, however the stream is cut', () => {
    fc.assert(
      fc.property(secrets, prose, cuts, (values, words, places) => {
        const text = bytes(words.join(''));
        expect(masked(values, text, places)).toEqual(masked(values, text));
      }),
      { numRuns: 2000 },
    );
  });

  it('changes no byte of a stream without a secret', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), cuts, (stream, places) => {
        fc.pre(!Buffer.from(stream).includes('secret'));
        expect(masked(['secret'], stream, places)).toEqual(Buffer.from(stream));
      }),
      { numRuns: 2000 },
    );
  });

  it('masks inside texts and leaves others alone', () => {
    const mask = createMask(['s3cret', 'ä']);
    expect(mask.maskText('the s3cret of ä')).toBe('the ••• of •••');
    expect(mask.maskText('half \ud83d')).toBe('half \ud83d');
  });
});
