import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliResult, type Desk, inventory, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';
import { hashAnew, withTampered } from '#support/tampering.ts';

let desk: Desk;
let host: Sshd;
let first: string;
let second: string;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
  const say = 'echo "it says $(cat "$HOLDPOINT_HOST_DIR/journal" 2>/dev/null | wc -l)"';
  const steps = [
    { id: 'look', title: 'Look', on: 'all', check: say },
    noted('mark', 'all'),
    noted('break', 'all', { run: 'exit 3', on_failure: 'ignore' }),
  ];
  const file = desk.write('taken', releaseOf(inventory([host]), steps));
  await desk.run(file);
  first = await desk.lastRun();
  await desk.run(file);
  second = await desk.lastRun();
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

/** Each command on one copy of the library in which somebody changed this. */
function onCopy(
  change: (database: Database) => void,
  commands: readonly (readonly string[])[],
): Promise<CliResult[]> {
  return withTampered(desk.data, change, async (folder) => {
    const results: CliResult[] = [];
    for (const words of commands) results.push(await desk.cli([...words, '--data', folder]));
    return results;
  });
}

const exec = (database: Database, text: string, ...values: unknown[]): void => {
  expect(database.prepare(text).run(...values).changes).toBeGreaterThan(0);
};

describe('a run at its end whose seal was taken away', () => {
  /** Its seal and all behind it are cut off; then its failed step reads as done, and all is hashed anew. */
  const forge = (database: Database): void => {
    exec(
      database,
      `DELETE FROM events WHERE run IS NULL AND seq >=
        (SELECT min(seq) FROM events WHERE run IS NULL AND type = 'runSealed' AND json_extract(data, '$.run') = ?)`,
      first,
    );
    exec(
      database,
      `UPDATE events SET data = replace(data, '"outcome":"failed"', '"outcome":"ok"') WHERE run = ? AND type = 'attemptFinished'`,
      first,
    );
    hashAnew(database, first);
  };

  it('does not verify, whatever its log says, and nothing is built on it', async () => {
    const [shown, report, backout, verified] = await onCopy(forge, [
      ['show', first],
      ['report', first, '--format', 'md', '-o', '-'],
      ['backout', first],
      ['verify', first],
    ]);
    for (const result of [shown, report, backout, verified]) expect(result?.exit).toBe(6);
    expect(shown?.stderr).toMatch(/DOES NOT VERIFY, at event \d+: .*nothing in the library's log seals it/);
    expect(report?.stdout).toContain('DOES NOT VERIFY');
    expect(backout?.stderr).toContain('error: unverified: ');
    expect(verified?.stdout).toContain('run-unsealed');
  });
});

describe('a run that was taken out of the library', () => {
  it('is missed by the list, and is no run that never was', async () => {
    const [runs, shown, report] = await onCopy(
      (database) => exec(database, 'DELETE FROM events WHERE run = ?', first),
      [['runs'], ['show', first], ['report', first, '--format', 'md', '-o', '-']],
    );
    expect(runs).toMatchObject({
      exit: 6,
      stderr: `warning: ${first} was begun here, and all its events are missing; see holdpoint verify\n`,
    });
    for (const result of [shown, report]) {
      expect(result?.exit).toBe(6);
      expect(result?.stderr).toContain(`error: unverified: ${first} DOES NOT VERIFY`);
    }
  });

  it('is missed where the list alone does not show it', async () => {
    const [runs, json] = await onCopy(
      (database) => exec(database, 'DELETE FROM runs WHERE run = ?', first),
      [['runs'], ['runs', '--json']],
    );
    expect(runs?.exit).toBe(6);
    expect(runs?.stderr).toContain(`${first} was begun here, and was taken out of this list`);
    expect(JSON.parse(json?.stdout ?? '')).toMatchObject([{ run: second }]);
  });

  it('is found where the list says another time of it', async () => {
    const [verified, shown] = await onCopy(
      (database) => exec(database, "UPDATE runs SET created_at = '2020-01-01' WHERE run = ?", first),
      [['verify'], ['show', first]],
    );
    expect(verified).toMatchObject({ exit: 6, stdout: expect.stringContaining('listing-changed') });
    expect(shown?.exit).toBe(6);
  });
});

describe('the newest run, at its end, taken out together with all that the library said of it', () => {
  it('is missed by name, as an open one is, each time anything asks for it', async () => {
    const since = `(SELECT seq FROM events WHERE type = 'runOpened' AND json_extract(data, '$.run') = ?)`;
    const takeOut = (database: Database): void => {
      exec(database, `DELETE FROM events WHERE run IS NULL AND seq >= ${since}`, second);
      exec(database, 'DELETE FROM events WHERE run = ?', second);
      exec(database, 'DELETE FROM runs WHERE run = ?', second);
    };
    const report = ['report', second, '--format', 'md', '-o', '-'];
    const asked = [['runs'], ['runs'], ['show', second], report, ['doctor']];
    const [runs, again, shown, told, doctor] = await onCopy(takeOut, asked);
    const gone = `${second} was begun here, and all its events are missing`;
    expect(runs?.stderr).toMatch(new RegExp(`warning: .*run ${second} missing since`));
    for (const result of [runs, again]) expect(result?.stderr).toContain(`warning: ${gone}`);
    const unverified = { exit: 6, stderr: expect.stringContaining(`error: unverified: ${second} DOES`) };
    expect([runs?.exit, again?.exit]).toEqual([6, 6]);
    expect([shown, told]).toMatchObject([unverified, unverified]);
    expect(doctor?.stdout).toContain(`not whole: ${gone}`);
  });
});

describe('a list that says something else than the runs in it', () => {
  const ended = (change: string) => (database: Database) => {
    exec(
      database,
      `UPDATE events SET data = replace(data, '"outcome":"succeeded"', '"outcome":"failed"') WHERE run = ? AND type = 'runFinished'`,
      first,
    );
    if (change === 'hashed anew') hashAnew(database, first);
  };
  const listedAs = (column: string) => (database: Database) =>
    exec(database, `UPDATE runs SET ${column} = 'other' WHERE run = ?`, first);

  it.each([
    ['how it ended', ended('as it is')],
    ['how it ended, hashed anew', ended('hashed anew')],
    ['of which version it was', listedAs('version')],
    ['by whom it was run', listedAs('operator')],
  ])('tells nobody %s as if it were so', async (_, change) => {
    const [runs, json] = await onCopy(change, [['runs'], ['runs', '--json']]);
    expect(runs?.exit).toBe(6);
    expect(runs?.stderr).toMatch(new RegExp(`^warning: ${first} DOES NOT VERIFY[:,]`, 'm'));
    expect(runs?.stdout).toMatch(new RegExp(`^${first} +does not verify `, 'm'));
    const lines = JSON.parse(json?.stdout ?? '') as { run: string; unsound?: string }[];
    expect(lines.filter(({ unsound }) => unsound !== undefined).map(({ run }) => run)).toEqual([first]);
  });

  it('shows no open run as sound in whose middle an event was changed', async () => {
    const hold = { id: 'gate', title: 'Gate', hold: { approvers: [] } };
    const file = desk.write(
      'open',
      releaseOf(inventory([host]), [noted('once', 'all'), hold], { info: { id: 'open' } }),
    );
    expect((await desk.run(file, ['--answers', desk.answers({})])).exit).toBe(3);
    const run = await desk.lastRun();
    const [runs, verified] = await onCopy(
      (database) =>
        exec(
          database,
          `UPDATE events SET data = replace(data, '"outcome":"ok"', '"outcome":"failed"') WHERE run = ? AND type = 'attemptFinished'`,
          run,
        ),
      [['runs'], ['verify']],
    );
    expect([runs?.exit, verified?.exit]).toEqual([6, 6]);
    expect(runs?.stderr).toMatch(new RegExp(`^warning: ${run} DOES NOT VERIFY, at event \\d+`, 'm'));
    expect(runs?.stdout).toMatch(new RegExp(`^${run} +does not verify `, 'm'));
  });

  it('is no reason to undo a second time what a backout has undone', async () => {
    const file = desk.write(
      'undone',
      releaseOf(inventory([host]), [noted('once', 'all')], { info: { id: 'undone' } }),
    );
    await desk.run(file);
    const run = await desk.lastRun();
    await desk.backout(run);
    const backout = await desk.lastRun();
    const again = [['backout', run, '--dry-run']] as const;
    const [sound] = await onCopy(() => undefined, again);
    expect(sound).toMatchObject({ exit: 0, stdout: expect.not.stringContaining('undid once') });
    for (const change of [
      'DELETE FROM runs WHERE run = ?',
      'DELETE FROM events WHERE run = ?',
      'UPDATE runs SET undoes = NULL WHERE run = ?',
      "UPDATE runs SET environment = 'other' WHERE run = ?",
      "UPDATE runs SET mode = 'check' WHERE run = ?",
    ]) {
      const [refused] = await onCopy((database) => exec(database, change, backout), again);
      expect([change, refused?.exit, refused?.stdout]).toEqual([change, 6, '']);
      expect(refused?.stderr).toContain(`error: unverified: ${backout} DOES NOT VERIFY`);
    }
  });

  it.each([
    ['taken out of the list', 'DELETE FROM runs WHERE run = :run', 'the list'],
    ['listed as no backout', 'UPDATE runs SET undoes = NULL WHERE run = :run', 'the list'],
    [
      'taken out as a whole',
      'DELETE FROM events WHERE run = :run; DELETE FROM runs WHERE run = :run',
      'is missing',
    ],
  ])('says what is missing where a backout was %s', async (_, changes, words) => {
    const id = `gone-${String(words.length)}-${String(changes.length)}`;
    const file = desk.write(id, releaseOf(inventory([host]), [noted('once', 'all')], { info: { id } }));
    await desk.run(file);
    const run = await desk.lastRun();
    await desk.backout(run);
    const backout = await desk.lastRun();
    const [shown, json, report, other] = await onCopy(
      (database) => {
        for (const change of changes.split(';')) exec(database, change.replace(':run', '?'), backout);
      },
      [
        ['show', run],
        ['show', run, '--json'],
        ['report', run, '--format', 'md', '-o', '-'],
        ['show', first],
      ],
    );
    for (const said of [shown, json, report]) expect(said?.exit).toBe(6);
    expect(shown?.stderr).toContain(
      `${run} DOES NOT VERIFY: what is said of backing it out cannot be relied on: ${backout} `,
    );
    expect(shown?.stderr).toContain(words);
    expect(JSON.parse(json?.stdout ?? '')).toMatchObject({ evidence: { ok: false } });
    expect(report?.stdout).toContain(`cannot be relied on: ${backout} DOES NOT VERIFY`);
    expect(other?.exit).toBe(0);
  });

  it('says of no run that it is backed out by a log that was changed', async () => {
    const file = desk.write(
      'unfinished',
      releaseOf(inventory([host]), [noted('once', 'all', { undo: 'exit 3' })], {
        info: { id: 'unfinished' },
      }),
    );
    await desk.run(file);
    const run = await desk.lastRun();
    await desk.backout(run, ['--on-failure', 'stop']);
    const backout = await desk.lastRun();
    const results = await onCopy(
      (database) =>
        exec(
          database,
          `UPDATE events SET data = replace(data, '"outcome":"failed"', '"outcome":"ok"') WHERE run = ? AND type = 'attemptFinished'`,
          backout,
        ),
      [['show', run], ['show', run, '--json'], ['runs'], ['report', run, '--format', 'md', '-o', '-']],
    );
    const [shown, json, runs, report] = results;
    const words = `${run} DOES NOT VERIFY: what is said of backing it out cannot be relied on: ${backout} DOES NOT VERIFY, at event `;
    for (const { exit } of results) expect(exit).toBe(6);
    for (const said of [shown?.stderr, json?.stderr, runs?.stderr]) expect(said).toContain(words);
    expect(JSON.parse(json?.stdout ?? '')).toMatchObject({ evidence: { ok: false } });
    expect(report?.stdout).toContain(`cannot be relied on: ${backout} DOES NOT VERIFY`);
  });

  it('hides no newer run that is in place: one that does not verify has to be named', async () => {
    const [refused] = await onCopy(
      (database) =>
        exec(
          database,
          `UPDATE events SET data = replace(data, '"outcome":"ok"', '"outcome":"failed"') WHERE run = ? AND type = 'attemptFinished'`,
          second,
        ),
      [['backout', first]],
    );
    expect(refused?.stderr).toContain(`${second} is newer and still in place`);
  });
});

describe('a baseline that was taken away', () => {
  let older: string;
  let newer: string;
  let later: string;

  beforeAll(async () => {
    const check = 'cat "$HOLDPOINT_HOST_DIR/journal"';
    const steps = [{ id: 'look', title: 'Look', on: 'all', check }];
    const file = desk.write('based', releaseOf(inventory([host]), steps, { info: { id: 'based' } }));
    const based = async (): Promise<string> => {
      await desk.run(file);
      const run = await desk.lastRun();
      await desk.cli(['baseline', run, '--operator', 'engineer']);
      return run;
    };
    older = await based();
    newer = await based();
    await desk.run(file);
    later = await desk.lastRun();
  });

  it.each([
    ["DELETE FROM events WHERE run = ? AND type = 'baselineSet'", 'as it is'],
    ["UPDATE events SET type = 'noteAdded' WHERE run = ? AND type = 'baselineSet'", 'hashed anew'],
    ['DELETE FROM events WHERE run = ?', 'as it is'],
    ['DELETE FROM runs WHERE run = ?', 'as it is'],
    ["UPDATE runs SET plan = 'other' WHERE run = ?", 'as it is'],
  ])('lets nobody take an older one for it: %s, %s', async (change, how) => {
    const [told, json, named] = await onCopy(
      (database) => {
        exec(database, change, newer);
        if (how === 'hashed anew') hashAnew(database, newer);
      },
      [
        ['drift', later],
        ['drift', later, '--json'],
        ['drift', later, '--against', older],
      ],
    );
    for (const drift of [told, json]) {
      expect(drift?.exit).toBe(6);
      expect(drift?.stderr).toMatch(new RegExp(`${newer} DOES NOT VERIFY.*It may have been the baseline`));
    }
    expect(JSON.parse(json?.stdout ?? '')).toMatchObject({
      a: { run: older },
      unsound: [expect.stringContaining(newer)],
    });
    expect(named?.exit).toBe(0);
  });

  it('is compared with whatever its time was changed to, and its change is named', async () => {
    const [drift] = await onCopy(
      (database) => exec(database, "UPDATE runs SET created_at = '2020-01-01' WHERE run = ?", newer),
      [['drift', later, '--json']],
    );
    expect(drift?.exit).toBe(6);
    expect(drift?.stderr).toContain(`${newer} DOES NOT VERIFY`);
    expect(JSON.parse(drift?.stdout ?? '')).toMatchObject({ a: { run: newer } });
  });

  it('is not said never to have been there', async () => {
    const [drift] = await onCopy(
      (database) =>
        exec(database, "DELETE FROM events WHERE run IN (?, ?) AND type = 'baselineSet'", older, newer),
      [['drift', later]],
    );
    expect(drift?.exit).toBe(6);
    expect(drift?.stderr).toMatch(/^error: unverified: No earlier run has a baseline that can be seen, and /);
    expect(drift?.stderr).toContain(`${older} DOES NOT VERIFY`);
  });
});

describe('output that somebody changed', () => {
  const sayAgain = (database: Database): void => {
    const of = (run: string): { readonly id: number; readonly bytes: Buffer } =>
      database
        .prepare<[string], { id: number; bytes: Buffer }>(
          "SELECT id, bytes FROM chunks JOIN outputs ON outputs.id = output WHERE run = ? AND step = 'look'",
        )
        .get(run)!;
    exec(database, 'UPDATE chunks SET bytes = ? WHERE output = ?', of(first).bytes, of(second).id);
  };

  it('is no reason for drift to call the answers the same', async () => {
    const results = await onCopy(sayAgain, [
      ['drift', second, '--against', first],
      ['drift', second, '--against', first, '--json'],
      ['compare', first, second],
    ]);
    for (const { exit, stderr } of results) {
      expect(exit).toBe(6);
      expect(stderr).toContain(`${second} DOES NOT VERIFY: stdout of look@web1`);
    }
  });

  it('is found where it was put in for an attempt that nothing tells of', async () => {
    const add = (database: Database): void =>
      exec(database, "INSERT INTO outputs (run, step, host, attempt) VALUES (?, 'mark', 'web1', 7)", first);
    const [verified, report] = await onCopy(add, [
      ['verify'],
      ['report', first, '--format', 'md', '-o', '-'],
    ]);
    expect(verified).toMatchObject({
      exit: 6,
      stdout: expect.stringContaining('output of step mark on web1, attempt 7,'),
    });
    expect(report?.exit).toBe(6);
  });
});

describe('a checkpoint that is not there any more', () => {
  it('is told of by show ever after, and a folder in its place is one that cannot be read', async () => {
    await withTampered(
      desk.data,
      () => undefined,
      async (folder) => {
        rmSync(join(folder, 'checkpoint.json'));
        await desk.cli(['runs', '--data', folder]);
        const { exit, stdout } = await desk.cli(['show', first, '--data', folder]);
        expect(exit).toBe(0);
        expect(stdout).toContain('\nmissing: checkpoint.json was missing when event ');
      },
    );
    await withTampered(
      desk.data,
      () => undefined,
      async (folder) => {
        rmSync(join(folder, 'checkpoint.json'));
        mkdirSync(join(folder, 'checkpoint.json'));
        const { exit, stdout, stderr } = await desk.cli(['verify', '--data', folder]);
        expect(exit).toBe(6);
        expect(stderr + stdout).toContain('checkpoint.json was damaged');
        expect(stderr).not.toContain('EISDIR');
      },
    );
  });
});
