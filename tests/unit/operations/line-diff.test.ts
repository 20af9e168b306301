import { describe, expect, it } from 'vitest';
import { createNormaliser } from '#core/run/normalise.ts';
import { diffLines } from '#operations/line-diff.ts';

const normalise = createNormaliser(new Map());
const diff = (a: string, b: string) => diffLines({ output: a, normalise }, { output: b, normalise });
const shown = (a: string, b: string) => diff(a, b).lines.map(({ kind, text }) => `${kind}${text}`);
const numbers = (count: number, of: (n: number) => string = String): string =>
  Array.from({ length: count }, (_, i) => `${of(i)}\n`).join('');

describe('two outputs line by line', () => {
  it('show what came and what went, with three lines around it', () => {
    const changed = numbers(20).replace('\n10\n', '\nten\nten and a half\n');
    expect(shown(numbers(20), changed)).toEqual([
      ...[' 7', ' 8', ' 9', '-10', '+ten', '+ten and a half', ' 11', ' 12', ' 13'],
    ]);
    expect(diff(numbers(20), changed)).toMatchObject({ added: 2, removed: 1 });
  });

  it('are the same where only times differ', () => {
    expect(diff('up 04:25:00\nok\n', 'up 05:26:01\nok')).toEqual({ added: 0, removed: 0, lines: [] });
  });

  it('are shown as they were printed, times and all', () => {
    expect(shown('at 04:25:00 good\n', 'at 05:26:01 bad\n')).toEqual([
      '-at 04:25:00 good',
      '+at 05:26:01 bad',
    ]);
    expect(shown('04:25:00 a\nb\n', '05:26:01 a\nc\n')).toEqual([' 05:26:01 a', '-b', '+c']);
  });

  it('show at most 200 lines, and count all', () => {
    const { added, removed, lines } = diff('', numbers(500));
    expect({ added, removed, lines: lines.length }).toEqual({ added: 500, removed: 0, lines: 200 });
  });

  it('show the beginning of a very long line', () => {
    const [line] = diff('', 'x'.repeat(5_000)).lines;
    expect(line?.text).toBe(`${'x'.repeat(2_000)}…`);
  });

  it('are not lined up where nearly everything differs, and every line is counted all the same', () => {
    const a = numbers(40_000, (n) => `old ${n}`);
    const { added, removed, lines } = diff(`same\n${a}`, `${numbers(30_000, (n) => `new ${n}`)}same\nsame\n`);
    expect({ added, removed }).toEqual({ added: 30_001, removed: 40_000 });
    expect(lines[0]).toEqual({ kind: '-', text: 'old 0' });
  });
});
