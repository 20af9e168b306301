import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, onTestFinished } from 'vitest';
import { markOf } from '#adapters/sqlite/backups/untouched.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { DEFAULT_BACKUP_SETTINGS, isSoundBackup } from '#core/library/backup.ts';
import type { RunId } from '#core/run/events.ts';
import { describeOpening } from '#core/words/library/describe-evidence.ts';
import {
  backUp,
  backUpAfterRun,
  createBackupWork,
  listBackups,
  readBackupSettings,
  writeBackupSettings,
} from '#operations/backups/keep-backups.ts';
import { whyNoMounts } from '#support/environment.ts';
import { mountDisk } from '#support/small-disk.ts';
import { tamper } from '#support/tampering.ts';
import {
  AT,
  note,
  RUN,
  recordRun,
  runCreated,
  type StoreFixture,
  sha256,
  started,
  test,
} from './library-fixture.ts';

const OTHER = 'r-20261121-0500-abcd' as RunId;

const parts = (library: Library, { clock }: StoreFixture) => ({
  library,
  clock,
  work: createBackupWork({ clock }),
});

async function backedUp(library: Library, store: StoreFixture, path: string | null = null) {
  const made = await backUp(parts(library, store), { reason: 'asked', path });
  if (!made.ok) throw new Error(made.error.message);
  store.clock.advance(1000);
  return made.value;
}

/** Put back, then opened as the next program does. */
async function restore(store: StoreFixture, from: string, folder = store.folder) {
  const restored = await createBackupWork({ clock: store.clock }).restore({
    library: folder,
    from,
    program: '0.1.0',
  });
  if (!restored.ok) return restored;
  const opened = await openLibrary(folder, { clock: store.clock, reserveBytes: 0 });
  if (!opened.ok) throw new Error(opened.error.message);
  const { losses } = opened.value;
  opened.value.close();
  return { ok: true as const, value: { ...restored.value, losses } };
}

const listed = (library: Library) => listBackups(library, readBackupSettings(library));
const backups = (folder: string) => join(folder, 'backups');

