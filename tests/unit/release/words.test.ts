import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#core/canonical-json.ts';
import { evaluateCondition, parseCondition } from '#core/release/condition.ts';
import { parseDuration } from '#core/release/duration.ts';
import { formatIssue } from '#core/release/format-issue.ts';
import { newReleaseText, whyNotBegun } from '#core/release/new-release.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { revisionOf, shortRevision } from '#core/release/revision.ts';
import { suggest, suggestOnce } from '#core/release/suggest.ts';
import { nameOfRef, parseTemplate } from '#core/release/template.ts';
import { EXAMPLE } from './release-text.ts';

describe('conditions', () => {
  const values: Record<string, string> = { 'vars.role': 'primary', 'step.probe.up': '', 'vars.off': 'false' };
  const decide = (text: string): boolean | string => {
    const parsed = parseCondition(text);
    return parsed.ok
      ? evaluateCondition(parsed.condition, (ref) => values[nameOfRef(ref)] ?? '')
      : `column ${parsed.column}`;
  };

  it.each([
    ['{{ vars.role }} == "primary"', true],
    ["vars.role == 'primary'", true],
    ['vars.role != "primary"', false],
    ['vars.role =~ "^pri"', true],
    ['vars.role', true],
    ['vars.off', false],
    ['step.probe.up', false],
    ['not step.probe.up', true],
    ['step.probe.up or vars.role and vars.role', true],
    ['(step.probe.up or vars.role) and step.probe.up', false],
    ['not (vars.role == "x") and not step.probe.up', true],
  ])('%s is %s', (text, decided) => {
    expect(decide(text)).toBe(decided);
  });

  it.each([
    ['', 1],
    ['vars.role ==', 13],
    ['vars.role = "x"', 10],
    ['vars.role == primary', 14],
    ['vars.role =~ "("', 14],
    ['role == "x"', 1],
    ['(vars.role', 11],
    ['vars.role vars.off', 11],
    ['vars.role == "x', 13],
  ])('%j is refused at its place', (text, column) => {
    expect(decide(text)).toBe(`column ${column}`);
  });

  it('of 100,000 that are joined are refused without running out of stack', () => {
    const text = Array.from({ length: 100_000 }, () => 'vars.x == "1"').join(' or ');
    expect(parseCondition(text)).toMatchObject({
      ok: false,
      message: 'more than 1000 conditions are joined',
    });
  });

  it('of 100,000 brackets are refused without running out of stack', () => {
    expect(decide('('.repeat(100_000))).toMatch(/^column/);
    expect(decide('not '.repeat(100_000))).toMatch(/^column/);
  });
});

describe('templates', () => {
  it('come apart into texts and values', () => {
    expect(parseTemplate('a {{ vars.x }}{{host.vars.y|raw}} {{ step.a-b.c@web1 }}{{ "{{" }}')).toEqual({
      ok: true,
      parts: [
        { kind: 'text', text: 'a ' },
        { kind: 'value', ref: { kind: 'vars', name: 'x' }, raw: false, offset: 2 },
        { kind: 'value', ref: { kind: 'host-var', name: 'y' }, raw: true, offset: 14 },
        { kind: 'text', text: ' ' },
        {
          kind: 'value',
          ref: { kind: 'capture', step: 'a-b', name: 'c', host: 'web1' },
          raw: false,
          offset: 34,
        },
        { kind: 'text', text: '{{' },
      ],
    });
  });

  it.each(['{{ }}', '{{ vars }}', '{{ vars. }}', '{{ host.nme }}', '{{ vars.x | raw | raw }}', '{{'])(
    '%s is refused',
    (text) => {
      expect(parseTemplate(`ab${text}`)).toMatchObject({ ok: false, offset: 2 });
    },
  );
});

describe('durations', () => {
  it.each([
    ['0s', 0],
    ['45s', 45_000],
    ['1m30s', 90_000],
    ['1h30m', 5_400_000],
    ['100h', 360_000_000],
  ])('%s are %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
});

describe('revisions', () => {
  const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

  it('do not depend on the order of keys, on comments or on layout', () => {
    const one = parseRelease('holdpoint: 1\nrelease: { id: a, name: A, version: "1" }\n').data!;
    const other = parseRelease('release:\n  version: "1" # one\n  name: "A"\n  id: a\nholdpoint: 1\n').data!;
    expect(revisionOf(one, sha256)).toBe(revisionOf(other, sha256));
    expect(canonicalJson(one)).toBe('{"holdpoint":1,"release":{"id":"a","name":"A","version":"1"}}');
  });

  it('change with any word of the release', () => {
    const changed = EXAMPLE.replace('lb drain', 'lb  drain');
    expect(revisionOf(parseRelease(EXAMPLE).data!, sha256)).not.toBe(
      revisionOf(parseRelease(changed).data!, sha256),
    );
  });

  it('are shown as four groups', () => {
    expect(shortRevision('4f2a91c077d30be1ffffffffffffffff')).toBe('4f2a-91c0-77d3-0be1');
  });
});

it('suggests the nearest word, or none', () => {
  expect(suggest('timout', ['title', 'timeout', 'takes'])).toBe('timeout');
  expect(suggest('hots', ['hosts', 'host'])).toBe('hosts');
  expect(suggest('banana', ['title', 'timeout'])).toBeNull();
});

it('suggests the same when a word comes again, among these or others', () => {
  const meant = suggestOnce();
  const [keys, others] = [['title', 'timeout'], ['times']];
  for (let i = 0; i < 2; i += 1) {
    expect(meant('timout', keys)).toBe('timeout');
    expect(meant('tims', others)).toBe('times');
    expect(meant('timout', others)).toBe(suggest('timout', others));
    expect(meant('banana', keys)).toBeNull();
  }
});

it('prints an issue as compilers do', () => {
  const issue = { severity: 'error', code: 'bad-id', message: 'no', path: [], line: 3, column: 7 } as const;
  expect(formatIssue('a.yaml', issue)).toBe('a.yaml:3:7: error bad-id no');
});

it.each(['Shop', 'It\'s "new": #1', '\u2028 \u0007 \ufeff', 'true'])(
  'begins a release named %j without errors',
  (name) => {
    const { release, issues } = parseRelease(newReleaseText({ id: 'null', name, version: '1.10' }));
    expect(issues).toEqual([]);
    expect(release?.info).toMatchObject({ id: 'null', name, version: '1.10' });
  },
);

it('begins no release whose name or version has more than one line', () => {
  expect(whyNotBegun({ id: 'shop', name: 'two\nlines', version: '1.0' })).toContain('one line each');
  expect(whyNotBegun({ id: 'shop', name: 'Shop', version: '1.0\r' })).toContain('one line each');
  expect(whyNotBegun({ id: 'shop', name: 'Shop', version: '1.0' })).toBeNull();
});
