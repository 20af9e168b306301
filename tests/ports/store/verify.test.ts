import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { describe, expect } from 'vitest';
import type { Revision } from '#core/release/model.ts';
import { linkHash } from '#core/run/chain.ts';
import type { RunId } from '#core/run/events.ts';
import { describeOpening, printableFinding } from '#core/words/library/describe-evidence.ts';
import {
  AT,
  note,
  PLAN,
  RUN,
  recordRun,
  runCreated,
  type StoreFixture,
  sha256,
  started,
  test,
} from './library-fixture.ts';

const OTHER = 'r-20261121-0500-bbbb' as RunId;

/** Records two runs and a revision, tampers, and gives what verification finds. */
async function findingsAfter(store: StoreFixture, work: (database: Database) => void) {
  const library = await store.open();
  const revision = 'a'.repeat(64) as Revision;
  library.createRelease({
    id: 'gateway',
    name: 'Gateway',
    version: '1',
    text: 'text',
    revision,
    folder: null,
  });
  recordRun(library);
  recordRun(library, OTHER);
  library.close();
  store.tamper(work);
  const result = (await store.open()).verifyLibrary();
  expect(result.ok).toBe(result.findings.length === 0);
  return result.findings.map(printableFinding);
}

const run =
  (sql: string, ...values: unknown[]) =>
  (database: Database) => {
    expect(database.prepare(sql).run(...values).changes).toBeGreaterThan(0);
  };

