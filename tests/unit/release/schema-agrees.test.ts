/** Reader and JSON Schema come from the same tables: what one takes, the other takes. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { jsonSchemaOf, mappingsIn } from '#core/release/format/json-schema.ts';
import { RELEASE, readRelease } from '#core/release/format/release.ts';
import type { Shape } from '#core/release/format/value-type.ts';
import { type Path, type Problem, Problems } from '#core/release/problems.ts';
import type { JsonObject } from '#core/release/revision.ts';
import { suggestOnce } from '#core/release/suggest.ts';
import { problems, withStep } from './release-text.ts';

type Data = Record<string | number, unknown>;

/** Every mapping of the format, and little else. */
const FILE: JsonObject = parse(
  `holdpoint: 1
release:
  id: shop
  name: Shop
  version: "1.0"
  window: { opens: "2026-12-05T22:00:00Z", closes: "2026-12-06T02:00:00Z" }
  risks: [{ id: r, text: it is late }]
  people: [{ id: ann, name: Ann }]
controls: [{ id: c, title: Signed }]
package:
  components: [{ id: app, version: "1.0" }]
  documents: [{ title: Notes, file: notes.md }]
environments:
  test:
    hosts:
      web1: { address: 10.0.0.1, is: {} }
infrastructure:
  requirements: [{ id: disk, what: a disk }]
deployment:
  phases:
    - id: main
      title: Main
      on: all
      rollout: {}
      steps:
        - { id: a, title: A, run: id, sudo: {}, retry: { times: 1 }, expect: {}, drill: {}, undo: { run: id } }
        - { id: b, title: B, script: { text: id }, undo: id }
        - { id: c, title: C, upload: { from: a, to: /a }, undo: id }
        - { id: d, title: D, download: { from: /a, to: a } }
        - { id: e, title: E, probe: { tcp: "a:1" } }
        - { id: f, title: F, hold: {} }
        - { id: g, title: G, wait: { for: 1m } }
verification: {}
backout: {}
communications: [{ id: told, audience: all, channel: mail, body: it is done }]
`,
  { version: '1.2' },
);
const SCHEMA = z.fromJSONSchema(jsonSchemaOf(RELEASE.shape) as Parameters<typeof z.fromJSONSchema>[0]);

/** One of each form that a value may have, and those on its edges. */
const VALUES: readonly unknown[] = [
  null,
  '',
  ' ',
  'x',
  'two words',
  'two\nlines',
  'true',
  'ask',
  '5m',
  '0s',
  '25%',
  '0640',
  '2026-12-05T22:00:00+01:00',
  '{{ secret.x }}',
  `SHA256:${'a'.repeat(43)}`,
  0,
  1,
  1.5,
  99_999,
  true,
  false,
  [],
  [null],
  ['x'],
  [1],
  ['rest'],
  {},
  { x: 'y' },
  { x: 1 },
];

/** What the schema has to see too: it says nothing of what hangs together, nor of what a text holds. */
const SEEN_BY_BOTH: ReadonlySet<string> = new Set([
  'missing',
  'not-a-mapping',
  'not-a-list',
  'not-a-text',
  'not-a-flag',
  'quote-it',
  'bad-word',
  'bad-id',
  'bad-duration',
  'line-break',
  'bad-time',
  'bad-user',
  'bad-mode',
  'bad-batch',
]);

/** A place for every key of every mapping in the file, each once, whether the file has the key or not. */
function placesOfKeys(): ReadonlyMap<string, Path> {
  const places = new Map<string, Path>();
  const visit = (shape: Shape, value: unknown, path: Path): void => {
    const into = (inner: Shape, key: string | number) => visit(inner, (value as Data)[key], [...path, key]);
    if (shape.kind === 'either') for (const each of shape.of) visit(each, value, path);
    else if (value === null || typeof value !== 'object') return;
    else if (shape.kind === 'list' && Array.isArray(value)) for (const i of value.keys()) into(shape.of, i);
    else if (shape.kind === 'record') for (const key of Object.keys(value)) into(shape.of, key);
    else if (shape.kind === 'mapping' && !Array.isArray(value))
      for (const [key, { shape: inner }] of shape.keys) {
        const name = `${shape.title}.${key}`;
        if (!places.has(name)) places.set(name, [...path, key]);
        into(inner, key);
      }
  };
  visit(RELEASE.shape, FILE, []);
  return places;
}

const PLACES = placesOfKeys();

function fileWith(path: Path, value: unknown): JsonObject {
  const file = structuredClone(FILE);
  const around = path.slice(0, -1).reduce<unknown>((data, key) => (data as Data)[key], file) as Data;
  around[path.at(-1) ?? ''] = value;
  return file;
}

/** Figures and flags are written as they read. */
function plainWordsOf(file: JsonObject): (path: Path) => string | null {
  return (path) => {
    const value = path.reduce<unknown>((data, key) => (data as Data)[key], file);
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
  };
}

function errorsAt(path: Path, file: JsonObject): readonly Problem[] {
  const found = new Problems();
  readRelease(file, { problems: found, plainWord: plainWordsOf(file), suggest: suggestOnce() });
  return found
    .all()
    .filter(({ severity, path: at }) => severity === 'error' && path.every((key, i) => at[i] === key));
}

describe('reader and schema', () => {
  it('are tried at every key of the format', () => {
    const keys = mappingsIn(RELEASE.shape).flatMap(({ title, keys: known }) =>
      [...known.keys()].map((key) => `${title}.${key}`),
    );
    expect(keys.filter((key) => !PLACES.has(key))).toEqual([]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('take and refuse the same forms of a value', () => {
    const apart = [...PLACES].flatMap(([name, path]) =>
      VALUES.flatMap((value) => {
        const file = fileWith(path, value);
        const codes = errorsAt(path, file).map(({ code }) => code);
        const isTaken = SCHEMA.safeParse(file).success;
        const isApart = isTaken ? codes.some((code) => SEEN_BY_BOTH.has(code)) : codes.length === 0;
        return isApart ? [`${name}: ${JSON.stringify(value)} ${codes.join(' ')}`] : [];
      }),
    );
    expect(apart).toEqual([]);
  });
});

it('an empty text is no value where one must be said', () => {
  const text = withStep('on: all\nrun: "true"\nnothing_to_undo: x').replace(
    /id: one\n\s+title: One/,
    (said) => said.replace('one', '""').replace('One', '" "'),
  );
  expect(problems(text).map((each) => each.replace(/^\S+ /, ''))).toEqual(['error missing', 'error missing']);
});

it('a value has a name that a text can name', () => {
  const codes = (lines: string) => problems(withStep(lines)).map((each) => each.replace(/^\S+ /, ''));
  expect(codes('on: all\ncheck: id\ncapture: { "a b": x, a-b: x, _c1: x, 1d: x }')).toEqual([
    'error bad-name',
    'error bad-name',
  ]);
});

it('an empty text names nothing', () => {
  const codes = (lines: string) => problems(withStep(lines)).map((each) => each.replace(/^\S+ /, ''));
  expect(codes('hold: { approvers: [""] }')).toEqual(['error empty']);
  expect(codes('probe: { http: "" }')).toEqual(['error empty']);
  expect(codes('on: all\nrun: "true"\ncwd: ""\nundo: "true # x"')).toContain('error empty');
});
