import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, onTestFinished } from 'vitest';
import { MIGRATIONS } from '#adapters/sqlite/migrations/all.ts';
import type { Migration } from '#adapters/sqlite/migrations/migration.ts';
import { type LibraryOptions, openLibrary } from '#adapters/sqlite/open-library.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { describeOpening, printableFinding } from '#core/words/library/describe-evidence.ts';
import { whyNoMounts } from '#support/environment.ts';
import { mountDisk } from '#support/small-disk.ts';
import { AT, note, RUN, recordRun, type StoreFixture, test } from './library-fixture.ts';

const KNOWN = MIGRATIONS.length;

const colour: Migration = {
  name: 'colour',
  up: (exec) => exec('ALTER TABLE releases ADD COLUMN colour TEXT'),
};
/** The program of the next version. */
const NEXT = { migrations: [...MIGRATIONS, colour], program: '0.9.0' };

const backups = (folder: string) => join(folder, 'backups');

async function refusal(folder: string, { clock }: StoreFixture, options: Partial<LibraryOptions> = {}) {
  const result = await openLibrary(folder, { clock, reserveBytes: 0, program: '0.8.0', ...options });
  if (result.ok) throw new Error('the library was opened');
  return result.error;
}

function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.endsWith('-shm') && existsSync(join(folder, name)) && name.includes('.'),
  );
  return Object.fromEntries(files.map((name) => [name, sha256(readFileSync(join(folder, name)))]));
}

/** As it was written before migrations named their program. */
function makeFirstSchema(store: StoreFixture): void {
  store.tamper((database) => {
    database.exec('DELETE FROM migrations WHERE number > 1; ALTER TABLE migrations DROP COLUMN program');
    database.pragma('user_version = 1');
  });
}

describe('a library of an earlier program', () => {
  test('is copied, brought up to date and opened', async ({ store }) => {
    recordRun(await store.open());
    (await store.open()).close();
    store.closeAll();
    const updated = await store.open(NEXT);
    expect(updated.events(RUN)).toHaveLength(5);
    expect([updated.losses, updated.readOnly]).toEqual([[], null]);
    expect(updated.append(RUN, [note('with the new program')], AT)).toHaveLength(1);
    updated.close();
    const [backup = '', ...more] = readdirSync(backups(store.folder));
    expect(more).toEqual([]);
    expect(backup).toMatch(new RegExp(`^schema-${KNOWN}-.*\\.db$`));
    const copy = new Sqlite(join(backups(store.folder), backup), { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(KNOWN);
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(copy.prepare('SELECT count(*) AS n FROM events WHERE run = ?').get(RUN)).toEqual({ n: 5 });
    copy.close();
    store.rawly((database) => {
      expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(database.prepare('SELECT number, program FROM migrations ORDER BY number').all()).toEqual([
        ...MIGRATIONS.map((_, index) => ({ number: index + 1, program: 'of unknown version' })),
        { number: KNOWN + 1, program: '0.9.0' },
      ]);
    });
  });

  test('is opened as well where it does not say who wrote it', async ({ store }) => {
    recordRun(await store.open());
    store.closeAll();
    makeFirstSchema(store);
    const updated = await store.open({ program: '0.8.0' });
    expect(updated.events(RUN)).toHaveLength(5);
    expect([updated.losses, updated.readOnly]).toEqual([[], null]);
    expect(updated.verifyLibrary().findings.map(printableFinding)).toEqual([]);
  });

  test('is left alone while another program has it open', async ({ store }) => {
    const inUse = await store.open();
    recordRun(inUse);
    expect(await refusal(store.folder, store, NEXT)).toEqual({
      code: 'busy',
      message: expect.stringContaining('another program has it open'),
    });
    expect(inUse.append(RUN, [note('goes on')], AT)).toHaveLength(1);
    expect(existsSync(backups(store.folder))).toBe(false);
    inUse.close();
    expect((await store.open(NEXT)).events(RUN)).toHaveLength(6);
  });

  test('stays as it was when a migration fails', async ({ store }) => {
    recordRun(await store.open());
    store.closeAll();
    const broken: Migration = {
      name: 'broken',
      up: (exec) => exec('CREATE TABLE half (x); CREATE TABLE releases (x)'),
    };
    await expect(store.open({ migrations: [...MIGRATIONS, broken] })).rejects.toThrow('already exists');
    expect((await store.open()).events(RUN)).toHaveLength(5);
    store.rawly((database) =>
      expect(database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").get()).toBeUndefined(),
    );
  });

  test.skipIf(whyNoMounts() !== null)(
    'is left as it was on a disk without room for its copy',
    async ({ store }) => {
      recordRun(await store.open());
      store.closeAll();
      const place = mkdtempSync(join(tmpdir(), 'holdpoint-disk-'));
      const disk = mountDisk(place, 'size=2m');
      onTestFinished(() => {
        disk.unmount();
        rmSync(place, { recursive: true });
      });
      const folder = join(place, 'library');
      cpSync(store.folder, folder, { recursive: true });
      const filling = join(place, 'filling');
      expect(() => writeFileSync(filling, Buffer.alloc(4_000_000))).toThrow('ENOSPC');
      truncateSync(filling, statSync(filling).size - 80_000);
      expect(await refusal(folder, store, NEXT)).toMatchObject({ code: 'disk-full' });
      rmSync(filling);
      const opened = await openLibrary(folder, { clock: store.clock, reserveBytes: 0 });
      if (!opened.ok) throw new Error(opened.error.message);
      expect(opened.value.events(RUN)).toHaveLength(5);
      expect(opened.value.losses.map(describeOpening)).toEqual([]);
      opened.value.close();
      expect(readdirSync(backups(folder))).toEqual([]);
    },
  );
});

describe('a library of a newer program', () => {
  test('is refused by the name of the version that wrote it', async ({ store }) => {
    (await store.open(NEXT)).close();
    expect(await refusal(store.folder, store)).toEqual({
      code: 'newer-library',
      message: `This library was written by Holdpoint 0.9.0 and cannot be opened by Holdpoint 0.8.0 (schema ${KNOWN + 1}; this program knows ${KNOWN}). Install Holdpoint 0.9.0 or newer to open it; nothing was changed.`,
    });
  });

  test('is left as it is, with the log that a killed program left behind', async ({ store }) => {
    const open = await store.open(NEXT);
    recordRun(open);
    const left = mkdtempSync(join(tmpdir(), 'holdpoint-left-'));
    cpSync(store.folder, left, { recursive: true });
    const before = contents(left);
    expect(statSync(join(left, 'library.db-wal')).size).toBeGreaterThan(0);
    expect(await refusal(left, store)).toMatchObject({ code: 'newer-library' });
    expect(contents(left)).toEqual(before);
    rmSync(left, { recursive: true });
  });

  test('is left as it is while the newer program works with it', async ({ store }) => {
    const open = await store.open(NEXT);
    recordRun(open);
    expect(await refusal(store.folder, store)).toMatchObject({ code: 'newer-library' });
    expect(open.append(RUN, [note('goes on')], AT)).toHaveLength(1);
  });
});
