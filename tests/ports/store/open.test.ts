import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
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
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { describe, expect } from 'vitest';
import { loadSqlite, openForWriting } from '#adapters/sqlite/connection.ts';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { describeOpening, printableFinding } from '#core/words/library/describe-evidence.ts';
import { StoreFailure } from '#engine/ports.ts';
import {
  AT,
  finished,
  note,
  outputRef,
  RUN,
  recordRun,
  runCreated,
  type StoreFixture,
  started,
  test,
} from './library-fixture.ts';

const file = (store: StoreFixture) => join(store.folder, 'library.db');

async function refusal(store: StoreFixture) {
  const result = await openLibrary(store.folder, { clock: store.clock, reserveBytes: 0 });
  if (result.ok) throw new Error('the library was opened');
  return result.error;
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreFailure) return error.code;
    throw error;
  }
  return 'none';
}

describe('opening a library', () => {
  test('makes one that only its owner can enter, marked as a library', async ({ store }) => {
    const folder = join(store.folder, 'deep', 'er');
    const result = await openLibrary(folder, { clock: store.clock, reserveBytes: 0 });
    if (!result.ok) throw new Error(result.error.message);
    result.value.close();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(folder, 'library.db')).readUInt32BE(68)).toBe(0x484f4c44);
  });

  test('writes with full synchronisation at the first opening and at later ones', async ({ store }) => {
    const loaded = await loadSqlite(undefined);
    if (!loaded.ok) throw new Error(loaded.error.message);
    for (const isNew of [true, false, false]) {
      const database = openForWriting(loaded.value, file(store), isNew);
      const read = (pragma: string) => database.pragma(pragma, { simple: true });
      expect([
        read('synchronous'),
        read('journal_mode'),
        read('foreign_keys'),
        read('trusted_schema'),
      ]).toEqual([2, 'wal', 1, 0]);
      database.close();
    }
  });

  test('refuses a library of a newer program and leaves it alone', async ({ store }) => {
    (await store.open()).close();
    store.tamper((database) => database.pragma('user_version = 99'));
    const before = readFileSync(file(store));
    expect(await refusal(store)).toMatchObject({
      code: 'newer-library',
      message: expect.stringContaining('newer Holdpoint'),
    });
    expect(readFileSync(file(store))).toEqual(before);
  });

  test('refuses a library whose migration is not the one known here', async ({ store }) => {
    (await store.open()).close();
    store.tamper((database) => database.exec("UPDATE migrations SET sha256 = 'x'"));
    expect(await refusal(store)).toMatchObject({ code: 'changed-migration' });
  });

  test('refuses a database of another program', async ({ store }) => {
    const database = new Sqlite(file(store));
    database.exec('CREATE TABLE other (x)');
    database.close();
    expect(await refusal(store)).toMatchObject({ code: 'not-a-library' });
  });

  test('refuses a file whose beginning is destroyed', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    library.close();
    const bytes = readFileSync(file(store));
    writeFileSync(file(store), bytes.fill(0xff, 0, 16));
    expect(await refusal(store)).toMatchObject({ code: 'damaged' });
  });

  test('says that a page is damaged', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    library.close();
    const bytes = readFileSync(file(store));
    for (let page = 2; page * 8192 < bytes.length; page += 1) bytes.fill(0xa5, page * 8192, page * 8192 + 64);
    writeFileSync(file(store), bytes);
    const result = await openLibrary(store.folder, { clock: store.clock, reserveBytes: 0 });
    if (result.ok)
      expect(result.value.verifyLibrary().findings.map(printableFinding)).toContainEqual(
        expect.objectContaining({ code: 'database-damaged' }),
      );
    else expect(result.error.code).toBe('damaged');
  });

  test('refuses a log that is cut and keeps what the main file has', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    library.close();
    const again = await store.open();
    again.append(RUN, [note('in the log only')], AT);
    rmSync(`${file(store)}-wal`);
    const copied = mkdtempSync(join(tmpdir(), 'holdpoint-copy-'));
    for (const name of ['library.db', 'checkpoint.json'])
      writeFileSync(join(copied, name), readFileSync(join(store.folder, name)));
    const result = await openLibrary(copied, { clock: store.clock, reserveBytes: 0 });
    if (!result.ok) throw new Error(result.error.message);
    expect(result.value.losses.map(describeOpening)).toEqual([
      expect.stringContaining("1 event of the library's log missing since"),
      expect.stringContaining(`1 event of run ${RUN} missing since`),
    ]);
    result.value.close();
    rmSync(copied, { recursive: true });
  });
});

/** Where a pipe is read, nothing comes for ever; a file of gigabytes takes the memory. */
const ODD: readonly (readonly [string, (path: string) => void])[] = [
  ['a pipe', (path) => execFileSync('mkfifo', [path])],
  ['a folder', (path) => mkdirSync(path)],
];

