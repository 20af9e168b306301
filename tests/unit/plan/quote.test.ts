import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteForShell } from '#core/plan/quote.ts';

const anyValue = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0'));
const nastyValue = fc.string({
  unit: fc.constantFrom(
    "'",
    '"',
    '$',
    '`',
    '\\',
    ' ',
    '\n',
    '\t',
    '*',
    '~',
    '!',
    '#',
    '&',
    ';',
    '(',
    '{',
    '-',
    '=',
    'a',
    '1',
    '/',
    'é',
  ),
});

/** What /bin/sh makes of each word, several in one process. */
function echoThroughShell(words: readonly string[]): readonly string[] {
  const script = words.map((word) => `printf '%s\\0' ${word}`).join('\n');
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

describe('quoteForShell', () => {
  it('gives words that a real shell reads as exactly the value', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyValue, nastyValue), { minLength: 20, maxLength: 60 }), (values) => {
        expect(echoThroughShell(values.map(quoteForShell))).toEqual(values);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the value one word when it stands inside another', () => {
    const values = ['a b', '', '$HOME', '*', "it's", '2'];
    const words = values.map((value) => `/opt/${quoteForShell(value)}/bin`);
    expect(echoThroughShell(words)).toEqual(values.map((value) => `/opt/${value}/bin`));
  });

  it('leaves plain words bare, for people to read', () => {
    expect(quoteForShell('/opt/payments')).toBe('/opt/payments');
    expect(quoteForShell('4.2.0')).toBe('4.2.0');
    expect(quoteForShell('deploy@web1:8080')).toBe('deploy@web1:8080');
  });

  it('quotes what a shell could take for something else', () => {
    expect(quoteForShell('')).toBe("''");
    expect(quoteForShell('2')).toBe("'2'");
    expect(quoteForShell('A=1')).toBe("'A=1'");
    expect(quoteForShell('~deploy')).toBe("'~deploy'");
    expect(quoteForShell("it's")).toBe(`'it'\\''s'`);
  });
});
