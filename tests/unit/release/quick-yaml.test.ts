import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceFrom } from '#core/release/source.ts';
import { readQuickly } from '#core/release/yaml/quick-yaml.ts';
import { readByLibrary, type YamlReading } from '#core/release/yaml/yaml-library.ts';
import { judge } from '#core/release/yaml/yaml-root.ts';
import { howMany } from '#support/how-many.ts';
import { EXAMPLE } from './release-text.ts';

/** What a person is told of a text that was read so: its data, or what is wrong and where. */
function told(text: string, reading: YamlReading): unknown {
  const { data, root, issues } = sourceFrom(text, judge(text, reading));
  return issues.length > 0 ? issues : { data, root };
}

function isRead(text: string, reading: YamlReading): boolean {
  return sourceFrom(text, judge(text, reading)).issues.length === 0;
}

/** What can be read is read alike, and nothing else is taken for readable. */
function expectSame(text: string): void {
  for (const each of [text, text.replaceAll('\n', '\r\n'), text.replace('\n', '\r\n')]) {
    const quick = readQuickly(each);
    const whole = readByLibrary(each);
    if (quick === null) continue;
    expect(isRead(each, quick), each).toBe(isRead(each, whole));
    if (isRead(each, quick)) expect(told(each, quick), each).toEqual(told(each, whole));
  }
}

function expectReadAlike(text: string): void {
  const quick = readQuickly(text);
  expect(quick?.errors).toEqual([]);
  expect(quick && told(text, quick)).toEqual(told(text, readByLibrary(text)));
}

/** Says of the text what the library says of the whole of it, without reading the whole by it. */
function expectToldAlike(text: string): void {
  const quick = readQuickly(text);
  expect(quick && told(text, quick), text).toEqual(told(text, readByLibrary(text)));
}

