/** A library in which somebody wrote what no program of ours writes: it is said, and the rest can be used. */
import type { Database } from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliResult, type Desk, inventory, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';
import { withTampered } from '#support/tampering.ts';

let desk: Desk;
let host: Sshd;
let changed: string;
let other: string;
let waits: string;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
  const look = { id: 'look', title: 'Look', on: 'all', check: 'echo it says so' };
  const ask = { id: 'ask', title: 'Ask', manual: 'Go on?', nothing_to_undo: 'A question' };
  await desk.run(desk.write('ends', releaseOf(inventory([host]), [look, noted('mark', 'all')])));
  changed = await desk.lastRun();
  await desk.run(desk.write('ends', releaseOf(inventory([host]), [look, noted('mark', 'all')])));
  other = await desk.lastRun();
  await desk.run(desk.write('waits', releaseOf(inventory([host]), [look, ask], { info: { id: 'waits' } })));
  waits = await desk.lastRun();
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

type Change = (database: Database) => void;

function onCopy(change: Change, commands: readonly (readonly string[])[]): Promise<CliResult[]> {
  return withTampered(desk.data, change, async (folder) => {
    const results: CliResult[] = [];
    for (const words of commands) results.push(await desk.cli([...words, '--data', folder]));
    return results;
  });
}

const update =
  (what: string): Change =>
  (database) =>
    void database.prepare(`UPDATE events SET ${what}`).run(changed);

const end = (what: string): Change => update(`${what} WHERE run = ? AND type = 'runFinished'`);

describe.each<readonly [string, Change]>([
  ['is of another kind than its content', update("type = 'noteAdded' WHERE run = ? AND seq = 5")],
  [
    'has a note that is no text',
    update(`type = 'noteAdded', data = '{"by":"x","text":{}}' WHERE run = ? AND seq = 5`),
  ],
  [
    'gives a reason that there is not',
    update(
      `data = json_set(data, '$.reason', json('{"kind":"x"}')) WHERE run = ? AND type = 'attemptFinished'`,
    ),
  ],
  ['says an outcome that there is not', end(`data = json_set(data, '$.outcome', 'forged')`)],
  ['says no outcome', end(`data = json_remove(data, '$.outcome')`)],
  ['has a time that is none', update(`at = 'forged' WHERE run = ? AND seq = 2`)],
  [
    'says of its output what is no size',
    update(`data = json_set(data, '$.stdout', 'forged') WHERE run = ? AND type = 'attemptFinished'`),
  ],
  [
    'was put behind the end',
    (database) =>
      void database
        .prepare(
          `INSERT INTO events (run, seq, at, type, data, prev, hash) VALUES (?, 999, '2026-01-01T00:00:00.000Z', 'noteAdded', '{}', 'x', 'y')`,
        )
        .run(changed),
  ],
])('an event that %s', (_what, change) => {
  it('makes the run one that does not verify, in every command that reads it', async () => {
    const report = ['report', changed, '--format', 'md', '-o', '-'];
    const [listed, shown, asJson, reported, ...others] = await onCopy(change, [
      ['runs'],
      ['show', changed],
      ['show', changed, '--json'],
      report,
      ['log', changed],
      ['compare', other, changed],
    ]);
    const reading = [shown, asJson, reported, ...others];
    for (const each of reading) expect(each).toMatchObject({ exit: 6 });
    for (const each of [listed, ...reading])
      expect(`${each?.stdout}${each?.stderr}`).not.toMatch(/undefined|NaN|\[object|Invalid|error: internal/);
    expect(shown?.stdout).toMatch(
      /^r-\S+: does not verify\n.*\nno head: what is shown here is not what was recorded\n/,
    );
    expect(`${shown?.stdout}${reported?.stdout}`).not.toMatch(/holdpoint (resume|stop|backout) /);
    expect(reported?.stdout).toContain('DOES NOT VERIFY');
  });
});

describe('a first event, or an end, that cannot be read', () => {
  it.each(["type = 'runCreated'", "type = 'runFinished'"])('takes no other run down: %s', async (which) => {
    const [listed, dry, shown, own] = await onCopy(update(`data = '{' WHERE run = ? AND ${which}`), [
      ['runs'],
      ['backout', other, '--dry-run'],
      ['show', waits],
      ['show', changed],
    ]);
    expect(listed?.exit).toBe(6);
    for (const run of [changed, other, waits]) expect(listed?.stdout).toContain(run);
    expect(listed?.stderr).toContain(`${changed} DOES NOT VERIFY`);
    expect(dry?.stderr).not.toContain('damaged');
    expect(shown).toMatchObject({ exit: 0 });
    expect(own).toMatchObject({ exit: 6 });
  });
});

it('a plan of whose steps the rest knows nothing leaves the run named as one that does not verify', async () => {
  const change: Change = (database) =>
    void database.exec(
      `UPDATE documents SET text = replace(text, '"id":"mark"', '"id":"forged"') WHERE text LIKE '{%'`,
    );
  const results = await onCopy(change, [
    ['show', changed],
    ['log', changed],
    ['backout', changed],
  ]);
  for (const each of results)
    expect(each).toMatchObject({ exit: 6, stderr: expect.stringContaining('DOES NOT VERIFY') });
});

it('the text of a release that was changed leaves a report that says so', async () => {
  const change: Change = (database) =>
    void database.exec(
      "UPDATE documents SET text = replace(text, 'title: Look', 'title: Lock') WHERE text LIKE 'holdpoint:%'",
    );
  const [report] = await onCopy(change, [['report', changed, '--format', 'md', '-o', '-']]);
  expect(report).toMatchObject({ exit: 6, stdout: expect.stringContaining('DOES NOT VERIFY') });
});

it('output that cannot be unpacked leaves a report and a log that say so', async () => {
  const change: Change = (database) =>
    void database.exec("UPDATE chunks SET bytes = x'00', length = 77, compression = 'deflate'");
  const [report, log] = await onCopy(change, [
    ['report', changed, '--format', 'md', '-o', '-'],
    ['log', changed],
  ]);
  expect(report).toMatchObject({ exit: 6, stdout: expect.stringContaining('DOES NOT VERIFY') });
  expect(log).toMatchObject({ exit: 6, stderr: expect.stringContaining('stdout cannot be read to its end') });
});

it('a table that was taken away is named, with the way back', async () => {
  for (const table of ['chunks', 'events', 'runs', 'documents', 'releases', 'kept_texts']) {
    const [verified] = await onCopy((database) => database.exec(`DROP TABLE ${table}`), [['verify']]);
    expect(verified).toMatchObject({ exit: 1 });
    expect(verified?.stderr).toMatch(
      new RegExp(
        `^error: damaged: .* is damaged and cannot be opened: something else took away its table ${table}\\. Keep a copy`,
      ),
    );
  }
});

it('where an index was taken away, what would write says that, and not that a permission is missing', async () => {
  const [verified, resumed] = await onCopy(
    (database) => database.exec('DROP INDEX runs_of_release'),
    [['verify'], ['resume', waits]],
  );
  expect(verified?.stdout).toContain(
    'the index runs_of_release is missing from the library: something else took it away',
  );
  expect(resumed?.stderr).toMatch(
    /error: read-only: The library was changed by something else, .*runs_of_release is missing/,
  );
});
