import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, inventory, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';
import { withTampered } from '#support/tampering.ts';

let desk: Desk;
let host: Sshd;
let run: string;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
  const steps = [noted('mark', 'all', { run: 'echo the evidence; echo and more >&2' })];
  await desk.run(desk.write('evidence', releaseOf(inventory([host]), steps)));
  run = await desk.lastRun();
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

/** What `verify` says of a copy of the library in which somebody changed this. */
function verifyAfter(work: (database: Database) => void) {
  return withTampered(desk.data, work, async (folder) => {
    const { exit, stdout, stderr } = await desk.cli(['verify', '--data', folder, '--json']);
    if (stdout === '') throw new Error(stderr);
    return {
      exit,
      findings: JSON.parse(stdout).findings as {
        run: string;
        seq: number | null;
        code: string;
        message: string;
      }[],
    };
  });
}

const sql =
  (text: string, ...values: unknown[]) =>
  (database: Database) => {
    expect(database.prepare(text).run(...values).changes).toBeGreaterThan(0);
  };

describe('evidence that somebody changed', () => {
  it('verifies as long as nobody did', async () => {
    expect(await verifyAfter(() => undefined)).toEqual({ exit: 0, findings: [] });
  });

  it('is found by a changed event', async () => {
    const { exit, findings } = await verifyAfter(
      sql(
        `UPDATE events SET data = replace(data, '"exit":0', '"exit":1') WHERE run = ? AND type = 'attemptFinished'`,
        run,
      ),
    );
    expect(exit).toBe(6);
    expect(findings).toContainEqual(expect.objectContaining({ run, seq: 6, code: 'event-changed' }));
  });

  it('is found by a deleted event', async () => {
    const { exit, findings } = await verifyAfter(sql('DELETE FROM events WHERE run = ? AND seq = 4', run));
    expect(exit).toBe(6);
    expect(findings).toContainEqual(expect.objectContaining({ run, seq: 4, code: 'event-missing' }));
  });

  it('is found by events that took each other’s place', async () => {
    const { exit, findings } = await verifyAfter((database) => {
      sql('UPDATE events SET seq = 900 WHERE run = ? AND seq = 4', run)(database);
      sql('UPDATE events SET seq = 4 WHERE run = ? AND seq = 5', run)(database);
      sql('UPDATE events SET seq = 5 WHERE run = ? AND seq = 900', run)(database);
    });
    expect(exit).toBe(6);
    expect(findings).toContainEqual(expect.objectContaining({ run, code: 'event-moved' }));
  });

  it('is found by an end that was cut off', async () => {
    const { exit, findings } = await verifyAfter(sql('DELETE FROM events WHERE run = ? AND seq > 5', run));
    expect(exit).toBe(6);
    expect(findings).toContainEqual(expect.objectContaining({ run, seq: 6, code: 'events-cut' }));
  });

  it('is found by one changed byte of output, with step, host and stream', async () => {
    const { exit, findings } = await verifyAfter((database) => {
      const row = database
        .prepare<[], { rowid: number; bytes: Buffer }>(
          "SELECT rowid, bytes FROM chunks WHERE stream = 'stdout'",
        )
        .get()!;
      const bytes = Buffer.from(row.bytes);
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      sql('UPDATE chunks SET bytes = ? WHERE rowid = ?', bytes, row.rowid)(database);
    });
    expect(exit).toBe(6);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.run).toBe(run);
    expect(findings[0]?.message).toMatch(/mark.*web1|web1.*mark/);
  });

  it('is named for a person too', async () => {
    const { exit, stdout } = await withTampered(
      desk.data,
      sql("UPDATE events SET at = '2020-01-01T00:00:00.000Z' WHERE run = ? AND seq = 3", run),
      (folder) => desk.cli(['verify', run, '--data', folder]),
    );
    expect(exit).toBe(6);
    expect(stdout).toContain(`${run} event 3: event-changed: `);
  });
});