describe('reading YAML quickly', () => {
  it.each([
    ['a mapping', 'a: 1\nb: two words\nc: x#y\n'],
    ['lists at both indents', 'a:\n- 1\n- b: 2\n  c: 3\nd:\n  - - x\n    - y\n  -\n    z: 1\n  -\n'],
    ['nothing', 'a:\nb: ~\nc: null # x\nd:   # nothing\ne: ""\n'],
    [
      'words that are no texts',
      'a: true\nb: 0x1F\nc: -1.5e3\nd: .inf\ne: 0o17\nf: 1.10\ng: 2026-12-05\nh: no\n',
    ],
    ['quotes', `a: "it\\n\\u00e9"\nb: 'it''s'\n"c d": 'x: y # z'\n`],
    [
      'a text over several lines',
      'a: one\n  two\n\n  three\nb: "one\n  two \\\n  three"\nc:\n  - four\n    five # six\n',
    ],
    [
      'block texts',
      'a: |\n  x\n    y\n\n  z\n\nb: |-\n  # no comment\n  x\nc: >\n  x\n  y\n\n  z\nd:\n  - |\n    x\n',
    ],
    ['brackets', 'a: [x, "y, z", 1, [ ]]\nb: { c: [d], "e": f g }\nh: {}\n'],
    [
      'brackets over several lines',
      'a: [x,\n  y\n  , z ]\nb: {\n  c: d\n}\ne:\n  - { f: g,\n\n      h: [\n        1\n      ] }\n',
    ],
    [
      'comments in brackets',
      'a: [ # one\n  x, # two\n# three\n  y # four\n  # five\n  , "z" # six, ]\n  ,\n]\n',
    ],
    ['JSON', '{\n  "a": [1, {"b":true, "c" : null}],\n  "d":\n    "e: f",\n  "g": {\n  }\n}\n'],
    ['JSON on one line', '{"a":[1,{"b":true}],"c":"d"}'],
    ['comments and gaps', '---\n# one\n\na: 1 # two\n    # three\nb:\n# four\n  c: 2\n\n'],
    ['keys of every kind', 'a b: 1\n1: x\ntrue: y\n__proto__: z\n{}'.replace('{}', 'http://x: y\n')],
    ['no line break at the end', 'a: |\n  x'],
  ])('reads %s as the library does', (_, text) => {
    expectReadAlike(text);
  });

  it('reads the example itself', () => {
    expectReadAlike(EXAMPLE);
    expectReadAlike(EXAMPLE.replaceAll('\n', '\r\n'));
    expectReadAlike(EXAMPLE.replaceAll('\n', (_, at: number) => (at % 3 === 0 ? '\n' : '\r\n')));
    const { data } = sourceFrom(EXAMPLE, judge(EXAMPLE, readByLibrary(EXAMPLE)));
    expectReadAlike(JSON.stringify(data));
    expectReadAlike(JSON.stringify(data, null, 2));
  });

  it.each([
    ['no mapping', '- a\n'],
    ['a byte order mark', '\ufeffa: b\n'],
    ['a line end of old', 'a: b\rc: d\n'],
    ['nothing at all', ''],
    ['a text below an empty line and a comment', 'x:\n\n  # b\n  c\n'],
  ])('leaves %s to the library as a whole', (_, text) => {
    expect(readQuickly(text)).toBeNull();
  });

  it.each([
    ['an anchor', 'x: &b c'],
    ['an alias', 'x: *b'],
    ['a tag', 'x: !b c'],
    ['a mapping on the line of its key', 'x: b: c'],
    ['a list on the line of its key', 'x: - b'],
    ['a tab', '\tx: b'],
    ['braces of a value', 'x: {{ b }}'],
    ['braces that are not closed', 'x: {{ b'],
    ['a brace below a key', 'x:\n{'],
    ['a second document', '---\nx: b'],
    ['a wrong indent', '     x: b'],
    ['text behind a quote', 'x: "b" c'],
    ['an escape that is none', 'x: "\\q"'],
    ['a quote that is not closed', 'x: "b'],
    ['a quote alone', '"'],
    ['a brace alone', '}'],
    ['a list that is not closed', 'x: [a, b'],
    ['a word alone', 'x'],
  ])('says of %s on a line of its own what the library says, and where', (_, line) => {
    const lines = EXAMPLE.split('\n');
    expectToldAlike(`${EXAMPLE}${line}\n`);
    const at = lines.findIndex((each) => each.startsWith('    - id: web-tier'));
    for (const indent of ['', '      ', '          ']) {
      const text = [...lines.slice(0, at), indent + line, ...lines.slice(at)].join('\n');
      const quick = readQuickly(text);
      if (quick !== null) expectToldAlike(text);
    }
  });

  it.each([
    ['a text in brackets over several lines', 'x: [a\n  b]'],
    ['a tab behind a colon', 'x:\tb'],
    ['a text with an indent of its own', 'x: |2\n   b'],
    ['a text that keeps its empty lines', 'x: |+\n  b\n'],
  ])('has the library read %s, and nothing around it', (_, line) => {
    expectReadAlike(`a: 1\n${line}\nc:\n  - d: 1\n    ${line.replaceAll('\n', '\n    ')}\n  - e\n`);
  });

  it('says of faults at several places what the library says', () => {
    const position = fc.nat({ max: EXAMPLE.length });
    const change = fc.tuple(position, fc.nat({ max: 30 }), fc.constantFrom(...FAULTS));
    const changes = fc.array(change, { minLength: 1, maxLength: 3 });
    const property = fc.property(changes, (made) => {
      const text = made.reduce(
        (sum, [at, cut, put]) => sum.slice(0, at) + put + sum.slice(at + cut),
        EXAMPLE,
      );
      if (readQuickly(text) !== null) expectToldAlike(text);
    });
    fc.assert(property, { numRuns: 80, seed: 20260101 });
  });

  it('reads no further where a thousand things are wrong', () => {
    const text = `a:\n${'  - "x\n'.repeat(1100)}`;
    const quick = readQuickly(text);
    const issues = quick && sourceFrom(text, judge(text, quick)).issues;
    expect(issues).toHaveLength(1002);
    expect(issues?.at(-1)).toMatchObject({
      line: 1003,
      message: 'more than 1000 things are wrong with the YAML up to here; what follows is not read',
    });
  });

  it.each([
    'a:\n a: \n\n# x\n  |-\n ',
    'a:\n\n# x\n .5\n%',
    'a:\n # x\n\n  b\n \n',
    '{a: b\n# d\n}',
    '{a: b,\n# d\n}',
  ])('reads %j as the library does, with line breaks of either kind', (text) => expectSame(text));

  it('reads no text otherwise than the library does', () => {
    const scrap = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...WORDS) },
      { weight: 1, arbitrary: fc.string({ maxLength: 3 }) },
    );
    const line = fc
      .tuple(fc.nat({ max: 6 }), fc.array(scrap, { maxLength: 5 }))
      .map(([indent, words]) => ' '.repeat(indent) + words.join(''));
    const texts = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(fc.constantFrom('', 'a:\n'), texts, (before, text) => expectSame(before + text)),
      { numRuns: RUNS },
    );
  });

  it('reads nothing in brackets otherwise than the library does', () => {
    const words = fc.array(fc.constantFrom(...IN_BRACKETS), { maxLength: 14 }).map((made) => made.join(''));
    const before = fc.constantFrom('{', '[', 'a: {', 'a:\n  - [', 'a:\n  - {', 'a:\n  b: {');
    const after = fc.constantFrom('}', ']', '\n}', '\n  }', '\n  ]\n', '}\nc: d\n', '\n');
    fc.assert(
      fc.property(before, words, after, (...text) => expectSame(text.join(''))),
      { numRuns: RUNS },
    );
  });

  it('reads no change of the example otherwise than the library does', () => {
    const position = fc.nat({ max: EXAMPLE.length });
    const change = fc.tuple(position, fc.nat({ max: 4 }), fc.constantFrom(...WORDS, ''));
    fc.assert(
      fc.property(change, ([at, cut, put]) =>
        expectSame(EXAMPLE.slice(0, at) + put + EXAMPLE.slice(at + cut)),
      ),
      { numRuns: 60 },
    );
  });
});