/** Everything in the folder but what SQLite keeps while a library is open. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter(
    (each) => each.isFile() && !each.name.endsWith('-shm') && !each.name.endsWith('-wal'),
  );
  return Object.fromEntries(
    files.map((each) => [
      join(each.parentPath, each.name),
      sha256(readFileSync(join(each.parentPath, each.name))),
    ]),
  );
}

describe('a backup', () => {
  test('holds what was recorded at its moment, in one file, and is checked', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    const backup = await backedUp(library, store);
    library.append(RUN, [note('later')], AT);
    expect(isSoundBackup(backup)).toBe(true);
    expect(listed(library)).toEqual([backup]);
    expect(backup.contents).toEqual({
      library: library.id,
      ...library.head(null),
      seq: 3,
      hash: expect.any(String),
      runs: 1,
      sha256: sha256(readFileSync(backup.path)),
      program: expect.any(String),
    });
    expect(readdirSync(backups(store.folder)).toSorted()).toEqual([`${backup.id}.db`, `${backup.id}.json`]);
    const copy = new Sqlite(backup.path, { readonly: true });
    expect(copy.pragma('journal_mode', { simple: true })).toBe('delete');
    expect(copy.prepare('SELECT count(*) AS n FROM events WHERE run = ?').get(RUN)).toEqual({ n: 5 });
    copy.close();
  });

  test('is made while runs write, and keeps none of them waiting', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    const making = backUp(parts(library, store), { reason: 'run', path: null });
    let isMade = false;
    void making.finally(() => {
      isMade = true;
    });
    let written = 0;
    while (!isMade) {
      library.append(RUN, [note(`note ${written}`)], AT);
      written += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const made = await making;
    expect(written).toBeGreaterThan(0);
    expect(made.ok && isSoundBackup(made.value)).toBe(true);
    expect(library.verifyLibrary().findings).toEqual([]);
  });

  test('of a damaged library is made and said to be damaged', async ({ store }) => {
    recordRun(await store.open());
    store.closeAll();
    store.tamper((database) =>
      database.exec(
        "UPDATE events SET data = replace(data, 'planSha256', 'planSha257') WHERE run IS NULL AND seq = 2",
      ),
    );
    const backup = await backedUp(await store.open(), store);
    expect(isSoundBackup(backup)).toBe(false);
    expect(backup.check?.findings).toMatchObject([
      { run: null, seq: 2, code: 'event-changed', type: 'runOpened' },
    ]);
    expect(listed(await store.open())).toEqual([backup]);
  });

  test('goes where a person says, to a folder that is there and a name that is free', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    const elsewhere = join(store.folder, 'stick');
    const wish = { reason: 'asked', path: join(elsewhere, 'mine.db') } as const;
    expect(await backUp(parts(library, store), wish)).toMatchObject({
      ok: false,
      error: { code: 'no-folder' },
    });
    expect(existsSync(elsewhere)).toBe(false);
    mkdirSync(elsewhere);
    expect(await backUp(parts(library, store), wish)).toMatchObject({ ok: true });
    const before = contents(elsewhere);
    expect(await backUp(parts(library, store), wish)).toMatchObject({ ok: false, error: { code: 'exists' } });
    expect(contents(elsewhere)).toEqual(before);
  });

  test('follows a run where the newest is old enough, and others give way', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    writeBackupSettings(library, { ...DEFAULT_BACKUP_SETTINGS, keepNewest: 2, keepDays: 0 });
    const runEnds = () => backUpAfterRun(parts(library, store));
    const first = await runEnds();
    expect(first).toMatchObject({ ok: true, value: { reason: 'run' } });
    expect(await runEnds()).toBeNull();
    for (const _ of [1, 2]) {
      store.clock.advance(3_600_000);
      expect(await runEnds()).toMatchObject({ ok: true });
    }
    const left = listed(library);
    expect(left).toHaveLength(2);
    expect(left.map(({ id }) => id)).not.toContain(first?.ok && first.value.id);
    expect(readdirSync(backups(store.folder))).toHaveLength(4);
  });

  test('in a folder that several libraries share is told from those of the others', async ({ store }) => {
    const shared = join(store.folder, 'shared');
    mkdirSync(shared);
    const other = await openLibrary(join(store.folder, 'other'), { clock: store.clock, reserveBytes: 0 });
    if (!other.ok) throw new Error(other.error.message);
    onTestFinished(() => other.value.close());
    const library = await store.open();
    for (const each of [library, other.value])
      writeBackupSettings(each, { ...DEFAULT_BACKUP_SETTINGS, folder: shared, keepNewest: 1, keepDays: 0 });
    const theirs = await backedUp(other.value, store);
    await backedUp(library, store);
    const ours = await backedUp(library, store);
    expect(listed(library)).toEqual([ours]);
    expect(listed(other.value)).toEqual([theirs]);
  });

  test('that a killed program left unfinished is swept away with the next', async ({ store }) => {
    const library = await store.open();
    await backedUp(library, store);
    writeFileSync(join(backups(store.folder), '.part-999999999-backup-x.db'), 'half');
    const own = join(backups(store.folder), `.part-${process.ppid}-backup-x.db`);
    writeFileSync(own, 'of a program that is alive');
    await backedUp(library, store);
    expect(readdirSync(backups(store.folder)).filter((name) => name.startsWith('.'))).toEqual([
      `.part-${process.ppid}-backup-x.db`,
    ]);
  });
});

describe.skipIf(whyNoMounts() !== null)('a disk that does not take a backup', () => {
  async function onDisk(store: StoreFixture, options: string) {
    const folder = mkdtempSync(join(tmpdir(), 'holdpoint-disk-'));
    const disk = mountDisk(folder, options);
    onTestFinished(() => {
      disk.unmount();
      rmSync(folder, { recursive: true });
    });
    const library = await store.open();
    recordRun(library);
    return { folder, disk, library };
  }

  test('for want of space is named, and nothing is left there', async ({ store }) => {
    const { folder, library } = await onDisk(store, 'size=64k');
    const made = await backUp(parts(library, store), { reason: 'asked', path: join(folder, 'a.db') });
    expect(made).toMatchObject({ ok: false, error: { code: 'disk-full' } });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('because it is read-only is named, and nothing is left there', async ({ store }) => {
    const { folder, disk, library } = await onDisk(store, 'size=8m');
    disk.makeReadOnly();
    const made = await backUp(parts(library, store), { reason: 'asked', path: join(folder, 'a.db') });
    expect(made).toMatchObject({ ok: false, error: { code: 'unwritable' } });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that runs full while it is written is named, and nothing is left there', async ({ store }) => {
    const { folder, library } = await onDisk(store, 'size=8m');
    const writer = library.openOutput({ run: RUN, step: 'install' as never, host: 'web-1', attempt: 2 });
    writer.write('stdout', crypto.getRandomValues(new Uint8Array(65_536)));
    writer.finish();
    library.append(RUN, [note('with output')], AT);
    const free = Buffer.alloc(8 * 1024 * 1024 - 200_000);
    writeFileSync(join(folder, 'other'), free);
    const made = await backUp(parts(library, store), { reason: 'asked', path: join(folder, 'a.db') });
    expect(made).toMatchObject({ ok: false, error: { code: 'disk-full' } });
    expect(readdirSync(folder)).toEqual(['other']);
  });
});

describe('a backup that is put back', () => {
  test('takes the library’s place, which is kept, and what it lacks is a loss', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    const backup = await backedUp(library, store);
    library.append(OTHER, [runCreated(library, OTHER), started], AT);
    library.append(RUN, [note('later')], AT);
    store.closeAll();
    const restored = await restore(store, backup.path);
    if (!restored.ok) throw new Error(restored.error.message);
    const { preview, losses, replaced } = restored.value;
    expect(preview.loss?.runs.map(({ run, events, whole }) => ({ run, events, whole }))).toEqual([
      { run: OTHER, events: 2, whole: true },
      { run: RUN, events: 1, whole: false },
    ]);
    expect(losses.map(describeOpening).join()).toContain("of the library's log missing");

    const again = await store.open();
    expect(again.events(RUN)).toHaveLength(5);
    expect(again.events(OTHER)).toEqual([]);
    expect(again.lossesKnown().map(({ run }) => run)).toContain(OTHER);
    expect(again.chain(null as never).at(-1)).toMatchObject({
      type: 'libraryRestored',
      data: {
        seq: backup.contents?.seq,
        head: backup.contents?.hash,
        replaced: expect.stringMatching(/^replaced-/),
      },
    });
    const kept = new Sqlite(replaced ?? '', { readonly: true });
    expect(kept.prepare('SELECT count(*) AS n FROM events WHERE run = ?').get(OTHER)).toEqual({ n: 2 });
    kept.close();
    expect(listed(again).map(({ reason }) => reason)).toEqual(['replaced', 'asked']);
  });

  test('is recorded by whoever opens the library next, also after the program that did it died', async ({
    store,
  }) => {
    const library = await store.open();
    const backup = await backedUp(library, store);
    store.closeAll();
    const restored = await createBackupWork({ clock: store.clock }).restore({
      library: store.folder,
      from: backup.path,
      program: '0.1.0',
    });
    expect(restored.ok).toBe(true);
    const again = await store.open();
    expect(again.chain(null as never).map(({ type }) => type)).toEqual(['libraryCreated', 'libraryRestored']);
    expect(again.losses.map(describeOpening)).toEqual([]);
    again.close();
    expect((await store.open()).chain(null as never)).toHaveLength(2);
    expect(readdirSync(store.folder)).not.toContain('restored.json');
  });

  test('sees that another program was at the library while that was copied', async ({ store }) => {
    const path = join(store.folder, 'library.db');
    recordRun(await store.open());
    store.closeAll();
    const mark = markOf(path);
    expect(markOf(path)).toBe(mark);
    const library = await store.open();
    expect(markOf(path)).not.toBe(mark);
    library.append(RUN, [note('later')], AT);
    store.closeAll();
    expect(markOf(path)).not.toBe(mark);
  });

  test('is refused while the library is open elsewhere', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    const backup = await backedUp(library, store);
    const before = contents(store.folder);
    expect(await restore(store, backup.path)).toMatchObject({ ok: false, error: { code: 'busy' } });
    expect(contents(store.folder)).toEqual(before);
    expect(library.append(RUN, [note('goes on')], AT)).toHaveLength(1);
  });

  test('is looked through whole first: one that does not verify is refused', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    const backup = await backedUp(library, store);
    store.closeAll();
    const bad = join(store.folder, 'bad');
    mkdirSync(bad);
    cpSync(backup.path, join(bad, 'library.db'));
    tamper(bad, (database) =>
      database.exec("UPDATE events SET at = '2026-01-01' WHERE run IS NOT NULL AND seq = 2"),
    );
    const before = contents(store.folder);
    expect(await restore(store, join(bad, 'library.db'))).toMatchObject({
      ok: false,
      error: { code: 'unverified', message: expect.stringContaining(RUN) },
    });
    truncateSync(join(bad, 'library.db'), 20_000);
    expect(await restore(store, join(bad, 'library.db'))).toMatchObject({
      ok: false,
      error: { code: 'unverified' },
    });
    writeFileSync(join(bad, 'library.db'), 'no database at all');
    expect(await restore(store, join(bad, 'library.db'))).toMatchObject({
      ok: false,
      error: { code: 'not-a-library' },
    });
    rmSync(bad, { recursive: true });
    expect(contents(store.folder)).toEqual(
      Object.fromEntries(Object.entries(before).filter(([path]) => !path.includes('/bad/'))),
    );
  });

  test('of another library is refused', async ({ store }) => {
    const library = await store.open();
    const backup = await backedUp(library, store);
    const folder = join(store.folder, 'other');
    const other = await openLibrary(folder, { clock: store.clock, reserveBytes: 0 });
    if (!other.ok) throw new Error(other.error.message);
    other.value.close();
    expect(await restore(store, backup.path, folder)).toMatchObject({
      ok: false,
      error: { code: 'other-library' },
    });
  });

  test('brings back a library whose file is destroyed, and says that nobody knows what it lacks', async ({
    store,
  }) => {
    const library = await store.open();
    recordRun(library);
    const backup = await backedUp(library, store);
    library.append(OTHER, [runCreated(library, OTHER), started], AT);
    store.closeAll();
    const path = join(store.folder, 'library.db');
    truncateSync(path, 12_000);
    const restored = await restore(store, backup.path);
    expect(restored).toMatchObject({ ok: true, value: { preview: { present: 'unreadable', loss: null } } });
    const again = await store.open();
    expect(again.events(RUN)).toHaveLength(5);
    expect(again.lossesKnown().map(({ run }) => run)).toContain(OTHER);
  });

  test('makes a library in a new folder, as on another workstation, and the lack of a checkpoint is recorded', async ({
    store,
  }) => {
    const library = await store.open();
    recordRun(library);
    const backup = await backedUp(library, store);
    const folder = join(store.folder, 'new');
    expect(await restore(store, backup.path, folder)).toMatchObject({
      ok: true,
      value: { replaced: null, preview: { present: 'none' } },
    });
    const opened = await openLibrary(folder, { clock: store.clock, reserveBytes: 0 });
    if (!opened.ok) throw new Error(opened.error.message);
    onTestFinished(() => opened.value.close());
    expect(opened.value.events(RUN)).toHaveLength(5);
    expect(opened.value.lossesKnown().map(({ code }) => code)).toEqual(['checkpoint-missing']);
  });

  test('may be the files of a library that were copied while it was in use', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    const copy = join(store.folder, 'copy');
    mkdirSync(copy);
    for (const name of ['library.db', 'library.db-wal']) cpSync(join(store.folder, name), join(copy, name));
    store.closeAll();
    expect(await restore(store, join(copy, 'library.db'))).toMatchObject({ ok: true, value: { losses: [] } });
    expect(readdirSync(copy).toSorted()).toEqual(['library.db', 'library.db-wal']);
  });
});
