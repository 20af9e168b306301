import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { jsonSchemaOf, mappingsIn } from '#core/release/format/json-schema.ts';
import { RELEASE } from '#core/release/format/release.ts';
import { PlaceOfText } from '#core/release/format/uses.ts';
import { KIND_KEYS } from '#core/release/step-kinds.ts';
import { EXAMPLE, HEAD, message, problems, withStep } from './release-text.ts';

const root = new URL('../../../', import.meta.url);
const DOCS = readFileSync(new URL('docs/release-file.md', root), 'utf8');
const SAMPLE = readFileSync(new URL('resources/samples/practice.release.yaml', root), 'utf8');

const MAPPINGS = mappingsIn(RELEASE.shape);
const keysOf = (title: string) => {
  const found = MAPPINGS.find((each) => each.title === title);
  if (found === undefined) throw new Error(`no mapping ${title}`);
  return found.keys;
};

interface Row {
  readonly keys: readonly string[];
  readonly cells: readonly string[];
}

/** Rows of the tables under a heading whose first column holds keys or kinds. */
function rowsUnder(heading: string): readonly Row[] {
  const [section = ''] = (DOCS.split(`# ${heading}\n`)[1] ?? '').split(/^#+ /m);
  return [...section.matchAll(/^\| (`.*) \|$/gm)].map(([, row = '']) => {
    const [first = '', ...cells] = row.split(/(?<!\\) \|/).map((cell) => cell.trim());
    return { keys: [...first.matchAll(/`([^`]+)`/g)].map(([, key = '']) => key), cells };
  });
}

const keysUnder = (heading: string) => rowsUnder(heading).flatMap(({ keys }) => keys);

/** `{a, b: 1}` and `name: {a, b}` in the text: the name and the keys. */
const GROUPS = [...DOCS.replaceAll(/```.*?```/gs, '').matchAll(/`(?:([a-z]+): )?\{([a-z_0-9, :]+)\}`/g)].map(
  ([, name = null, inner = '']) => ({
    name,
    keys: inner.split(',').map((part) => part.trim().split(':')[0] ?? ''),
  }),
);

/** Mappings that have a table of their own. */
const HEADINGS: Readonly<Record<string, string>> = {
  file: 'Top level',
  release: 'release',
  host: 'environments',
  backout: 'backout',
  rollout: 'Rollout',
};

const sorted = (keys: Iterable<string>) => [...keys].sort();

describe('the documented keys', () => {
  it.each(Object.entries(HEADINGS))('of the mapping "%s" are those that are read', (title, heading) => {
    expect(sorted(keysUnder(heading))).toEqual(sorted(keysOf(title).keys()));
  });

  it('of a step are those that are read', () => {
    expect(sorted(keysUnder('Steps'))).toEqual(sorted(KIND_KEYS));
    const undo = [...(DOCS.split('### Undo\n')[1] ?? '').matchAll(/^- `([a-z_]+)`/gm)].map(
      ([, key = '']) => key,
    );
    const own = ['id', 'title', 'items', ...KIND_KEYS];
    expect(sorted([...own, ...keysUnder('Options'), ...undo])).toEqual(sorted(keysOf('step').keys()));
    const ofPlaces = ['on', 'delegate_to', 'rollout'];
    const placeless = keysUnder('Options').filter((key) => !ofPlaces.includes(key));
    expect(sorted(['title', 'items', ...KIND_KEYS, ...placeless])).toEqual(sorted(keysOf('undo').keys()));
  });

  const small = MAPPINGS.map(({ title }) => title).filter(
    (title) => !(title in HEADINGS) && title !== 'step' && title !== 'undo',
  );

  it.each(small)('of the mapping "%s" are those that are read', (title) => {
    const known = sorted(keysOf(title).keys()).join();
    const named = sorted(
      new Set(GROUPS.filter(({ name }) => name === title).flatMap(({ keys }) => keys)),
    ).join();
    const groups = [named, ...GROUPS.map(({ keys }) => sorted(keys).join())];
    expect(groups).toContain(known);
  });

  it('name no key that is not read', () => {
    for (const { name, keys } of GROUPS) {
      const fitting = MAPPINGS.filter((each) => keys.every((key) => each.keys.has(key)));
      expect({ name, keys, found: fitting.length > 0 }).toEqual({ name, keys, found: true });
    }
  });

  it.each(['file', 'release', 'host'])(
    'of the mapping "%s" are required where the tables say so',
    (title) => {
      const required = [...keysOf(title)].filter(([, key]) => key.isRequired).map(([name]) => name);
      const documented = rowsUnder(HEADINGS[title] ?? '')
        .filter(({ cells }) => cells.some((cell) => /^required\b/.test(cell)))
        .flatMap(({ keys }) => keys);
      expect(sorted(documented)).toEqual(sorted(required));
    },
  );

  it.each([
    ['step', 'Options'],
    ['rollout', 'Rollout'],
    ['host', 'environments'],
  ])('of the mapping "%s" have the defaults that hold', (title, heading) => {
    for (const [name, key] of keysOf(title)) {
      if (key.default === undefined || typeof key.default === 'object') continue;
      const cells = rowsUnder(heading).find(({ keys }) => keys.includes(name))?.cells ?? [];
      expect(cells[1]?.replaceAll('`', '')).toMatch(new RegExp(`^${key.default}(;|$)`));
    }
  });
});

it('has one line of help for every key', () => {
  for (const { title, keys } of MAPPINGS)
    for (const [name, { help }] of keys) {
      expect(`${title}.${name}: ${help}`).toMatch(/^[a-z_.0-9]+: \S.{5,110}[^.\s]$/);
    }
});

it('quotes the help of a key that is missing or misspelt', () => {
  expect(message(`${HEAD}environments: { p: { hosts: { a: {} } } }\n`)).toBe(
    '"address" is missing: the name or IP address it is reached at',
  );
  expect(message(withStep('on: all\nrun: "true"\ntimout: 5m\nnothing_to_undo: x'))).toBe(
    '"timout" is not known here; did you mean "timeout"? (the longest it may take; then it is ended)',
  );
});

it('names the section that a key belongs to when it stands beside it', () => {
  const people = `${HEAD}people: [{ id: a, name: A, roles: [manager] }]\n`;
  expect(message(people)).toBe('"people" is not known here; it belongs under "release"');
  expect(message(`${HEAD}phases: []\n`)).toBe(
    '"phases" is not known here; it belongs under "infrastructure" or "deployment" or "verification"',
  );
  expect(message(withStep('on: all\nrun: "true"\nparallel: 2\nnothing_to_undo: x'))).toBe(
    '"parallel" is not known here; it belongs under "rollout"',
  );
});

describe('what becomes of a text', () => {
  const at = (...path: (string | number)[]) =>
    path.reduce((place, part) => place.inside(part), PlaceOfText.root(RELEASE.shape)).use;
  const step = ['deployment', 'phases', 0, 'steps', 0];

  it.each([
    ['a command', ['run'], 'command'],
    ['an undo', ['undo'], 'command'],
    ['the check of a wait', ['wait', 'check'], 'command'],
    ['the command of an undo that is a step', ['undo', 'run'], 'command'],
    ['the owner of an undo that is a step', ['undo', 'owner'], null],
    ['a variable', ['env', 'NAME'], 'filled'],
    ['an item', ['items', 1], 'filled'],
    ['the password of sudo', ['sudo', 'password'], 'filled'],
    ['sudo', ['sudo'], 'filled'],
    ['what the output must match', ['expect', 'stdout'], 'kept'],
    ['a key that is not known', ['rnu'], null],
  ])('is known for %s', (_, path, use) => {
    expect(at(...step, ...path)).toBe(use);
  });

  it('is known for hosts and communications', () => {
    expect(at('environments', 'test', 'hosts', 'web1', 'vars', 'dir')).toBe('kept');
    expect(at('communications', 0, 'body')).toBe('filled');
    expect(at('communications', 0, 'id')).toBeNull();
  });

  it('decides where a value is reported as not filled in', () => {
    const codes = (lines: string) => problems(withStep(lines)).map((each) => each.replace(/^\S+ /, ''));
    expect(codes('probe: { http: "http://{{ vars.dir }}/", body: "{{ vars.dir }}" }')).toEqual([
      'error value-not-filled',
    ]);
    expect(codes('on: all\nupload: { from: a, to: /b, owner: "{{ vars.dir }}" }\nundo: rm /b')).toEqual([
      'error value-not-filled',
    ]);
  });

  it('decides where a piece that is cut off is reported', () => {
    const cut = problems(withStep('on: all\ncheck: id\nexpect: { exit: 0 }\ncapture:\n  n: build #\\d+'));
    expect(cut.map((each) => each.replace(/^\S+ /, ''))).toEqual(['warning text-cut']);
    expect(problems(withStep('on: all # all of them\ncheck: id'))).toEqual([]);
  });
});

describe('the JSON Schema', () => {
  const schema = jsonSchemaOf(RELEASE.shape);
  const validator = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  const isValid = (text: string) => validator.safeParse(parse(text, { version: '1.2' })).success;

  it('is the one that is handed out', async () => {
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
      new URL('resources/release.schema.json', root).pathname,
    );
  });

  it('takes the samples', () => {
    expect([EXAMPLE, SAMPLE, HEAD].map(isValid)).toEqual([true, true, true]);
  });

  it.each([
    ['a key that is not known', `${HEAD}comunications: []\n`],
    ['a missing key', HEAD.replace('name: Shop, ', '')],
    ['a version without quotes', HEAD.replace('"1.0"', '1.0')],
    ['a word that is none', withStep('on: all\nrun: "true"\non_failure: halt')],
    ['a duration without a unit', withStep('on: all\nrun: "true"\ntimeout: 5')],
    ['a time limit that leaves no time', withStep('on: all\nrun: "true"\ntimeout: 0m')],
    ['a key of another kind', withStep('hold: { from: a }')],
    ['a key of a step in an undo', withStep('on: all\nrun: "true"\nundo: { run: "true", on: all }')],
  ])('refuses %s', (_, text) => {
    expect(isValid(text)).toBe(false);
  });
});