describe.skipIf(process.platform === 'win32')('something else in the place of a file of the library', () => {
  for (const [what, make] of ODD)
    for (const name of ['library.db', 'library.db-wal', 'library.db-shm'])
      test(`is refused at once, with its name: ${what} as ${name}`, async ({ store }) => {
        (await store.open()).close();
        const path = join(store.folder, name);
        rmSync(path, { force: true });
        make(path);
        const { code, message } = await refusal(store);
        expect(code).toBe('damaged');
        if (name !== 'library.db') expect(message).toContain(`${path} is a folder, a pipe or a device. `);
      });

  for (const [what, make] of [
    ...ODD,
    ['three gigabytes', (path: string) => truncateSync(path, 3 * 2 ** 30)] as const,
  ])
    test(`is a damaged checkpoint where it is ${what}`, async ({ store }) => {
      (await store.open()).close();
      const path = join(store.folder, 'checkpoint.json');
      rmSync(path);
      if (what === 'three gigabytes') writeFileSync(path, '');
      make(path);
      const opened = await openLibrary(store.folder, { clock: store.clock, reserveBytes: 0 });
      if (!opened.ok) throw new Error(opened.error.message);
      expect(opened.value.losses.map(describeOpening).join()).toContain('checkpoint.json was damaged');
      opened.value.close();
    });
});

describe('a library that cannot be written', () => {
  test('is read when it is opened for reading', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    library.close();
    const reader = await store.open({ readOnly: true });
    expect(reader.readOnly).toContain('reading only');
    expect(reader.events(RUN)).toHaveLength(5);
    for (const write of [
      () => reader.append(RUN, [started], AT),
      () => reader.putDocument('new'),
      () => reader.openOutput(outputRef()),
      () => reader.lockRun(RUN),
      () => reader.saveText('gateway', { text: '', revision: null }),
      () => reader.writeSetting('x', 1),
    ]) {
      expect(codeOf(write)).toMatch(/read-only|none/);
    }
    expect(codeOf(() => reader.writeSetting('x', 1))).toBe('read-only');
  });

  test.skipIf(process.platform === 'win32')(
    'is read from a folder without write permission, and says why',
    async ({ store }) => {
      const library = await store.open();
      recordRun(library);
      library.close();
      for (const name of readdirSync(store.folder)) chmodSync(join(store.folder, name), 0o444);
      chmodSync(store.folder, 0o555);
      const child = fileURLToPath(new URL('./open-read-only.child.ts', import.meta.url));
      const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
      const printed = execFileSync(process.execPath, [child, store.folder, RUN], {
        encoding: 'utf8',
        ...asNobody,
      });
      chmodSync(store.folder, 0o755);
      expect(JSON.parse(printed)).toEqual({
        readOnly: expect.stringContaining('cannot be written'),
        events: 5,
        ok: true,
        append: 'read-only',
      });
    },
  );
});

describe('a full disk', () => {
  test('is a failure with words, and what was recorded before stays', async ({ store }) => {
    const library = await store.open({ maxPages: 40 });
    library.append(RUN, [runCreated(library)], AT);
    const big = 'x'.repeat(100_000);
    let kept = 1;
    const fill = () => {
      for (; kept < 50; kept += 1) library.append(RUN, [note(big)], AT);
    };
    expect(fill).toThrow(
      expect.objectContaining({
        name: 'StoreFailure',
        code: 'disk-full',
        message: expect.stringContaining('Free some space'),
      }),
    );
    expect(library.events(RUN)).toHaveLength(kept);
    library.close();
    const again = await store.open();
    expect(again.verifyLibrary().findings.map(printableFinding)).toEqual([]);
    expect(again.append(RUN, [finished], AT)).toHaveLength(1);
  });

  test('keeps waiting output for a later attempt to store it', async ({ store }) => {
    const library = await store.open({ maxPages: 37 });
    library.append(RUN, [runCreated(library)], AT);
    const writer = library.openOutput(outputRef());
    const noise = Buffer.from(
      Array.from({ length: 400_000 }, (_, index) => Math.imul(index, 2654435761) >>> 24),
    );
    expect(codeOf(() => writer.write('stdout', noise))).toBe('disk-full');
    expect(codeOf(() => library.append(RUN, [note('x')], AT))).toBe('disk-full');
    expect(library.events(RUN)).toHaveLength(1);
  });

  test('tells of a failure in the background at the next write', async ({ store }) => {
    const library = await store.open({ maxPages: 29 });
    library.append(RUN, [runCreated(library)], AT);
    const writer = library.openOutput(outputRef());
    const noise = Buffer.from(
      Array.from({ length: 250_000 }, (_, index) => Math.imul(index, 2654435761) >>> 24),
    );
    writer.write('stdout', noise);
    store.clock.advance(100);
    expect(codeOf(() => writer.write('stdout', Buffer.from('x')))).toBe('disk-full');
  });

  test('has a reserve put aside while there is space', async ({ store }) => {
    const library = await store.open({ reserveBytes: 65_536 });
    expect(statSync(join(store.folder, 'reserve.bin')).size).toBe(65_536);
    library.close();
    expect(existsSync(join(store.folder, 'reserve.bin'))).toBe(true);
  });
});