/** The failed step reads as done, and nothing is hashed anew. */
const failedReadsOk = (of: string) =>
  sql(
    `UPDATE events SET data = replace(data, '"outcome":"failed"', '"outcome":"ok"') WHERE run = ? AND type = 'attemptFinished'`,
    of,
  );

describe('a run of which one event was changed, with nothing hashed anew', () => {
  let failed: string;
  let waiting: string;
  let head: string;
  const at = expect.stringMatching(
    /DOES NOT VERIFY, at event \d+: event \d+ \(attemptFinished\).*was changed/,
  );

  beforeAll(async () => {
    const asks = noted('break', 'all', { run: 'exit 3', on_failure: 'ask' });
    const held = { id: 'wait', title: 'Wait', hold: { approvers: ['qa'] } };
    await desk.run(desk.write('failing', releaseOf(inventory([host]), [asks])));
    failed = await desk.lastRun();
    head = (await desk.show(failed)).head ?? '';
    await desk.run(
      desk.write('waiting', releaseOf(inventory([host]), [noted('first', 'all', { run: 'true' }), held])),
    );
    waiting = await desk.lastRun();
  });

  const onForged = (words: readonly string[], of = failed, change = failedReadsOk(of)) =>
    withTampered(desk.data, change, (folder) => desk.cli([...words, '--data', folder]));

  it('says so in a report, first of all and without a head', async () => {
    for (const format of ['html', 'md', 'csv']) {
      const out = join(desk.folder, `forged.${format}`);
      const { exit, stderr } = await onForged(['report', failed, '--format', format, '-o', out]);
      const text = readFileSync(out, 'utf8');
      expect(exit).toBe(6);
      expect(stderr).toEqual(at);
      expect(text).toContain('DOES NOT VERIFY');
      expect(text).not.toContain(head);
      expect(text.replaceAll(/[ -]/g, '')).not.toContain(head.slice(0, 16));
    }
  });

  it('is shown as it stands, with the warning, and in JSON with a field', async () => {
    const shown = await onForged(['show', failed]);
    expect(shown.exit).toBe(6);
    expect(shown.stderr).toEqual(at);
    expect(shown.stdout).not.toContain(head);
    const { stdout, exit } = await onForged(['show', failed, '--json']);
    expect(exit).toBe(6);
    expect(JSON.parse(stdout)).toMatchObject({
      head: null,
      evidence: { ok: false, findings: [{ run: failed, code: 'event-changed' }] },
    });
    expect((await desk.show(failed)) as object).toMatchObject({ head, evidence: { ok: true, findings: [] } });
  });

  it('is told of by log, events, compare and drift too', async () => {
    const others = [
      ['log', failed],
      ['events', failed],
      ['compare', failed, run],
      ['drift', failed, '--against', run],
    ];
    for (const words of others) {
      const { stderr } = await onForged(words);
      expect(stderr, words.join(' ')).toEqual(at);
    }
  });

  it('is backed out, repaired and kept by nobody', async () => {
    const file = desk.write('again', releaseOf(inventory([host]), [noted('mark', 'all', { run: 'true' })]));
    for (const words of [
      ['backout', failed],
      ['run', file, '--env', 'lab', '--failed-of', failed],
      ['baseline', failed],
    ]) {
      const { exit, stderr } = await onForged(words);
      expect(exit, words.join(' ')).toBe(6);
      expect(stderr, words.join(' ')).toEqual(at);
      expect(stderr).toContain('error: unverified: ');
    }
  });

  it('is resumed, stopped, and added to by nobody', async () => {
    const change = sql(
      "UPDATE events SET data = replace(data, '\"exit\":0', '\"exit\":1') WHERE run = ? AND type = 'attemptFinished'",
      waiting,
    );
    const by = ['--by', 'Dana', '--at', '2026-11-21T03:40:00+01:00'];
    for (const words of [
      ['resume', waiting],
      ['stop', waiting],
      ['exclude', waiting, 'web1'],
      ['include', waiting, 'web1'],
      ['record', waiting, '--step', 'wait', ...by],
    ]) {
      const { exit, stderr } = await onForged(words, waiting, change);
      expect(exit, words.join(' ')).toBe(6);
      expect(stderr, words.join(' ')).toEqual(at);
      expect(stderr).toContain('nothing is run, ended or undone by it');
    }
  });

  it('is as little believed when its plan or the text of its release was changed', async () => {
    const plan = sql(
      "UPDATE documents SET text = replace(text, 'exit 3', 'exit 0') WHERE text LIKE '%exit 3%'",
    );
    const { exit, stderr } = await onForged(['backout', failed], failed, plan);
    expect(exit).toBe(6);
    expect(stderr).toMatch(/DOES NOT VERIFY: document [0-9a-f]{64} was changed/);
  });

  it('is found by log and report where its output was changed', async () => {
    const output = (database: Database) => {
      const row = database
        .prepare<[string], { rowid: number; bytes: Buffer }>(
          "SELECT chunks.rowid, bytes FROM chunks JOIN outputs ON outputs.id = output WHERE run = ? AND stream = 'stdout'",
        )
        .get(run)!;
      const bytes = Buffer.from(row.bytes);
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      sql('UPDATE chunks SET bytes = ? WHERE rowid = ?', bytes, row.rowid)(database);
    };
    const { exit, stderr } = await onForged(['log', run], run, output);
    expect(exit).toBe(6);
    expect(stderr).toMatch(/DOES NOT VERIFY, at event \d+: stdout of step mark on web1/);
    const out = join(desk.folder, 'output.md');
    expect((await onForged(['report', run, '--format', 'md', '-o', out], run, output)).exit).toBe(6);
    expect(readFileSync(out, 'utf8')).toContain('DOES NOT VERIFY');
  });
});

