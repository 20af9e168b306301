import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { describeOpening, printableFinding } from '#core/words/library/describe-evidence.ts';
import { createHeldDisk, type HeldDisk } from '#support/held-disk.ts';
import { AT, note, RUN, runCreated, type StoreFixture, started, test } from './library-fixture.ts';

/** So many tries are more than any one call makes. */
const FOR_LONG = 1000;
const checkpointOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'checkpoint.json'), 'utf8'));
const held = (disk: HeldDisk) => ({ disk });

async function runUnderWay(store: StoreFixture, disk: HeldDisk) {
  const library = await store.open(held(disk));
  library.append(RUN, [runCreated(library), started], AT);
  return library;
}

describe('a checkpoint that another program holds', () => {
  for (const code of ['EBUSY', 'EPERM', 'UNKNOWN'] as const)
    test(`does not end a run, and the library says that it went on without (${code})`, async ({ store }) => {
      const disk = createHeldDisk({ code, calls: ['renameSync'] });
      const library = await runUnderWay(store, disk);
      const before = checkpointOf(store.folder);
      disk.hold(FOR_LONG);
      store.clock.advance(5000);
      library.append(RUN, [note('one')], AT);
      expect(disk.waitedMs()).toBe(1000);
      library.append(RUN, [note('two')], AT);
      store.clock.advance(5000);
      library.append(RUN, [note('three')], AT);
      expect(disk.waitedMs()).toBe(2000);
      expect(checkpointOf(store.folder)).toEqual(before);
      expect(library.chain(null).filter(({ type }) => type === 'checkpointHeld')).toMatchObject([
        { data: { code } },
      ]);
      expect(readdirSync(store.folder).filter((name) => name.endsWith('.part'))).toEqual([]);

      disk.hold(0);
      store.clock.advance(5000);
      library.append(RUN, [note('four')], AT);
      expect(checkpointOf(store.folder).runs[RUN].seq).toBe(library.head(RUN).seq);
    });

  test('and is behind at the next opening is explained, and no loss', async ({ store }) => {
    const disk = createHeldDisk({ calls: ['renameSync'] });
    const library = await runUnderWay(store, disk);
    disk.hold(FOR_LONG);
    for (const text of ['a', 'b', 'c', 'd'])
      library.keepText('gateway', { text, revision: null, because: 'kept' });
    library.close();
    const again = await store.open();
    expect(again.losses.map(describeOpening)).toEqual([]);
    expect(again.verifyLibrary().findings.map(printableFinding)).toEqual([]);
  });

  test('keeps a run from beginning, and the refusal names the file', async ({ store }) => {
    const disk = createHeldDisk({ calls: ['renameSync'], holds: (path) => path.endsWith('.part') });
    const library = await store.open(held(disk));
    disk.hold(FOR_LONG);
    expect(() => library.append(RUN, [runCreated(library), started], AT)).toThrow(
      /is held open by another program, such as a virus scanner/,
    );
    expect(library.head(RUN).seq).toBe(0);
  });

  test('is read once it is let go, and not taken for a damaged one', async ({ store }) => {
    (await runUnderWay(store, createHeldDisk({ calls: [] }))).close();
    const disk = createHeldDisk({ code: 'EACCES', calls: ['readFileSync'] });
    disk.hold(5);
    expect((await store.open(held(disk))).losses.map(describeOpening)).toEqual([]);
    expect(disk.waitedMs()).toBeGreaterThan(0);
  });
});
