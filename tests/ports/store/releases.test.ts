import { describe, expect } from 'vitest';
import type { Revision } from '#core/release/model.ts';
import { printableFinding } from '#core/words/library/describe-evidence.ts';
import { AT, RUN, runCreated, sha256, test } from './library-fixture.ts';

const REVISION = 'a'.repeat(64) as Revision;
const GATEWAY = {
  id: 'gateway',
  name: 'Payments gateway',
  version: '4.2.0',
  text: 'first',
  revision: REVISION,
  folder: '/srv/releases',
};
const A_PAUSE = 11 * 60_000;

const unsound = (text: string) => ({ text, revision: null });

describe('releases', () => {
  test('keeps a release with its text and the folder it came from', async ({ store }) => {
    const library = await store.open();
    library.createRelease(GATEWAY);
    expect(library.getRelease('gateway')).toMatchObject({ ...GATEWAY, saved: 1, archived: false });
    expect(library.getRelease('none')).toBeNull();
    expect(library.createRelease(GATEWAY)).toMatchObject({ ok: false, error: { code: 'exists' } });
    expect(library.listReleases()).toEqual([
      expect.objectContaining({ id: 'gateway', version: '4.2.0', revision: REVISION, saved: 1 }),
    ]);
  });

  test('counts saves', async ({ store }) => {
    const library = await store.open();
    library.createRelease(GATEWAY);
    expect(library.saveText('gateway', { ...unsound('second'), after: 1 })).toEqual({
      ok: true,
      value: { saved: 2 },
    });
    expect(library.saveText('gateway', unsound('second'))).toEqual({ ok: true, value: { saved: 2 } });
    expect(library.getRelease('gateway')).toMatchObject({ text: 'second', revision: null, saved: 2 });
  });

  test('refuses a save that was made from an older text', async ({ store }) => {
    const library = await store.open();
    library.createRelease(GATEWAY);
    library.saveText('gateway', unsound('second'));
    expect(library.saveText('gateway', { ...unsound('third'), after: 1 })).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    });
    expect(library.saveText('none', unsound('x'))).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(library.getRelease('gateway')?.text).toBe('second');
  });

  test('imports over the release of the same id, with its name and place', async ({ store }) => {
    const library = await store.open();
    expect(library.importRelease(GATEWAY)).toMatchObject({ replaced: false, release: { saved: 1 } });
    const next = { ...GATEWAY, version: '4.3.0', ...unsound('next'), folder: '/mnt/usb' };
    expect(library.importRelease(next)).toMatchObject({ replaced: true, release: { ...next, saved: 2 } });
    expect(library.revisionText(REVISION)).toBe('first');
  });

  test('deletes a release without runs and archives one with runs', async ({ store }) => {
    const library = await store.open();
    library.importRelease(GATEWAY);
    library.append(RUN, [runCreated(library)], AT);
    expect(library.deleteRelease('gateway')).toMatchObject({ ok: false, error: { code: 'has-runs' } });
    expect(library.archiveRelease('gateway', true)).toEqual({ ok: true, value: null });
    expect(library.getRelease('gateway')?.archived).toBe(true);
    const again = library.createRelease({ ...GATEWAY, text: 'x', folder: null });
    expect(again).toMatchObject({
      ok: false,
      error: {
        code: 'exists',
        message: expect.stringContaining('was deleted here; its runs are kept under this id'),
      },
    });
    library.importRelease({ ...GATEWAY, id: 'other' });
    expect(library.deleteRelease('other')).toEqual({ ok: true, value: null });
    expect(library.getRelease('other')).toBeNull();
    expect(library.keptTexts('other')).toEqual([]);
    expect(library.deleteRelease('other')).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(library.verifyLibrary().findings.map(printableFinding)).toEqual([]);
  });
});