const RUNS = howMany(500, 1500);

const FAULTS = [
  ...['"', "'", '\n', '\t', '  ', ': ', ':', '- ', '[', ']', '{', '}', '|', '>', '# ', '&a ', '*a', '---\n'],
  ...['? ', '{{ v }}', ', ', '%', '\n\n', '\n     bad: x\n', 'k: v\n', '- x\n', '\n}', ''],
];

const IN_BRACKETS = [
  ...[
    'a',
    '"b"',
    "'c'",
    ': ',
    ':',
    ' : ',
    ', ',
    ',',
    '\n',
    '\n  ',
    '\n    ',
    '\n\n   ',
    ' ',
    '{',
    '}',
    '[',
    ']',
  ],
  ...['a: b', '"c":1', '[x]', '# d', '-', '- ', '\t', '1', '---', '? ', '{ k: v }'],
];

const WORDS = [
  ...[
    'a: ',
    'b:',
    'c',
    '- ',
    '-',
    ' ',
    '  ',
    '# x',
    ' #',
    'x y',
    '1',
    '-2',
    '.5',
    'true',
    '~',
    'null',
    ':',
    ': ',
  ],
  ...[
    '"q"',
    "'q'",
    '"',
    "'",
    '\\n',
    '[x]',
    '[',
    ']',
    '{ k: v }',
    '{',
    '}',
    ', ',
    '|',
    '|-',
    '>',
    '>-',
    '>+',
    '|2',
  ],
  ...[
    '\t',
    '? ',
    '&a ',
    '*a',
    '!t',
    '%',
    '@',
    '---',
    '...',
    '<<: ',
    '\u2028',
    '\u00e9',
    '{{ v }}',
    '\n',
    '\n\n',
  ],
];
