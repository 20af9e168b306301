/** What lists say of runs while the library stays open: checked once, and again when there is a reason to. */
import { describe, expect } from 'vitest';
import type { RunId } from '#core/run/events.ts';
import { listRuns, runsNotListed } from '#operations/run-list.ts';
import { AT, note, RUN, recordRun, runCreated, started, test } from './library-fixture.ts';

const OTHER = 'r-20261121-0426-8m4r' as RunId;
const LATER = 'r-20261121-0526-7k2p' as RunId;

describe('the runs of an open library', () => {
  test('are sound, whatever this program adds to them', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    expect(library.unsoundListings().size).toBe(0);
    library.append(RUN, [note('it was looked at again')], AT);
    recordRun(library, OTHER);
    expect(library.unsoundListings().size).toBe(0);
  });

  for (const [what, sql] of [
    [
      'an end that says something else',
      `UPDATE events SET data = replace(data, 'succeeded', 'failed') WHERE run = ? AND type = 'runFinished'`,
    ],
    ['a line that says something else', `UPDATE runs SET operator = 'nobody' WHERE run = ?`],
    ['a line that is gone', 'DELETE FROM runs WHERE run = ?'],
    ['a log that is gone', 'DELETE FROM events WHERE run = ?'],
    [
      'an event that was taken away behind the end',
      `DELETE FROM events WHERE run = ? AND type = 'noteAdded'`,
    ],
  ] as const) {
    test(`are checked again: ${what} is named at the next look`, async ({ store }) => {
      const library = await store.open();
      recordRun(library);
      library.append(RUN, [note('it was looked at again')], AT);
      recordRun(library, OTHER);
      expect(library.unsoundListings().size).toBe(0);
      store.tamper((database) => database.prepare(sql).run(RUN));
      expect([...library.unsoundListings().keys()]).toEqual([RUN]);
    });
  }

  test('that are missing are named, by what is left of them', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    recordRun(library, OTHER);
    expect(runsNotListed(library).runs).toEqual([]);
    store.tamper((database) => {
      database.prepare('DELETE FROM runs WHERE run = ?').run(RUN);
      database.prepare('DELETE FROM events WHERE run = ?').run(OTHER);
    });
    expect(runsNotListed(library).runs).toEqual([
      { run: RUN, what: 'entry' },
      { run: OTHER, what: 'events' },
    ]);
    expect(listRuns(library, null).map(({ run, unsound }) => [run, unsound !== undefined])).toEqual([
      [OTHER, true],
    ]);
  });

  test('that were open and went with the newest events of the library are named, whatever is run afterwards', async ({
    store,
  }) => {
    const library = await store.open();
    recordRun(library);
    library.append(OTHER, [runCreated(library, OTHER), started], AT);
    library.close();
    store.tamper((database) => {
      database.prepare('DELETE FROM runs WHERE run = ?').run(OTHER);
      database.prepare('DELETE FROM events WHERE run = ?').run(OTHER);
      database.prepare('DELETE FROM events WHERE run IS NULL AND data LIKE ?').run(`%${OTHER}%`);
    });
    const opened = await store.open();
    recordRun(opened, LATER);
    opened.close();
    expect(runsNotListed(await store.open()).runs).toEqual([{ run: OTHER, what: 'events' }]);
  });
});