describe('texts that stay', () => {
  test('are what was imported, and what it took the place of', async ({ store }) => {
    const library = await store.open();
    library.importRelease(GATEWAY);
    store.clock.advance(1000);
    library.saveText('gateway', unsound('edited'));
    store.clock.advance(1000);
    library.importRelease({ ...GATEWAY, text: 'next' });
    expect(library.keptTexts('gateway')).toEqual([
      expect.objectContaining({ number: 3, because: 'imported', document: sha256('next') }),
      expect.objectContaining({ number: 2, because: 'edited', revision: null, at: at(1000) }),
      expect.objectContaining({ number: 1, because: 'imported', revision: REVISION, at: at(0) }),
    ]);
    expect([3, 2, 1, 4].map((number) => library.keptText('gateway', number))).toEqual([
      'next',
      'edited',
      'first',
      null,
    ]);
    expect(library.verifyLibrary().findings.map(printableFinding)).toEqual([]);
  });

  test('are what was left for a while, and not each save of a moment', async ({ store }) => {
    const library = await store.open();
    library.createRelease(GATEWAY);
    for (let save = 1; save <= 30; save += 1) {
      store.clock.advance(300);
      library.saveText('gateway', unsound(`text ${save}`));
    }
    store.clock.advance(A_PAUSE);
    library.saveText('gateway', unsound('after a while'));
    store.clock.advance(A_PAUSE);
    library.saveText('gateway', unsound('later still'));
    expect(library.keptTexts('gateway').map(({ number }) => library.keptText('gateway', number))).toEqual([
      'after a while',
      'text 30',
      'first',
    ]);
  });

  test('are kept once, until another came, or a person says what it is', async ({ store }) => {
    const library = await store.open();
    library.createRelease(GATEWAY);
    const run = { text: 'first', revision: REVISION, because: 'run' } as const;
    expect(library.keepText('gateway', run)).toEqual({ ok: true, value: 1 });
    expect(library.keepText('gateway', { ...run, because: 'kept', note: 'for the rehearsal' })).toEqual({
      ok: true,
      value: 2,
    });
    library.keepText('gateway', { ...run, text: 'the same data, written otherwise' });
    expect(library.keepText('gateway', run)).toEqual({ ok: true, value: 4 });
    library.createRelease({ ...GATEWAY, id: 'unread', revision: null });
    library.keepText('unread', { ...run, revision: 'c'.repeat(64) as Revision });
    expect(library.revisionText('c'.repeat(64) as Revision)).toBe('first');
    expect(library.revisionText(REVISION)).toBe('first');
    expect(library.revisionText('b'.repeat(64) as Revision)).toBeNull();
    expect(library.keepText('none', run)).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(library.verifyLibrary().findings.map(printableFinding)).toEqual([]);
  });

  test('come back, and what they take the place of stays', async ({ store }) => {
    const library = await store.open();
    library.createRelease(GATEWAY);
    library.saveText('gateway', unsound('a slip'));
    expect(library.restoreText('gateway', 1, { name: 'Gateway', version: '4.2.0' })).toEqual({
      ok: true,
      value: { saved: 3 },
    });
    expect(library.getRelease('gateway')).toMatchObject({
      text: 'first',
      name: 'Gateway',
      revision: REVISION,
    });
    expect(library.keptTexts('gateway').map(({ because, note }) => [because, note])).toEqual([
      ['restored', '1'],
      ['edited', null],
      ['created', null],
    ]);
    expect(library.restoreText('gateway', 9, {})).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(library.restoreText('none', 1, {})).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  for (const [what, sql] of [
    ['another text', `UPDATE kept_texts SET document = '${sha256('text')}'`],
    ['another hand', "UPDATE kept_texts SET login = 'somebody'"],
    ['another note', "UPDATE kept_texts SET note = 'approved'"],
    ['none', 'DELETE FROM kept_texts'],
  ] as const)
    test(`are held against the library's log: ${what}`, async ({ store }) => {
      const library = await store.open();
      library.createRelease(GATEWAY);
      library.putDocument('text');
      library.close();
      store.tamper((database) => database.exec(sql));
      const { findings } = (await store.open()).verifyLibrary();
      expect(findings.map(printableFinding)).toEqual([
        expect.objectContaining({
          code: 'revision-changed',
          message: expect.stringContaining('revision 1 in the history of release gateway'),
        }),
      ]);
    });
});

function at(ms: number): string {
  return new Date(Date.UTC(2026, 10, 21, 4, 25) + ms).toISOString();
}