describe('a printed code', () => {
  const printed = (hash: string) => (hash.slice(0, 16).toUpperCase().match(/.{4}/g) ?? []).join('-');

  it('names the event that it witnesses, in any letter case, with dashes or whole', async () => {
    const { head } = await desk.show(run);
    const { seq } = (await desk.events(run)).at(-1)!;
    for (const code of [head, printed(head ?? ''), head?.slice(0, 20)]) {
      const { exit, stdout } = await desk.cli(['verify', '--code', code ?? '']);
      expect(exit).toBe(0);
      expect(stdout).toContain(`${head} is event ${seq} (runFinished) of run ${run}`);
      expect(stdout).toContain('verifies');
    }
  });

  it('of the library stands on every report, and is found as well', async () => {
    const shown = JSON.parse((await desk.cli(['verify', '--json'])).stdout);
    expect(shown.ok).toBe(true);
    const out = join(desk.folder, 'heads.md');
    await desk.cli(['report', run, '--format', 'md', '-o', out]);
    const head = /Head of the library at event (\d+):\*\* ([0-9a-f]{64})/.exec(readFileSync(out, 'utf8'));
    const { exit, stdout } = await desk.cli(['verify', '--code', printed(head?.[2] ?? '')]);
    expect(exit).toBe(0);
    expect(stdout).toContain(`is event ${head?.[1]} (`);
    expect(stdout).toContain("of the library's log");
    for (const format of ['html', 'csv']) {
      const other = join(desk.folder, `heads.${format}`);
      await desk.cli(['report', run, '--format', format, '-o', other]);
      expect(readFileSync(other, 'utf8').replaceAll(/[ -]/g, '')).toContain(head?.[2]?.slice(0, 16));
    }
    const sheet = join(desk.folder, 'handover.md');
    const handover = ['report', run, '--document', 'handover', '-o', sheet];
    const refused = await desk.cli([...handover, '--format', 'csv']);
    expect([refused.exit, refused.stderr]).toEqual([2, expect.stringContaining('pdf, html or md')]);
    expect((await desk.cli([...handover, '--format', 'md'])).exit).toBe(0);
    expect(readFileSync(sheet, 'utf8')).toContain('Taken over by');
    expect(readFileSync(sheet, 'utf8')).toContain(head?.[2]?.slice(0, 16));
  });

  it('that nothing has, and one under which the body was changed, end with 6', async () => {
    const none = await desk.cli(['verify', '--code', '0123-4567-89AB-CDEF']);
    expect(none.exit).toBe(6);
    expect(none.stdout).toContain('Nothing in this library has the code 0123-4567-89AB-CDEF');
    const { head } = await desk.show(run);
    const forged = await withTampered(
      desk.data,
      sql(
        `UPDATE events SET data = replace(data, '"exit":0', '"exit":1') WHERE run = ? AND type = 'attemptFinished'`,
        run,
      ),
      (folder) => desk.cli(['verify', '--code', head ?? '', '--data', folder]),
    );
    expect(forged.exit).toBe(6);
    expect(forged.stdout).toMatch(/DOES NOT VERIFY, at event 6/);
  });

  it('that is none is a wrong call', async () => {
    for (const code of ['xyz', '12', '0'.repeat(65)])
      expect((await desk.cli(['verify', '--code', code])).exit).toBe(2);
  });

  it('that is only a part of one proves nothing, and is refused though an event begins so', async () => {
    const { head } = await desk.show(run);
    for (const digits of [8, 15]) {
      const { exit, stdout, stderr } = await desk.cli(['verify', '--code', head?.slice(0, digits) ?? '']);
      expect([exit, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`has ${digits}, and an event that somebody made could have the same`);
    }
  });
});

describe('text from outside', () => {
  const hostile = 'a\u001b[2Jb\u009b31mc\u202ed\u200be';
  const raw = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

  it('is spelled out wherever it is printed, and stays the same value in JSON', async () => {
    const name = 'Hostile \u202egnp.exe\u009b2J';
    const body = `printf 'a\\033[2Jb\\302\\23331mc\\342\\200\\256d\\342\\200\\213e'; exit 0`;
    const step = noted('say', 'all', { run: body, capture: { said: 'stdout' } });
    const file = desk.write('hostile', { ...releaseOf(inventory([host]), [step]) });
    const live = await desk.run(file, ['--jsonl', '--operator', name]);
    const hostileRun = await desk.lastRun();
    const printed = [
      live,
      await desk.cli(['show', hostileRun]),
      await desk.cli(['show', hostileRun, '--json']),
      await desk.cli(['events', hostileRun]),
      await desk.cli(['log', hostileRun]),
      await desk.cli(['runs']),
      await desk.cli(['compare', hostileRun, run]),
      await desk.cli(['plan', file, '--env', 'lab', '--json']),
      await desk.cli(['show', `nope${hostile}`]),
      await desk.cli([hostile]),
    ];
    for (const { stdout, stderr } of printed) expect(stdout + stderr).not.toMatch(raw);
    expect((await desk.events(hostileRun))[0]).toMatchObject({ data: { operator: name } });
    expect((await desk.cli(['log', hostileRun])).stdout).toContain(
      'a<U+001B>[2Jb<U+009B>31mc<U+202E>d<U+200B>e',
    );
    const exact = await desk.cli(['log', hostileRun, '--step', 'say', '--host', 'web1', '--raw']);
    expect(exact.stdout).toBe(hostile);
  });

  it('is spelled out in what lint says of keys and values, on one line a problem', async () => {
    const file = desk.write('keys', { ...releaseOf(inventory([host]), []), [`id${hostile}\nx:1:1: ok`]: 1 });
    const lines = await desk.cli(['lint', file]);
    expect(lines.exit).toBe(1);
    expect(lines.stdout).not.toMatch(raw);
    expect(lines.stdout).toContain('<U+009B>');
    expect(lines.stdout).not.toMatch(/^x:1:1/m);
    const json = await desk.cli(['lint', file, '--json']);
    expect(json.stdout).not.toMatch(raw);
    expect(JSON.stringify(JSON.parse(json.stdout))).toContain('\u009b');
  });
});
