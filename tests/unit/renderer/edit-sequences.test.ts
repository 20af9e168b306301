import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBridge } from '#bridge/bridge.ts';
import { type Edit, editData } from '#core/release/edit-data.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import type { JsonObject } from '#core/release/revision.ts';
import { createReleaseStore, type OpenReleaseStore } from '#features/release/release-store.ts';
import { applyEdits } from '#features/release/text/apply-edits.ts';
import { readText } from '#features/release/text/read-text.ts';
import type { TextWork } from '#features/release/text/text-work.ts';
import { createFakeApi } from '#support/fake-api.ts';

const TEXT = `# Kept by hand.
holdpoint: 1
release:
  id: demo
  name: Demo   # as people call it
  version: "1.0"
environments:
  lab:
    kind: test
    hosts:
      # the first one
      web1: {address: 192.0.2.1, tags: [web]}
      web2: {address: 192.0.2.2, tags: [web]}
deployment:
  phases:
    - id: stop
      title: Stop
      steps:
        # before anything else
        - {id: drain, title: Drain, on: web, run: drain, undo: undrain}
        - id: halt
          title: Halt
          on: web
          run: |
            halt now
            sync
          undo: start
    - id: start
      title: Start
      steps:
        - {id: check, title: Check, on: web, check: 'true'}
`;
const TIMES = { saveAfterMs: 100, saveWithinMs: 250, readAfterMs: 50, typingPauseMs: 300 };
const SUMMARY = {
  id: 'demo',
  name: 'Demo',
  version: '1.0',
  revision: null,
  errors: 0,
  environments: [],
  people: [],
  savedAt: '2026-01-01T00:00:00Z',
  lastRun: null,
  standing: null,
};

type Act =
  | { readonly kind: 'edit'; readonly edits: readonly Edit[] }
  | { readonly kind: 'type-into'; readonly words: readonly string[] }
  /** In the source: a version, and a comment at the end. */
  | { readonly kind: 'type'; readonly version: string }
  | { readonly kind: 'undo' | 'redo' };

const SHORT = { isLong: () => false } as unknown as TextWork;
/** As beside the page: each answer comes later. */
const LONG: TextWork = {
  isLong: () => true,
  read: async (text) => readText(text),
  edit: async (text, edits) => {
    const edited = applyEdits(text, edits);
    return edited.ok ? { ...readText(edited.text), ...edited } : edited;
  },
};

const word = fc.constantFrom(
  'x',
  'a: b',
  '# no comment',
  'two\nlines\n',
  ' blanks ',
  'true',
  '1.0',
  '{{ vars.x }}',
  "it's",
  '"',
  '停止',
);
const phases: readonly (string | number)[] = ['deployment', 'phases'];
const phase = fc.constantFrom(0, 1);
const place = fc.nat({ max: 3 });
const step = fc.record({ id: fc.constantFrom('a', 'b', 'c'), title: word, manual: word });

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), path: fc.constant(['release', 'name']), value: word }),
  fc.record({
    kind: fc.constant('set' as const),
    path: fc.tuple(fc.constantFrom('web1', 'web3')).map(([host]) => ['environments', 'lab', 'hosts', host]),
    value: fc.record({ address: fc.constantFrom('192.0.2.8', '192.0.2.9'), user: word }),
  }),
  fc.record({
    kind: fc.constant('set' as const),
    path: fc.tuple(phase, place).map(([at, to]) => [...phases, at, 'steps', to, 'title']),
    value: word,
  }),
  fc.record({
    kind: fc.constant('insert' as const),
    path: phase.map((at) => [...phases, at, 'steps']),
    index: place,
    value: step,
  }),
  fc.record({
    kind: fc.constant('remove' as const),
    path: fc.tuple(phase, place).map(([at, from]) => [...phases, at, 'steps', from]),
  }),
  fc.record({
    kind: fc.constant('move' as const),
    path: phase.map((at) => [...phases, at, 'steps']),
    from: place,
    to: place,
  }),
  fc.record({ kind: fc.constant('move' as const), path: fc.constant(phases), from: phase, to: phase }),
  fc.record({
    kind: fc.constantFrom('transfer' as const, 'copy' as const),
    path: phase.map((at) => [...phases, at, 'steps']),
    from: place,
    toPath: phase.map((at) => [...phases, at, 'steps']),
    to: place,
  }),
  fc.record({
    kind: fc.constant('rename' as const),
    path: fc.constantFrom('web1', 'web2', 'gone').map((host) => ['environments', 'lab', 'hosts', host]),
    to: fc.constantFrom('web1', 'web9', 'db'),
  }),
);

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      edits: fc.array(edit, { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('type-into' as const),
      words: fc.array(word, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('type' as const), version: fc.constantFrom('2', '3') }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const) }) },
);

