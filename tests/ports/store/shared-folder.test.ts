import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { type FolderFacts, factsOfFolder, sharedFolder } from '#adapters/sqlite/shared-folder.ts';
import { test } from './library-fixture.ts';

const NFS: FolderFacts = { platform: 'linux', path: '/net/lib', environment: {}, magic: 0x6969, mounts: '' };

test('no new library is made on a network disk, and the refusal names it', async ({ store }) => {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-net-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const opened = await openLibrary(folder, { clock: store.clock, place: NFS });
  expect(opened).toMatchObject({
    ok: false,
    error: {
      code: 'shared-folder',
      message: expect.stringContaining('lies on a network disk (NFS), and its database can be damaged'),
    },
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('a library that lies there already opens, with a word on what may happen', async ({ store }) => {
  (await store.open()).close();
  const library = await store.open({ place: NFS });
  expect(library.caution).toContain('The library lies on a network disk (NFS)');
  expect(library.caution).toContain('move the whole folder to a disk of this machine');
  expect((await store.open()).caution).toBeNull();
});

test('nothing speaks against a folder of this machine, one that is still to be made too', ({ store }) => {
  expect(sharedFolder(factsOfFolder(store.folder))).toBeNull();
  expect(sharedFolder(factsOfFolder(join(store.folder, 'a', 'b')))).toBeNull();
});
