import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBridge } from '#bridge/bridge.ts';
import { CommandFailure } from '#contract/errors.ts';
import { createReleaseStore } from '#features/release/release-store.ts';
import { applyEdits } from '#features/release/text/apply-edits.ts';
import { readText } from '#features/release/text/read-text.ts';
import type { TextWork } from '#features/release/text/text-work.ts';
import { createFakeApi } from '#support/fake-api.ts';
import { lostNow } from '#ui/form/unsaved.ts';

const TEXT = `holdpoint: 1

release:
  id: demo
  name: Demo
  version: "1.0"   # quoted
`;
const TIMES = { saveAfterMs: 100, saveWithinMs: 250, readAfterMs: 50, typingPauseMs: 300 };

async function openDemo(work?: TextWork) {
  const summary = {
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
  const api = createFakeApi({ releases: [{ summary, text: TEXT }] });
  const bridge = createBridge(() => api);
  const refused: string[] = [];
  const store = createReleaseStore(bridge, 'demo', {
    times: TIMES,
    refuse: (message) => refused.push(message),
    ...(work ? { work } : {}),
  });
  await store.getState().open();
  return { api, bridge, store, refused };
}

const rename = (name: string) => [{ kind: 'set' as const, path: ['release', 'name'], value: name }];

describe('an open release', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('changes only the edited place of the text', async () => {
    const { store } = await openDemo();
    store.getState().write.edit(rename('Ledger'));
    expect(store.getState().draft.text).toBe(TEXT.replace('name: Demo', 'name: Ledger'));
  });

  it('takes back and does again what forms and typing changed', async () => {
    const { store } = await openDemo();
    store.getState().write.edit(rename('Ledger'));
    store.getState().write.type(`${store.getState().draft.text}# seen\n`);
    store.getState().write.undo();
    store.getState().write.undo();
    expect(store.getState().draft.text).toBe(TEXT);
    store.getState().write.redo();
    store.getState().write.redo();
    expect(store.getState().draft.text).toContain('name: Ledger');
    expect(store.getState().draft.text).toContain('# seen');
    expect(store.getState().draft.future).toEqual([]);
  });

  it('takes back uninterrupted typing as one', async () => {
    const { store } = await openDemo();
    for (const more of ['#', '# ', '# a']) store.getState().write.type(TEXT + more);
    store.getState().write.undo();
    expect(store.getState().draft.text).toBe(TEXT);
  });

  it('is unsaved from the first key in a field, and saves what stands in it', async () => {
    const { store, bridge } = await openDemo();
    store.getState().write.typeInto(['release', 'name'], 'L');
    expect(store.getState().stored.saving.kind).toBe('unsaved');
    store.getState().write.typeInto(['release', 'name'], 'Ledger');
    await store.getState().keep.save();
    expect(store.getState().stored.saving.kind).toBe('saved');
    expect((await bridge.call('release.open', { release: 'demo' })).text).toContain('name: Ledger');
  });

  it('never calls a text saved while a field holds more', async () => {
    const { store, bridge } = await openDemo();
    store.getState().write.typeInto(['release', 'name'], 'Ledger');
    const saving = store.getState().keep.save();
    store.getState().write.typeInto(['release', 'name'], 'Ledgers');
    await saving;
    expect(store.getState().stored.saving.kind).toBe('unsaved');
    await store.getState().keep.save();
    expect((await bridge.call('release.open', { release: 'demo' })).text).toContain('name: Ledgers');
  });

  it('takes back uninterrupted typing in a field as one', async () => {
    const { store } = await openDemo();
    for (const name of ['L', 'Le', 'Led']) {
      store.getState().write.typeInto(['release', 'name'], name);
      vi.advanceTimersByTime(TIMES.readAfterMs);
    }
    expect(store.getState().draft.text).toContain('name: Led');
    store.getState().write.undo();
    expect(store.getState().draft.text).toBe(TEXT);
  });

  it('keeps a text that could not be saved when it was closed, until it is opened again', async () => {
    const { store, api, bridge } = await openDemo();
    api.answer('release.save', () => {
      throw new CommandFailure('store-failed', 'The disk is full.');
    });
    store.getState().write.typeInto(['release', 'name'], 'Ledger');
    store.getState().close();
    await vi.waitFor(() => expect(lostNow()).toEqual(['the text of demo']));
    const again = createReleaseStore(bridge, 'demo', { times: TIMES, refuse: () => undefined });
    await again.getState().open();
    expect(again.getState().draft.text).toContain('name: Ledger');
    expect(again.getState().stored.saving.kind).toBe('failed');
    expect(lostNow()).toEqual([]);
    again.getState().write.undo();
    expect(again.getState().draft.text).toBe(TEXT);
  });

  it('forgets what was undone once something new is written', async () => {
    const { store } = await openDemo();
    store.getState().write.edit(rename('Ledger'));
    store.getState().write.undo();
    store.getState().write.edit(rename('Notifier'));
    expect(store.getState().draft.future).toEqual([]);
  });

  it('says why a change could not be made and leaves the text alone', async () => {
    const { store, refused } = await openDemo();
    store.getState().write.edit([{ kind: 'remove', path: ['deployment'] }]);
    expect(refused).toHaveLength(1);
    expect(store.getState().draft.text).toBe(TEXT);
  });

  it('moves a host and keeps the others as they are written', async () => {
    const { store } = await openDemo();
    const hosts =
      'environments:\n  prod:\n    hosts:\n      a: { address: 10.0.0.1 } # first\n      b: { address: 10.0.0.2 }\n      c: { address: 10.0.0.3 }\n';
    store.getState().write.type(TEXT + hosts);
    await vi.advanceTimersByTimeAsync(TIMES.readAfterMs);
    store.getState().write.edit([{ kind: 'move', path: ['environments', 'prod', 'hosts'], from: 2, to: 1 }]);
    expect(store.getState().draft.text).toMatch(/a: \{ address: 10.0.0.1 \} # first[\s\S]*c:[\s\S]*b:/);
  });

  it('saves by itself after a pause', async () => {
    const { store, api } = await openDemo();
    store.getState().write.edit(rename('Ledger'));
    expect(store.getState().stored.saving.kind).toBe('unsaved');
    await vi.advanceTimersByTimeAsync(TIMES.saveAfterMs);
    expect(store.getState().stored.saving.kind).toBe('saved');
    expect(api.calls.filter(({ command }) => command === 'release.save')).toHaveLength(1);
  });

  it('saves what is typed without a pause, in a field and in the text, long before the typing is over', async () => {
    const { store, bridge } = await openDemo();
    const stored = async () => (await bridge.call('release.open', { release: 'demo' })).text;
    for (let keys = 1; keys <= 20; keys += 1) {
      store.getState().write.typeInto(['release', 'name'], 'x'.repeat(keys));
      await vi.advanceTimersByTimeAsync(TIMES.readAfterMs - 10);
    }
    expect(await stored()).toContain('name: xxxxx');
    for (let keys = 1; keys <= 20; keys += 1) {
      store.getState().write.type(`${TEXT}#${'y'.repeat(keys)}`);
      await vi.advanceTimersByTimeAsync(TIMES.saveAfterMs - 10);
    }
    expect(await stored()).toContain('#yyyyy');
  });

  it('saves what is written during a save afterwards, from the newest count', async () => {
    const { store, api } = await openDemo();
    const counts: number[] = [];
    api.answer('release.save', async ({ saved }) => {
      counts.push(saved);
      await new Promise((done) => setTimeout(done, 500));
      return { saved: saved + 1 };
    });
    store.getState().write.edit(rename('Ledger'));
    await vi.advanceTimersByTimeAsync(TIMES.saveAfterMs + 10);
    store.getState().write.edit(rename('Notifier'));
    await vi.advanceTimersByTimeAsync(2000);
    expect(counts).toEqual([1, 2]);
    expect(store.getState().stored.saving.kind).toBe('saved');
  });

  it('stops saving on a conflict until a person chooses', async () => {
    const { store, bridge } = await openDemo();
    await bridge.call('release.save', { release: 'demo', text: TEXT.replace('Demo', 'Theirs'), saved: 1 });
    store.getState().write.edit(rename('Mine'));
    await vi.advanceTimersByTimeAsync(TIMES.saveAfterMs);
    expect(store.getState().stored.saving.kind).toBe('conflict');
    store.getState().write.edit(rename('Mine still'));
    await vi.advanceTimersByTimeAsync(TIMES.saveAfterMs);
    expect(store.getState().stored.saving.kind).toBe('conflict');
  });

  it('keeps mine over theirs when asked', async () => {
    const { store, bridge } = await openDemo();
    await bridge.call('release.save', { release: 'demo', text: TEXT.replace('Demo', 'Theirs'), saved: 1 });
    store.getState().write.edit(rename('Mine'));
    await vi.advanceTimersByTimeAsync(TIMES.saveAfterMs);
    await store.getState().keep.keepMine();
    expect((await bridge.call('release.open', { release: 'demo' })).text).toContain('name: Mine');
  });

  it('takes theirs when asked, and undo brings mine back', async () => {
    const { store, bridge } = await openDemo();
    await bridge.call('release.save', { release: 'demo', text: TEXT.replace('Demo', 'Theirs'), saved: 1 });
    store.getState().write.edit(rename('Mine'));
    await vi.advanceTimersByTimeAsync(TIMES.saveAfterMs);
    await store.getState().keep.takeTheirs();
    expect(store.getState().draft.text).toContain('name: Theirs');
    store.getState().write.undo();
    expect(store.getState().draft.text).toContain('name: Mine');
  });

  it('keeps the text and says so when the library cannot save it', async () => {
    const { store, api } = await openDemo();
    api.answer('release.save', () => {
      throw new CommandFailure('store-failed', 'The disk is full.');
    });
    store.getState().write.edit(rename('Ledger'));
    await vi.advanceTimersByTimeAsync(TIMES.saveAfterMs);
    expect(store.getState().stored.saving).toEqual({ kind: 'failed', message: 'The disk is full.' });
    expect(store.getState().draft.text).toContain('Ledger');
  });

  it('saves what is unsaved when it is closed', async () => {
    const { store, api } = await openDemo();
    store.getState().write.edit(rename('Ledger'));
    store.getState().close();
    await vi.advanceTimersByTimeAsync(0);
    expect(api.calls.some(({ command }) => command === 'release.save')).toBe(true);
  });
});

describe('a long text', () => {
  /** Reads and edits when told to, as the thread beside the page does. */
  async function openLong() {
    const tasks: (() => void)[] = [];
    const later = <T>(make: () => T): Promise<T> =>
      new Promise((resolve) => tasks.push(() => resolve(make())));
    const work: TextWork = {
      isLong: () => true,
      read: (text) => later(() => readText(text)),
      edit: (text, edits) =>
        later(() => {
          const edited = applyEdits(text, edits);
          return edited.ok ? { ...edited, ...readText(edited.text) } : edited;
        }),
    };
    const finish = async (): Promise<void> => {
      for (let turn = 0; turn < 20; turn += 1) {
        tasks.shift()?.();
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const opening = openDemo(work);
    await finish();
    return { ...(await opening), tasks, finish };
  }
  const names = (store: Awaited<ReturnType<typeof openDemo>>['store']) =>
    store.getState().draft.read.data as { readonly release: { readonly name: string } };

  it('shows what a form changed at once, and the text follows', async () => {
    const { store, finish } = await openLong();
    store.getState().write.edit(rename('Ledger'));
    store.getState().write.edit(rename('Till'));
    expect([names(store).release.name, store.getState().draft.text]).toEqual(['Till', TEXT]);
    expect(store.getState().stored.saving.kind).toBe('unsaved');
    await finish();
    expect(store.getState().draft.text).toBe(TEXT.replace('name: Demo', 'name: Till'));
    expect(store.getState().draft.past).toHaveLength(2);
    store.getState().write.undo();
    expect(store.getState().draft.text).toBe(TEXT.replace('name: Demo', 'name: Ledger'));
  });

  it('is saved with everything that was changed before', async () => {
    const { api, store, finish } = await openLong();
    store.getState().write.edit(rename('Ledger'));
    const saved = store.getState().keep.save();
    await finish();
    await saved;
    const stored = await api.call('release.open', { release: 'demo' });
    expect(stored.ok && stored.value.text).toBe(TEXT.replace('name: Demo', 'name: Ledger'));
  });

  it('keeps what was typed into the source while a change was on its way', async () => {
    const { store, finish } = await openLong();
    store.getState().write.edit(rename('Ledger'));
    store.getState().write.type(`${TEXT}# typed\n`);
    await finish();
    expect(store.getState().draft.text).toBe(`${TEXT}# typed\n`.replace('name: Demo', 'name: Ledger'));
  });

  it('shows what it says again when a change turns out to be impossible', async () => {
    const { store, refused, finish } = await openLong();
    store.getState().write.edit([{ kind: 'set', path: ['release', 'name'], value: '\ud800' }]);
    await finish();
    expect([names(store).release.name, store.getState().draft.text, refused.length]).toEqual([
      'Demo',
      TEXT,
      1,
    ]);
  });
});
