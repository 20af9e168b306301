import { describe, expect, it } from 'vitest';
import { type Expression, gaveUp, parseExpression } from '#core/release/expression.ts';

function expression(source: string): Expression {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.expression;
}
const problem = (source: string): string | null => {
  const parsed = parseExpression(source);
  return parsed.ok ? null : parsed.message;
};
const found = (source: string, text: string) => expression(source).find(text);

describe('a regular expression', () => {
  it('finds the first group of the first match, else the whole match', () => {
    expect(found('v(\\d+)\\.(\\d+)', 'v12.3 v4.5')).toBe('12');
    expect(found('v\\d+', 'v12.3')).toBe('v12');
    expect(found('(x)?y', 'y')).toBe('y');
    expect(found('x', 'y')).toBeNull();
    expect(found('(?<major>\\d+)', 'v12')).toBe('12');
  });

  it('knows lines, whether they end in a line feed or in carriage return and line feed', () => {
    expect(found('^state: (.*)$', 'a\r\nstate: up\r\nb')).toBe('up');
    expect(found('^state: (.*)$', 'a\nstate: up\nb')).toBe('up');
    expect(expression('^b$').test('a\nb')).toBe(true);
  });

  it('reads text beyond ASCII by characters', () => {
    expect(found('^(.)$', '😀')).toBe('😀');
    expect(found('(?i)größe=(\\p{L}+)', 'GRÖSSE=x Größe=Straße')).toBe('Straße');
  });

  it('ends in one pass where others go back again and again', () => {
    const text = `${'a'.repeat(100_000)}!`;
    expect(expression('^(a+)+$').test(text)).toBe(false);
    expect(expression('(a*)*b').find(text)).toBeNull();
    expect(expression('(.*)(.*)(.*)(.*)(.*)[^a!]').find(text)).toBeNull();
  });

  it('looks at each character a fixed number of times at most', () => {
    const looks = (length: number): number => {
      let asked = 0;
      expression('(x+x+)+y|!$').find(`${'x'.repeat(length)}!`, () => {
        asked += 1;
        return false;
      });
      return asked;
    };
    expect(looks(200_000)).toBeGreaterThan(0);
    expect(looks(800_000)).toBeLessThanOrEqual(5 * looks(200_000));
  });

  it('is given up when its time is over', () => {
    expect(expression('(a|b)+[cd]').test('ab'.repeat(10_000), () => true)).toBe(gaveUp);
    expect(expression('\\b(a|b)+$').find('ab'.repeat(10_000), () => true)).toBe(gaveUp);
  });
});

describe('what a regular expression cannot be', () => {
  it.each([
    ['(?=a)b', /^looking ahead, .* is not supported, since it can take for ever: match what is there/],
    ['a(?!b)', /^looking ahead, .*stdout_not/],
    ['(?<=a)b', /^looking behind, .*put what you want into a group/],
    ['(?<!a)b', /^looking behind/],
    ['(a)\\1', /^a reference back to a group.*write the text again/],
    ['(?<q>a)\\k<q>', /^a reference back to a group/],
    ['(?>a)', /^expressions never backtrack here/],
    ['a++b', /^expressions never backtrack here/],
    ['a{1001}', /^a count in \{…\} is too large: at most 1000/],
    ['(a{100}){100}', /^a count in \{…\} is too large/],
    ['('.repeat(5), /^not a regular expression \(RE2 syntax\): missing closing \)/],
    ['[', /^not a regular expression \(RE2 syntax\): missing closing \]/],
    ['a{900}'.repeat(9), /^this regular expression is too large/],
    ['a'.repeat(4097), /^a regular expression has at most 4096 characters/],
  ])('%s', (source, words) => {
    expect(problem(source)).toMatch(words);
  });
});
