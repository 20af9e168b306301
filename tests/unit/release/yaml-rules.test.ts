import { describe, expect, it } from 'vitest';
import { parseRelease } from '#core/release/parse-release.ts';
import { HEAD, message, problems } from './release-text.ts';

describe('the YAML of a release file', () => {
  it.each([
    ['an anchor', 'controls: &c []\n', '3:11 error anchor'],
    ['an anchor on a key', '&c controls: []\n', '3:1 error anchor'],
    ['an alias', 'controls: *c\n', '3:11 error alias'],
    ['a tag', 'controls: !!seq []\n', '3:11 error tag'],
    ['a tag of its own', 'controls: !secret x\n', '3:11 error tag'],
    ['a tag on a key', '!!str controls: []\n', '3:1 error tag'],
    ['a merge key', '<<: { controls: [] }\n', '3:1 error merge-key'],
    ['a duplicate key', 'controls: []\ncontrols: []\n', '4:1 error duplicate-key'],
    ['a key that is no word', '? [a]\n: 1\n', '3:3 error key'],
    ['a second document', '---\nholdpoint: 1\n', '3:1 error several-documents'],
    ['a tab as indentation', 'release:\n\tid: x\n', '4:1 error tab'],
  ])('refuses %s where it stands', (_, lines, problem) => {
    expect(problems(HEAD + lines)).toContain(problem);
  });

  it('says each anchor, alias and tag at once', () => {
    expect(problems(`${HEAD}controls: &c []\nbackout: *c\npackage: !x {}\n`)).toEqual([
      '3:11 error anchor',
      '4:10 error alias',
      '5:10 error tag',
    ]);
  });

  it('takes what looks like an anchor inside of texts for text', () => {
    expect(problems(`${HEAD}backout:\n  contingencies: |\n    &a *b !c <<: %YAML\n    --- # none\n`)).toEqual(
      [],
    );
  });

  it('refuses YAML 1.1, where yes is true and 1:30 a number', () => {
    expect(problems(`%YAML 1.1\n---\n${HEAD}`)).toEqual(['1:1 error directive']);
    expect(problems(`%YAML 1.2\n---\n${HEAD}`)).toEqual([]);
  });

  it('names the line of the first of two equal keys', () => {
    expect(message(`${HEAD}controls: []\npackage: {}\ncontrols: []\n`)).toMatch(/"controls" .* line 3/);
  });

  it.each(['', '# nothing yet\n'])('refuses a file that holds nothing: %j', (text) => {
    expect(problems(text)).toEqual(['1:1 error empty']);
  });

  it.each(['hello', 'null', '- a\n', '42'])('refuses a file that is no mapping: %j', (text) => {
    expect(problems(text)).toEqual(['1:1 error not-a-mapping']);
  });

  it('reads a file with a byte order mark and with Windows line ends', () => {
    expect(problems(`\ufeff${HEAD.replaceAll('\n', '\r\n')}`)).toEqual([]);
  });

  it('refuses NUL and halves of characters', () => {
    expect(problems(`${HEAD}# \0`)).toEqual(['3:3 error not-text']);
    expect(problems(HEAD.replace('Shop', '"\\ud800"'))).toEqual(['2:28 error not-text']);
  });
});

describe('depth and size', () => {
  const flow = (depth: number): string => `${HEAD}controls: ${'['.repeat(depth)}${']'.repeat(depth)}\n`;

  it('reads 32 levels and refuses 33', () => {
    expect(problems(flow(31))).not.toContain('3:42 error too-deep');
    expect(problems(flow(32))).toEqual(['3:42 error too-deep']);
  });

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['braces', '{a: '.repeat(100_000)],
    ['dashes', '- '.repeat(100_000)],
    ['question marks', '? '.repeat(100_000)],
    ['indentation', Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('refuses a bomb of %s', (_, text) => {
    expect(problems(text)).toEqual([expect.stringMatching(/error too-deep$/)]);
  });

  it('takes one brace at the beginning of a file for what it is', () => {
    expect(problems('{a: 1}')).not.toContain('1:1 error quote-it');
    expect(problems('{{ vars.x }}: 1')).toContain('1:1 error quote-it');
  });

  it('refuses a bomb of aliases', () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}]\n`,
    ).join('');
    expect(problems(`l0: &l0 [x]\n${levels}`)[0]).toBe('1:5 error anchor');
  });

  it('does not count dashes and brackets inside of texts', () => {
    const text = `${HEAD}backout:\n  contingencies: |\n    ${'- '.repeat(40)}\n    ${'['.repeat(600)}\n`;
    expect(problems(text)).toEqual([]);
  });

  it('refuses more than 8 MiB of UTF-8, which are fewer characters', () => {
    const start = HEAD.replace('name: Shop', `name: "${'€'.repeat(2_800_000)}"`);
    expect(problems(start)).toEqual(['1:1 error too-large']);
  });

  it('reads a file of 1.2 MB', () => {
    const steps = Array.from(
      { length: 6000 },
      (_, i) =>
        `        - { id: s${i}, title: Step ${i}, on: all, run: "systemctl restart service-${i} && echo {{ vars.a }} > /var/tmp/holdpoint-${i}", env: { A: b, PORT: 80 }, undo: "systemctl stop service-${i}" }\n`,
    ).join('');
    const text = `${HEAD}environments: { p: { vars: { a: b }, hosts: { h: { address: a } } } }\ndeployment:\n  phases:\n    - id: p\n      title: P\n      steps:\n${steps}`;
    expect(text.length).toBeGreaterThan(1_100_000);
    expect(problems(text)).toEqual([]);
  });
});

describe('names that objects have of themselves', () => {
  it.each([
    ['at the top', '__proto__: { a: 1 }\n', '3:1 error unknown-key'],
    ['among values', 'environments: { p: { vars: { __proto__: x } } }\n', '3:30 error bad-name'],
    ['among hosts', 'environments: { p: { hosts: { __proto__: { address: a } } } }\n', '3:31 error bad-name'],
  ])('refuses __proto__ %s', (_, lines, problem) => {
    expect(problems(HEAD + lines)).toEqual([problem]);
    expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
  });

  it('knows no key that only the prototype has', () => {
    expect(problems(`${HEAD}constructor: {}\n`)).toEqual(['3:1 error unknown-key']);
    const { release } = parseRelease(
      `${HEAD}environments: { p: { vars: { constructor: x, toString: y } } }\n`,
    );
    expect(release?.environments[0]?.vars).toEqual({ constructor: 'x', toString: 'y' });
  });
});
