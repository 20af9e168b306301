import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, inventory, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

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
async function verifyAfter(tamper: (database: Database) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-tampered-'));
  try {
    cpSync(desk.data, folder, { recursive: true });
    const database = new Sqlite(join(folder, 'library.db'));
    database.pragma('foreign_keys = OFF');
    for (const name of database
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
      .pluck()
      .all()) {
      database.exec(`DROP TRIGGER ${name}`);
    }
    tamper(database);
    database.close();
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
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
    const folder = mkdtempSync(join(tmpdir(), 'holdpoint-tampered-'));
    cpSync(desk.data, folder, { recursive: true });
    const database = new Sqlite(join(folder, 'library.db'));
    for (const name of database
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
      .pluck()
      .all())
      database.exec(`DROP TRIGGER ${name}`);
    sql("UPDATE events SET at = '2020-01-01T00:00:00.000Z' WHERE run = ? AND seq = 3", run)(database);
    database.close();
    const { exit, stdout } = await desk.cli(['verify', run, '--data', folder]);
    rmSync(folder, { recursive: true, force: true });
    expect(exit).toBe(6);
    expect(stdout).toContain(`${run} event 3: event-changed: `);
  });
});
