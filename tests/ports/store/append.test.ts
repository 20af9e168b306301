import { describe, expect } from 'vitest';
import { GENESIS, linkHash } from '#core/run/chain.ts';
import type { RunId } from '#core/run/events.ts';
import { printableFinding } from '#core/words/library/describe-evidence.ts';
import {
  AT,
  finished,
  note,
  outputRef,
  PLAN,
  RUN,
  recordRun,
  runCreated,
  sha256,
  started,
  test,
} from './library-fixture.ts';

describe('appending events', () => {
  test('numbers the events of a run from one and gives them back', async ({ store }) => {
    const library = await store.open();
    const appended = library.append(RUN, [runCreated(library), started], AT);
    expect(appended.map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'runCreated'],
      [2, 'runStarted'],
    ]);
    expect(library.events(RUN)).toEqual(appended);
    expect(library.events(RUN, 1)).toEqual(appended.slice(1));
  });

  test('chains each event to the one before by the stated rule', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library), started, note('ä – “x”')], AT);
    let prev = GENESIS;
    for (const event of library.chain(RUN)) {
      expect(event.prev).toBe(prev);
      expect(event.hash).toBe(linkHash(prev, event, sha256));
      prev = event.hash;
    }
    expect(library.head(RUN)).toEqual({ seq: 3, hash: prev });
  });

  test('has the events after it is opened again', async ({ store }) => {
    const library = await store.open();
    const appended = library.append(RUN, [runCreated(library), started], AT);
    library.close();
    expect((await store.open()).events(RUN)).toEqual(appended);
  });

  test('has what was appended when the program dies without closing', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library), started], AT);
    expect((await store.open()).events(RUN)).toHaveLength(2);
  });

  test('appends all events of a call or none', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library)], AT);
    expect(() => library.append(RUN, [started, note(1n as unknown as string)], AT)).toThrow(TypeError);
    expect(library.events(RUN)).toHaveLength(1);
  });

  test('refuses events of a run that was never created', async ({ store }) => {
    const library = await store.open();
    expect(() => library.append(RUN, [started], AT)).toThrow('never created');
  });

  test('keeps half a character as the replacement character', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library)], AT);
    const [event] = library.append(RUN, [note('half \ud83d end')], AT);
    expect(event).toMatchObject({ data: { text: 'half \ufffd end' } });
    expect(library.verifyLibrary().findings.map(printableFinding)).toEqual([]);
  });

  test('refuses to change or delete an event', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library), started], AT);
    const writer = library.openOutput(outputRef());
    writer.write('stdout', Buffer.from('x'));
    library.append(RUN, [note('x')], AT);
    library.close();
    const { default: Sqlite } = await import('better-sqlite3');
    const database = new Sqlite(`${store.folder}/library.db`);
    for (const sql of [
      "UPDATE events SET at = ''",
      'DELETE FROM events',
      "UPDATE chunks SET stream = 'stderr'",
      "UPDATE chunks SET bytes = x'41'",
      "UPDATE chunks SET compression = 'deflate'",
      "UPDATE chunks SET compression = 'deflate', bytes = x'', offset = 1",
      'DELETE FROM chunks',
    ]) {
      expect(() => database.exec(sql), sql).toThrow(/are never|is never/);
    }
    database.close();
  });

  test('opens and seals each run in the chain of the library', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library), finished], AT);
    const { hash } = library.head(RUN);
    expect(library.chain(null).map(({ type, data }) => [type, data])).toEqual([
      ['libraryCreated', { id: expect.stringMatching(/^[0-9a-f-]{36}$/) }],
      ['runOpened', { run: RUN, revision: 'a'.repeat(64), planSha256: sha256(PLAN), undoes: null }],
      ['runSealed', { run: RUN, seq: 2, head: hash }],
    ]);
  });

  test('seals a run again when a note is added after its end', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    library.append(RUN, [note('seen later')], AT);
    expect(library.chain(null).at(-1)).toMatchObject({ type: 'runSealed', data: { seq: 6 } });
    expect(library.verifyLibrary().findings.map(printableFinding)).toEqual([]);
  });

  test('keeps documents under the hash of their text', async ({ store }) => {
    const library = await store.open();
    expect(library.putDocument('plan ä')).toBe(sha256('plan ä'));
    expect(library.putDocument('plan ä')).toBe(sha256('plan ä'));
    expect(library.document(sha256('plan ä'))).toBe('plan ä');
    expect(library.document(sha256('other'))).toBeNull();
  });

  test('lets two programs append to their own runs in turn', async ({ store }) => {
    const [first, second] = [await store.open(), await store.open()];
    const other = 'r-20261121-0426-aaaa' as RunId;
    first.append(RUN, [runCreated(first)], AT);
    second.append(other, [runCreated(second, other)], AT);
    first.append(RUN, [started], AT);
    second.append(other, [started], AT);
    expect(first.verifyLibrary()).toMatchObject({ ok: true, runs: 2, events: 7 });
  });
});
