import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import type { RunId } from '#core/run/events.ts';
import { describeOpening, printableFinding } from '#core/words/library/describe-evidence.ts';
import { AT, note, RUN, recordRun, runCreated, type StoreFixture, started, test } from './library-fixture.ts';

const NEWEST = 'r-20261121-0500-bbbb' as RunId;
const LATER = 'r-20261121-0600-cccc' as RunId;

const checkpointOf = (folder: string) => join(folder, 'checkpoint.json');
const missing = expect.objectContaining({
  run: null,
  code: 'checkpoint-missing',
  message: expect.stringMatching(/checkpoint\.json was missing.*removed without a trace.*verify --code/),
});

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-lost-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function reopen(folder: string, store: StoreFixture) {
  const opened = await openLibrary(folder, { clock: store.clock, reserveBytes: 0 });
  if (opened.ok) onTestFinished(() => opened.value.close());
  return opened;
}

/** Removes the newest run as somebody would who has the file and knows its tables. */
function removeNewest(store: StoreFixture): void {
  store.tamper((database) => {
    for (const table of ['chunks', 'outputs'])
      database.exec(`DELETE FROM ${table} WHERE ${table === 'chunks' ? 'output' : 'id'} > 2`);
    database.prepare('DELETE FROM runs WHERE run = ?').run(NEWEST);
    database.prepare('DELETE FROM events WHERE run = ?').run(NEWEST);
    database.exec('DELETE FROM events WHERE run IS NULL AND seq > 3');
  });
}

describe('a missing checkpoint', () => {
  test('is a loss that stays in the chain, whatever is run afterwards', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    recordRun(library, NEWEST);
    library.close();
    removeNewest(store);
    rmSync(checkpointOf(store.folder));

    const opened = await store.open();
    expect(opened.losses.map(describeOpening)).toEqual([
      expect.stringContaining('checkpoint.json was missing'),
    ]);
    opened.append(LATER, [runCreated(opened, LATER), started], AT);
    opened.close();

    const again = await store.open();
    expect(again.losses.map(describeOpening)).toEqual([]);
    expect(again.lossesKnown().map(printableFinding)).toEqual([missing]);
    expect(again.verifyLibrary().findings.map(printableFinding)).toContainEqual(missing);
    expect(again.chain(null).map(({ type }) => type)).toContain('checkpointLost');
  });

  test('is told by a library that is only read', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    library.close();
    rmSync(checkpointOf(store.folder));
    const reader = await store.open({ readOnly: true });
    expect(reader.lossesKnown().map(printableFinding)).toEqual([missing]);
    expect(reader.verifyLibrary().findings.map(printableFinding)).toEqual([missing]);
  });

  for (const [what, text] of [
    ['emptied', ''],
    ['an empty object', '{}'],
    [
      'set back to nothing',
      `{"id":"x","at":"${AT}","library":{"seq":0,"hash":"${'0'.repeat(64)}"},"runs":{}}`,
    ],
  ] as const) {
    test(`is no better when the file is ${what}`, async ({ store }) => {
      const library = await store.open();
      recordRun(library);
      library.close();
      writeFileSync(checkpointOf(store.folder), text);
      expect((await store.open()).losses.map(describeOpening)).toEqual([
        expect.stringContaining('checkpoint.json was damaged'),
      ]);
    });
  }

  test('is told apart from the checkpoint of another library', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    library.close();
    const other = scratch();
    const made = await reopen(other, store);
    if (!made.ok) throw new Error(made.error.message);
    copyFileSync(checkpointOf(other), checkpointOf(store.folder));
    expect((await store.open()).losses.map(describeOpening)).toEqual([
      expect.stringContaining('checkpoint.json was that of another library'),
    ]);
  });

  test('is told apart from an older one that was put back', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    const old = readFileSync(checkpointOf(store.folder));
    recordRun(library, NEWEST);
    recordRun(library, LATER);
    library.close();
    writeFileSync(checkpointOf(store.folder), old);
    expect((await store.open()).losses.map(describeOpening)).toEqual([
      expect.stringMatching(
        /checkpoint\.json was an old one: it named event 3 .* when event 7 was the newest/,
      ),
    ]);
  });
});

describe('a library that lost its write-ahead log', () => {
  test('within its first seconds says so, and does not look new', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library), started, note('sent')], AT);
    const folder = scratch();
    for (const name of ['library.db', 'checkpoint.json'])
      copyFileSync(join(store.folder, name), join(folder, name));
    const opened = await reopen(folder, store);
    if (!opened.ok) throw new Error(opened.error.message);
    expect(opened.value.listRuns()).toEqual([]);
    expect(opened.value.losses.map(describeOpening)).toContainEqual(
      expect.stringMatching(/^1 event of the library's log missing since/),
    );
    expect(opened.value.verifyLibrary().ok).toBe(false);
  });

  test('is refused as damaged when nothing is left of it', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    library.close();
    for (const keep of [100, 0]) {
      const folder = scratch();
      cpSync(store.folder, folder, { recursive: true });
      const whole = readFileSync(join(folder, 'library.db'));
      rmSync(join(folder, 'library.db'));
      if (keep > 0) {
        const { default: Sqlite } = await import('better-sqlite3');
        const empty = new Sqlite(join(folder, 'library.db'));
        empty.pragma(`application_id = ${whole.readUInt32BE(68)}`);
        empty.close();
      }
      const opened = await reopen(folder, store);
      expect(opened).toMatchObject({
        ok: false,
        error: {
          code: 'damaged',
          message: expect.stringMatching(/checkpoint\.json says that it held 3 events.*look at the hosts/is),
        },
      });
    }
  });

  test('is not taken for one whose making was cut off before anything was recorded', async ({ store }) => {
    (await store.open()).close();
    const folder = scratch();
    copyFileSync(checkpointOf(store.folder), checkpointOf(folder));
    const opened = await reopen(folder, store);
    if (!opened.ok) throw new Error(opened.error.message);
    expect(opened.value.losses.map(describeOpening)).toEqual([]);
    expect(opened.value.verifyLibrary().findings.map(printableFinding)).toEqual([]);
  });
});

describe('the checkpoint', () => {
  test('names a run before anything of it can be sent', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library)], AT);
    const { runs, library: head } = JSON.parse(readFileSync(checkpointOf(store.folder), 'utf8'));
    expect(runs).toEqual({ [RUN]: library.head(RUN) });
    expect(head).toEqual(library.head(null));
  });
});
