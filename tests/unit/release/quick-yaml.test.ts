import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { readQuickly } from '#core/release/quick-yaml.ts';
import { nodeFrom, type YamlNode } from '#core/release/yaml-node.ts';
import { EXAMPLE } from './release-text.ts';

/** As the YAML library reads it; null where it finds anything wrong. */
function readByLibrary(text: string): YamlNode | null {
  const options = {
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    logLevel: 'silent',
  } as const;
  const document = parseDocument(text, options);
  return document.errors.length > 0 || document.warnings.length > 0 ? null : nodeFrom(document.contents);
}

function expectSame(text: string): void {
  for (const each of [text, text.replaceAll('\n', '\r\n')]) {
    const quick = readQuickly(each);
    if (quick !== null) expect(quick, each).toEqual(readByLibrary(each));
  }
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
    ['comments and gaps', '---\n# one\n\na: 1 # two\n    # three\nb:\n# four\n  c: 2\n\n'],
    ['keys of every kind', 'a b: 1\n1: x\ntrue: y\n__proto__: z\n{}'.replace('{}', 'http://x: y\n')],
    ['no line break at the end', 'a: |\n  x'],
  ])('reads %s as the library does', (_, text) => {
    expect(readQuickly(text)).toEqual(readByLibrary(text));
    expect(readQuickly(text)).not.toBeNull();
  });

  it('reads the example itself', () => {
    expect(readQuickly(EXAMPLE)).toEqual(readByLibrary(EXAMPLE));
    expect(readQuickly(EXAMPLE)).not.toBeNull();
    const windows = EXAMPLE.replaceAll('\n', '\r\n');
    expect(readQuickly(windows)).toEqual(readByLibrary(windows));
    expect(readQuickly(windows)).not.toBeNull();
  });

  it.each([
    ['an anchor', 'a: &b c\n'],
    ['an alias', 'a: *b\n'],
    ['a tag', 'a: !b c\n'],
    ['a mapping on the line of its key', 'a: b: c\n'],
    ['a list on the line of its key', 'a: - b\n'],
    ['a tab', 'a:\tb\n'],
    ['line ends of two kinds', 'a: b\r\nc: d\n'],
    ['braces of a value', 'a: {{ b }}\n'],
    ['a second document', 'a: b\n---\nc: d\n'],
    ['a wrong indent', 'a:\n    b: 1\n  c: 2\n'],
    ['text behind a quote', 'a: "b" c\n'],
    ['an escape that is none', 'a: "\\q"\n'],
    ['a quote that is not closed', 'a: "b\n'],
    ['a quote that begins the text and is not closed', "'a"],
    ['no mapping', '- a\n'],
    ['nothing at all', ''],
  ])('leaves %s to the library', (_, text) => {
    expect(readQuickly(text)).toBeNull();
  });

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

const RUNS = 3000;

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
