import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCondition } from '#core/release/condition.ts';
import { type Edit, editRelease } from '#core/release/edit-release.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import type { JsonValue } from '#core/release/revision.ts';
import { parseSelector } from '#core/release/selector.ts';
import { parseTemplate } from '#core/release/template.ts';
import { howMany } from '#support/how-many.ts';
import { EXAMPLE } from './release-text.ts';

const LINES = EXAMPLE.split('\n');

function expectPlaced(text: string): void {
  const { data, issues } = parseRelease(text);
  if (data === null) expect(issues.length).toBeGreaterThan(0);
  const count = text.split('\n').length;
  for (const issue of issues) {
    expect(issue.line).toBeGreaterThanOrEqual(1);
    expect(issue.line).toBeLessThanOrEqual(count);
    expect(issue.column).toBeGreaterThanOrEqual(1);
  }
}

const scrap = fc.oneof(
  fc.constantFrom(
    '- ',
    ': ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '|\n',
    '>-\n',
    '#',
    '&a ',
    '*a',
    '!t ',
    '? ',
    '\t',
    '\n',
    '---\n',
    '...\n',
    '<<: ',
    '{{ ',
    ' }}',
    '\0',
    '\ud800',
    '\u2028',
    'null',
    '1.10',
    '__proto__: ',
  ),
  fc.string({ maxLength: 5 }),
);

describe('parsing', () => {
  it('ends with places for any text', () => {
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 30 }), (parts) => expectPlaced(parts.join(''))),
      { numRuns: howMany(200, 500) },
    );
  });

  it('ends with places for the example with something put in, or lines taken out', () => {
    const position = fc.nat({ max: EXAMPLE.length });
    fc.assert(
      fc.property(position, scrap, (at, put) => expectPlaced(EXAMPLE.slice(0, at) + put + EXAMPLE.slice(at))),
      { numRuns: 80 },
    );
    const lines = fc.tuple(fc.nat({ max: LINES.length - 1 }), fc.integer({ min: 1, max: 5 }));
    fc.assert(
      fc.property(lines, ([from, count]) => expectPlaced(LINES.toSpliced(from, count).join('\n'))),
      { numRuns: 80 },
    );
  });

  it('ends with places for releases with any data in any place', () => {
    const paths = pathsOf(parseRelease(EXAMPLE).data as JsonValue);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
        const data = structuredClone(parseRelease(EXAMPLE).data) as Record<string, unknown>;
        put(data, path, value);
        expectPlaced(JSON.stringify(data));
      }),
      { numRuns: 80 },
    );
  });

  it('of selectors, conditions and templates never throws', () => {
    const word = fc.constantFrom(
      'and',
      'or',
      'not',
      '(',
      ')',
      'web',
      '==',
      '=~',
      '"',
      "'",
      '{{',
      '}}',
      'vars.a',
      '|',
      ' ',
      '*',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 3 })), { maxLength: 20 }), (words) => {
        const text = words.join(' ');
        for (const parse of [parseSelector, parseCondition, parseTemplate])
          expect(typeof parse(text).ok).toBe('boolean');
      }),
    );
  });
});

