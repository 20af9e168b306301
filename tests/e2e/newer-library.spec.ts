import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIGRATIONS } from '#adapters/sqlite/migrations/all.ts';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { resize } from '#support/app/open-app.ts';

test('a library of a newer Holdpoint is refused by the version that wrote it, and stays as it is', async ({
  folder,
  reopen,
}, info) => {
  const next = { name: 'next', up: (exec: (sql: string) => void) => exec('CREATE TABLE next (x TEXT)') };
  const library = join(folder, 'library');
  const made = await openLibrary(library, {
    clock: createClock(),
    migrations: [...MIGRATIONS, next],
    program: '99.0.0',
    reserveBytes: 0,
  });
  if (!made.ok) throw new Error(made.error.message);
  made.value.close();
  const sum = () =>
    createHash('sha256')
      .update(readFileSync(join(library, 'library.db')))
      .digest('hex');
  const before = sum();

  const open = await reopen();
  const notice = open.page.getByText(/written by Holdpoint 99\.0\.0/).first();
  await expect(notice).toBeVisible();
  await expect(notice).toContainText('Install Holdpoint 99.0.0 or newer');
  for (const colorScheme of ['light', 'dark'] as const) {
    await open.page.emulateMedia({ colorScheme });
    await resize(open, 1024, 768);
    await expectAccessible(open.page, info.outputPath(`refused-${colorScheme}.png`));
  }
  await libraryPage(open.page).goTo('Runs');
  await expect(open.page.getByText(/written by Holdpoint 99\.0\.0/).first()).toBeVisible();
  await expectAccessible(open.page, info.outputPath('refused-runs.png'));
  await open.close();
  expect(sum()).toBe(before);
});