/** What the release says by the plain data alone: no text, no comments. */
interface Model {
  readonly past: readonly JsonObject[];
  readonly now: JsonObject;
  readonly future: readonly JsonObject[];
}

function after(model: Model, act: Act): Model {
  const { past, now, future } = model;
  const goTo = (next: JsonObject): Model =>
    said(next) === said(now) ? model : { past: [...past, now], now: next, future: [] };
  switch (act.kind) {
    case 'undo':
      return past.length === 0
        ? model
        : { past: past.slice(0, -1), now: past.at(-1) ?? now, future: [now, ...future] };
    case 'redo':
      return future.length === 0
        ? model
        : { past: [...past, now], now: future[0] ?? now, future: future.slice(1) };
    case 'edit':
      try {
        return goTo(act.edits.reduce(editData, now));
      } catch {
        return model;
      }
    case 'type-into':
      return goTo(editData(now, { kind: 'set', path: ['release', 'name'], value: act.words.at(-1) ?? '' }));
    case 'type': {
      const next = editData(now, { kind: 'set', path: ['release', 'version'], value: act.version });
      return { past: [...past, now], now: next, future: [] };
    }
  }
}

/** As it counts: a list or mapping without entries is none. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, pruned(inner)] as const);
  return Object.fromEntries(
    entries.filter(
      ([, inner]) => typeof inner !== 'object' || inner === null || Object.keys(inner).length > 0,
    ),
  );
}

/** With its order: that of hosts counts. */
function said(data: unknown): string {
  return JSON.stringify(pruned(data));
}

function perform({ getState }: OpenReleaseStore, act: Act): void {
  const { write, draft } = getState();
  if (act.kind === 'edit') write.edit(act.edits);
  else if (act.kind === 'type-into') for (const each of act.words) write.typeInto(['release', 'name'], each);
  else if (act.kind === 'type')
    write.type(
      `${draft.text.replace(/^ {2}version: .*$/m, `  version: "${act.version}"`)}# ${act.version}\n`,
    );
  else write[act.kind]();
}

async function openDemo(work: TextWork) {
  const api = createFakeApi({ releases: [{ summary: SUMMARY, text: TEXT }] });
  const bridge = createBridge(() => api);
  const store = createReleaseStore(bridge, 'demo', { times: TIMES, work, refuse: () => undefined });
  await store.getState().open();
  const stored = async (): Promise<string> => (await bridge.call('release.open', { release: 'demo' })).text;
  return { store, stored };
}

describe('whatever is edited, typed, undone and done again', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([
    ['a short text', SHORT],
    ['a text that is edited beside the page', LONG],
  ])('screen, text, its reader and the stored file say the same of %s', async (_, work) => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), async (acts) => {
        const { store, stored } = await openDemo(work);
        let model: Model = { past: [], now: parseRelease(TEXT).data as JsonObject, future: [] };
        for (const each of acts) {
          perform(store, each);
          await vi.advanceTimersByTimeAsync(1000);
          model = after(model, each);
          const { text, read } = store.getState().draft;
          expect(said(parseRelease(text).data)).toBe(said(model.now));
          expect(said(read.data)).toBe(said(model.now));
          expect(read.release).toEqual(parseRelease(text).release);
          expect(await stored()).toBe(text);
        }
        for (const _ of model.past) {
          store.getState().write.undo();
          await vi.advanceTimersByTimeAsync(1000);
        }
        expect(store.getState().draft.text).toBe(TEXT);
      }),
      { numRuns: 25 },
    );
  });

  it('comes to the same where nobody waits for the text between two edits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 8 }), async (acts) => {
        const { store, stored } = await openDemo(LONG);
        // What is typed into one field without a pause is one change.
        const written = acts.filter(({ kind }) => kind !== 'type');
        const quick = written.filter(
          ({ kind }, i) => kind !== 'type-into' || written[i + 1]?.kind !== 'type-into',
        );
        for (const each of quick) perform(store, each);
        await vi.advanceTimersByTimeAsync(2000);
        const start: Model = { past: [], now: parseRelease(TEXT).data as JsonObject, future: [] };
        const { text, read } = store.getState().draft;
        expect(said(parseRelease(text).data)).toBe(said(quick.reduce(after, start).now));
        expect(said(read.data)).toBe(said(parseRelease(text).data));
        expect(await stored()).toBe(text);
      }),
      { numRuns: 25 },
    );
  });
});