describe('editing', () => {
  const example = parseRelease(EXAMPLE).data as JsonValue;
  const paths = pathsOf(example);
  const text = fc.oneof(
    fc.string({ maxLength: 12 }),
    scrap,
    fc.constantFrom('a\nb', 'a\n', '\n', '  a\n b', 'a\n\n', 'a: b', '# c'),
  );
  const value: fc.Arbitrary<JsonValue> = fc.oneof(
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(text, { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'on', '1', 'b c', 'true'), text, {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ) as fc.Arbitrary<JsonValue>;
  const edit: fc.Arbitrary<Edit> = fc.constantFrom(...paths).chain((path) =>
    fc.oneof(
      value.map((put): Edit => ({ kind: 'set', path, value: put })),
      fc.constant<Edit>({ kind: 'remove', path }),
      value.map(
        (put): Edit => ({
          kind: 'insert',
          path: path.slice(0, -1),
          index: Number(path.at(-1)) || 0,
          value: put,
        }),
      ),
      fc
        .nat({ max: 5 })
        .map((to): Edit => ({ kind: 'move', path: path.slice(0, -1), from: Number(path.at(-1)) || 0, to })),
      fc.string({ maxLength: 6 }).map((to): Edit => ({ kind: 'rename', path, to })),
      fc
        .record({
          kind: fc.constantFrom('transfer' as const, 'copy' as const),
          to: fc.nat({ max: 5 }),
          other: fc.constantFrom(...paths),
        })
        .map(
          ({ kind, to, other }): Edit => ({
            kind,
            path: path.slice(0, -1),
            from: Number(path.at(-1)) || 0,
            toPath: other.slice(0, -1),
            to,
          }),
        ),
    ),
  );

  it('gives the data wanted, and keeps every comment of lines that stay', () => {
    fc.assert(
      fc.property(edit, (wanted) => {
        const result = editRelease(EXAMPLE, [wanted]);
        if (!result.ok) return;
        const { data } = parseRelease(result.text);
        expect(data).not.toBeNull();
        if (wanted.kind === 'set') expect(valueAt(data, wanted.path)).toEqual(wanted.value);
        expect(result.text.startsWith('# A release that uses every part')).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('loses no word and no comment of a step that goes to another phase', () => {
    const lists = paths.filter((path) => path.at(-1) === 'steps');
    const words = (text: string): readonly string[] =>
      text
        .split('\n')
        .map((line) => line.trim().replace(/^- /, ''))
        .filter((line) => line !== '' && line !== 'steps:')
        .toSorted();
    const wanted = fc.record({
      from: fc.constantFrom(...lists),
      to: fc.constantFrom(...lists),
      at: fc.nat(4),
      place: fc.nat(4),
    });
    fc.assert(
      fc.property(wanted, ({ from, to, at, place }) => {
        const result = editRelease(EXAMPLE, [
          { kind: 'transfer', path: from, from: at, toPath: to, to: place },
        ]);
        if (result.ok) expect(words(result.text)).toEqual(words(EXAMPLE));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps line ends, byte order mark and the last line break, whatever is edited', () => {
    const plain = fc.constantFrom(EXAMPLE, EXAMPLE.trimEnd());
    const edits = fc.array(edit, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(plain, edits, fc.boolean(), (text, wanted, isMarked) => {
        const result = editRelease(text, wanted);
        const mark = isMarked ? '\ufeff' : '';
        const windows = editRelease(mark + text.replaceAll('\n', '\r\n'), wanted);
        expect(windows.ok).toBe(result.ok);
        if (!result.ok || !windows.ok) return;
        expect(windows.text).toBe(mark + result.text.replaceAll('\n', '\r\n'));
        if (text.endsWith('\n')) expect(result.text.endsWith('\n')).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('changes only the lines it must when a single value is set', () => {
    const scalars = paths.filter((path) => typeof valueAt(example, path) === 'string');
    fc.assert(
      fc.property(fc.constantFrom(...scalars), fc.stringMatching(/^[a-z][a-z ]{0,10}[a-z]$/), (path, put) => {
        const result = editRelease(EXAMPLE, [{ kind: 'set', path, value: put }]);
        if (!result.ok) throw new Error(result.message);
        const kept = new Set(result.text.split('\n'));
        expect(LINES.filter((line) => !kept.has(line)).length).toBeLessThanOrEqual(12);
      }),
      { numRuns: 60 },
    );
  });
});

type Path = readonly (string | number)[];

function pathsOf(value: JsonValue, path: Path = []): Path[] {
  const inner =
    typeof value === 'object' && value !== null ? Object.entries(value as Record<string, JsonValue>) : [];
  const below = inner.flatMap(([key, item]) =>
    pathsOf(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length === 0 ? below : [path, ...below];
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown> | undefined)?.[key],
    data,
  );
}

function put(data: Record<string, unknown>, path: Path, value: unknown): void {
  const parent = valueAt(data, path.slice(0, -1)) as Record<string | number, unknown>;
  parent[path.at(-1)!] = value;
}