describe('verifying the library', () => {
  test('finds nothing in what was recorded', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    expect(library.verifyLibrary()).toEqual({ ok: true, runs: 1, events: 8, findings: [] });
    expect(library.verifyLibrary(RUN)).toMatchObject({ ok: true, runs: 1 });
  });

  for (const [column, value] of [
    ['at', '2026-11-21T04:25:00.001Z'],
    ['type', 'noteAdded'],
    ['data', '{ "x": 1 }'],
    ['data', 'not JSON'],
    ['prev', '1'.repeat(64)],
    ['hash', '1'.repeat(64)],
  ]) {
    test(`names the event whose ${column} became ${value}`, async ({ store }) => {
      const findings = await findingsAfter(
        store,
        run(`UPDATE events SET ${column} = ? WHERE run = ? AND seq = 3`, value, RUN),
      );
      expect(findings).toContainEqual(expect.objectContaining({ run: RUN, seq: 3, code: 'event-changed' }));
    });
  }

  test('names the event when any single byte of its data changes', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library), note('a "b" ä'), started], AT);
    library.close();
    let text = '';
    store.tamper((database) => {
      text =
        database
          .prepare<[string], string>('SELECT data FROM events WHERE run = ? AND seq = 2')
          .pluck()
          .get(RUN) ?? '';
    });
    const bytes = Buffer.from(text);
    for (const at of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      store.tamper(run('UPDATE events SET data = CAST(? AS TEXT) WHERE run = ? AND seq = 2', changed, RUN));
      const reader = await store.open({ readOnly: true });
      expect(reader.verifyLibrary().findings.map(printableFinding), `byte ${at}`).toContainEqual(
        expect.objectContaining({ run: RUN, seq: 2, code: 'event-changed' }),
      );
      reader.close();
    }
  });

  test('names the event whose content was changed together with its hash', async ({ store }) => {
    const findings = await findingsAfter(store, (database) => {
      const event = database
        .prepare<[string], { prev: string; at: string }>('SELECT * FROM events WHERE run = ? AND seq = 2')
        .get(RUN)!;
      const hash = linkHash(
        event.prev,
        { run: RUN, seq: 2, at: event.at, type: 'runStarted', data: { forged: true } },
        sha256,
      );
      run(
        'UPDATE events SET data = ?, hash = ? WHERE run = ? AND seq = 2',
        '{"forged":true}',
        hash,
        RUN,
      )(database);
    });
    expect(findings).toEqual([expect.objectContaining({ run: RUN, seq: 2, code: 'event-changed' })]);
  });

  test('names a run whose whole chain was written anew', async ({ store }) => {
    const findings = await findingsAfter(store, (database) => {
      const at = '2026-11-21T05:00:00.000Z';
      const events = database
        .prepare<[string], { seq: number; type: string; data: string }>(
          'SELECT * FROM events WHERE run = ? ORDER BY seq',
        )
        .all(RUN);
      let prev = '0'.repeat(64);
      for (const { seq, type, data } of events) {
        const hash = linkHash(prev, { run: RUN, seq, at, type, data: JSON.parse(data) }, sha256);
        run(
          'UPDATE events SET at = ?, prev = ?, hash = ? WHERE run = ? AND seq = ?',
          at,
          prev,
          hash,
          RUN,
          seq,
        )(database);
        prev = hash;
      }
    });
    expect(findings).toEqual([
      expect.objectContaining({ run: RUN, seq: 5, code: 'event-changed' }),
      expect.objectContaining({ run: RUN, code: 'listing-changed' }),
    ]);
  });

  test('names a deleted event', async ({ store }) => {
    const findings = await findingsAfter(store, run('DELETE FROM events WHERE run = ? AND seq = 2', RUN));
    expect(findings).toEqual([expect.objectContaining({ run: RUN, seq: 2, code: 'event-missing' })]);
  });

  test('names two events that changed places', async ({ store }) => {
    const findings = await findingsAfter(store, (database) => {
      const move = (from: number, to: number) =>
        run('UPDATE events SET seq = ? WHERE run = ? AND seq = ?', to, RUN, from)(database);
      move(3, 99);
      move(4, 3);
      move(99, 4);
    });
    expect(findings.filter(({ code }) => code === 'event-moved').map(({ seq }) => seq)).toEqual([3, 4]);
  });

  for (const [what, from, to] of [
    ['an event before that of a run which had ended by then', [OTHER, 3], [RUN, 2]],
    ['the beginning of a run before its opening', [OTHER, 1], [RUN, 5]],
    ['an event behind its own end', [RUN, 3], [OTHER, 5]],
  ] as const)
    test(`names an event whose order among those of other runs was changed: ${what}`, async ({ store }) => {
      const findings = await findingsAfter(store, (database) => {
        const idOf = ([of, seq]: readonly [string, number]) =>
          database
            .prepare<[string, number], number>('SELECT id FROM events WHERE run = ? AND seq = ?')
            .pluck()
            .get(of, seq)!;
        const [one, other] = [idOf(from), idOf(to)];
        const move = (a: number, b: number) => run('UPDATE events SET id = ? WHERE id = ?', b, a)(database);
        move(one, -1);
        move(other, one);
        move(-1, other);
      });
      expect(findings).toContainEqual(expect.objectContaining({ run: from[0], code: 'order-changed' }));
      const reader = await store.open({ readOnly: true });
      expect(reader.readRun(from[0])?.evidence.ok).toBe(false);
    });

  test('says how many events were cut from the end of a sealed run', async ({ store }) => {
    const findings = await findingsAfter(store, run('DELETE FROM events WHERE run = ? AND seq > 3', RUN));
    expect(findings).toContainEqual(expect.objectContaining({ run: RUN, seq: 4, code: 'events-cut' }));
  });

  test('names an event that was added after the seal', async ({ store }) => {
    const findings = await findingsAfter(store, (database) => {
      const { hash } = database
        .prepare<[string], { hash: string }>('SELECT hash FROM events WHERE run = ? AND seq = 5')
        .get(RUN)!;
      const event = { run: RUN, seq: 6, at: AT, type: 'noteAdded', data: {} };
      run(
        'INSERT INTO events (run, seq, at, type, data, prev, hash) VALUES (?, 6, ?, ?, ?, ?, ?)',
        RUN,
        AT,
        event.type,
        '{}',
        hash,
        linkHash(hash, event, sha256),
      )(database);
    });
    expect(findings).toEqual([expect.objectContaining({ run: RUN, seq: 6, code: 'event-added' })]);
  });

  test('misses a run of which every event was deleted', async ({ store }) => {
    const findings = await findingsAfter(store, run('DELETE FROM events WHERE run = ?', RUN));
    expect(findings).toContainEqual(expect.objectContaining({ run: RUN, code: 'run-missing' }));
  });

  test('finds the end of the library cut off, and keeps saying so', async ({ store }) => {
    const findings = await findingsAfter(store, (database) => {
      run('DELETE FROM events WHERE run IS NULL AND seq > 4')(database);
      for (const table of ['chunks', 'outputs']) run(`DELETE FROM ${table}`)(database);
      run('DELETE FROM events WHERE run = ?', OTHER)(database);
      run('DELETE FROM runs WHERE run = ?', OTHER)(database);
    });
    const cut = expect.objectContaining({
      run: null,
      seq: 5,
      code: 'events-cut',
      message: expect.stringContaining('2 events'),
    });
    expect(findings).toContainEqual(cut);
    const library = await store.open();
    expect(library.losses.map(describeOpening)).toEqual([]);
    library.append(
      'r-20261121-0600-cccc' as RunId,
      [runCreated(library, 'r-20261121-0600-cccc' as RunId)],
      AT,
    );
    expect(library.verifyLibrary().findings.map(printableFinding)).toContainEqual(cut);
  });

  test('says since when events of an open run are missing', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library), started, note('one'), note('two')], AT);
    library.close();
    store.tamper(run('DELETE FROM events WHERE run = ? AND seq > 2', RUN));
    const again = await store.open();
    expect(again.losses.map(describeOpening)).toEqual([
      expect.stringMatching(/^2 events of run r-20261121-0425-7k3q missing since 2026-/),
    ]);
    expect(again.verifyLibrary().findings.map(printableFinding)).toEqual([
      expect.objectContaining({ run: RUN, seq: 3, code: 'events-cut' }),
    ]);
  });

  test('opens beside a checkpoint that is damaged, and says so', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    library.close();
    for (const text of ['', '{"at":', '{"at":1,"library":{},"runs":[]}']) {
      writeFileSync(join(store.folder, 'checkpoint.json'), text);
      const opened = await store.open({ readOnly: true });
      expect(opened.verifyLibrary().findings.map(printableFinding)).toEqual([
        expect.objectContaining({
          code: 'checkpoint-missing',
          message: expect.stringContaining('checkpoint.json was damaged'),
        }),
      ]);
    }
  });

  test('writes a checkpoint while a long run is appended to', async ({ store }) => {
    const library = await store.open();
    library.append(RUN, [runCreated(library)], AT);
    store.clock.advance(6000);
    library.append(RUN, [started], AT);
    store.tamper(run('DELETE FROM events WHERE run = ? AND seq = 2', RUN));
    expect((await store.open({ readOnly: true })).losses.map(describeOpening)).toEqual([
      expect.stringContaining('1 event of run'),
    ]);
  });

  test('says that the checkpoint is missing', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    library.close();
    rmSync(join(store.folder, 'checkpoint.json'));
    expect((await store.open()).verifyLibrary().findings.map(printableFinding)).toEqual([
      expect.objectContaining({ code: 'checkpoint-missing' }),
    ]);
  });

  const place = {
    code: 'output-changed',
    message: expect.stringContaining('stdout of step install on web-1, attempt 1'),
  };
  for (const [what, sql] of [
    [
      'one byte of stored output',
      "UPDATE chunks SET bytes = CAST(substr(bytes, 1, 20) || x'ff' || substr(bytes, 22) AS BLOB)",
    ],
    ['the place of stored output', 'UPDATE chunks SET offset = offset + 1'],
    ['the length of stored output', 'UPDATE chunks SET length = length - 1'],
    ['the line count of stored output', 'UPDATE chunks SET lines_before = lines_before + 1'],
    ['the compression of stored output', "UPDATE chunks SET compression = 'none'"],
    ['nothing less than all stored output', 'DELETE FROM chunks'],
  ]) {
    test(`names the step, host and stream when ${what} is altered`, async ({ store }) => {
      const where =
        "WHERE stream = 'stdout' AND output = (SELECT id FROM outputs WHERE run = ? AND host = 'web-1')";
      const findings = await findingsAfter(store, run(`${sql} ${where}`, RUN));
      expect(findings).toEqual([expect.objectContaining({ run: RUN, seq: 3, ...place })]);
      const library = await store.open({ readOnly: true });
      const of = (host: string) => library.checkOutput({ run: RUN, step: 'install', host, attempt: 1 });
      expect((await of('web-1')).map(printableFinding)).toEqual(findings);
      expect(await of('web-2')).toEqual([]);
    });
  }

  test('finds output that was added behind the end', async ({ store }) => {
    const findings = await findingsAfter(
      store,
      run(
        "INSERT INTO chunks (output, stream, offset, length, lines_before, at, compression, bytes) SELECT id, 'stdout', 3200, 1, 200, '', 'none', x'41' FROM outputs WHERE run = ? AND host = 'web-1'",
        RUN,
      ),
    );
    expect(findings).toEqual([expect.objectContaining({ run: RUN, ...place })]);
  });

  test('finds a changed document, a changed list entry and a missing kept text', async ({ store }) => {
    const findings = await findingsAfter(store, (database) => {
      run("UPDATE documents SET text = text || ' '")(database);
      run("UPDATE runs SET operator = 'another' WHERE run = ?", RUN)(database);
      run('DELETE FROM kept_texts')(database);
    });
    expect(findings.map(({ code }) => code).toSorted()).toEqual([
      'document-changed',
      'document-changed',
      'listing-changed',
      'revision-changed',
    ]);
  });

  test('finds a missing plan', async ({ store }) => {
    const findings = await findingsAfter(store, run('DELETE FROM documents WHERE text = ?', PLAN));
    expect(findings.map(({ run: of, code }) => [of, code])).toEqual([
      [RUN, 'document-missing'],
      [OTHER, 'document-missing'],
    ]);
  });

  test('checks one run without the others', async ({ store }) => {
    await findingsAfter(store, run("UPDATE events SET at = '' WHERE run = ? AND seq = 2", OTHER));
    const library = await store.open();
    expect(library.verifyLibrary(RUN)).toMatchObject({ ok: true });
    expect(library.verifyLibrary(OTHER)).toMatchObject({ ok: false });
    expect(library.verifyLibrary('r-none' as RunId).findings.map(printableFinding)).toEqual([
      expect.objectContaining({ code: 'run-missing' }),
    ]);
  });
});
