import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, expectAccessible, expectAccessibleInAll, test } from '#support/app/app-test.ts';
import { endAppOn } from '#support/app/kill.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { attended, chosenFile, openApp, resize } from '#support/app/open-app.ts';
import { settingsPage } from '#support/app/settings-page.ts';
import { until } from '#support/cli-fixture.ts';
import { electronLaunch } from '../../build/provision/electron-runtime.mjs';

test('a library has a name, in the title and above the navigation', async ({ open }, info) => {
  const { page } = open;
  await libraryPage(page).goTo('Settings');
  await settingsPage(page).libraryName().fill('Acme Berlin');
  await expect(page.getByRole('navigation', { name: 'Main' })).toContainText('Acme Berlin');
  await expect(page).toHaveTitle('Settings – Acme Berlin – Holdpoint');
  await expectAccessible(page, info.outputPath('named.png'));
  await resize(open, 1024, 768);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, info.outputPath('named-small.png'));
});

test('another library is opened by a program of its own, and stands in the list of both', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  // Every dialog for a folder answers with the folder of this file.
  expect(dirname(chosenFile(folder))).toBe(folder);
  await libraryPage(page).goTo('Settings');
  await expect(settingsPage(page).libraryName()).toHaveValue('library');
  const other = join(folder, 'other', 'customer');
  mkdirSync(other, { recursive: true });
  for (const name of ['library.db', 'library.db-wal', 'checkpoint.json'])
    cpSync(join(folder, 'library', name), join(other, name));
  await settingsPage(page).openLibrary();
  await expect(page.getByText(/holds no library, and is not empty/)).toBeVisible();
  const list = join(folder, 'config', 'holdpoint', 'libraries.json');
  const known = JSON.parse(readFileSync(list, 'utf8')) as object[];
  writeFileSync(
    list,
    JSON.stringify([
      ...known,
      { folder: other, name: 'Customer', openedAt: '2026-01-01T00:00:00.000Z' },
      { folder: join(folder, 'gone'), name: 'Stick', openedAt: '2025-01-01T00:00:00.000Z' },
    ]),
  );
  await libraryPage(page).goTo('Runs');
  await libraryPage(page).goTo('Settings');
  await expect(page.getByText('not there now')).toBeVisible();
  await expectAccessibleInAll(
    open,
    (shown) => info.outputPath(`${shown}.png`),
    () => settingsPage(page).removeListed('Stick').scrollIntoViewIfNeeded(),
  );
  await settingsPage(page).removeListed('Stick').click();
  await expect(settingsPage(page).removeListed('Stick')).toHaveCount(0);
  expect(readFileSync(list, 'utf8')).not.toContain('Stick');
  await settingsPage(page).openListed('Customer');
  try {
    await until(() => {
      try {
        return readFileSync(join(other, 'logs', 'engine.log'), 'utf8').includes('started');
      } catch {
        return false;
      }
    });
  } finally {
    endAppOn(other);
  }
});

test('a start without a word opens the library opened last; where its disk is gone, the own one, and says so', async ({
  open,
  folder,
}, info) => {
  await libraryPage(open.page).goTo('Settings');
  await settingsPage(open.page).libraryName().fill('Stick');
  await expect(open.page).toHaveTitle('Settings – Stick – Holdpoint');
  await open.close();
  const last = join(folder, 'library');
  const chosenAt = '2026-01-01T00:00:00.000Z';
  writeFileSync(
    join(folder, 'config', 'holdpoint', 'libraries.json'),
    JSON.stringify([{ folder: last, name: 'Stick', openedAt: chosenAt, chosenAt }]),
  );
  const start = () =>
    openApp(attended(electronLaunch()), folder, {
      HOLDPOINT_DATA: '',
      XDG_DATA_HOME: join(folder, 'data'),
    });
  renameSync(last, join(folder, 'away'));
  const without = await start();
  await libraryPage(without.page).goTo('Runs');
  const notice = without.page.getByText('The library that you opened last is not there');
  await expect(notice).toBeVisible();
  await expect(without.page.getByText(`${last} holds no library.`)).toBeVisible();
  await expect(without.page).toHaveTitle('Runs – Holdpoint');
  await expectAccessible(without.page, info.outputPath('gone.png'));
  await without.close();

  renameSync(join(folder, 'away'), last);
  const back = await start();
  await libraryPage(back.page).goTo('Runs');
  await expect(back.page).toHaveTitle('Runs – Stick – Holdpoint');
  await back.close();
});
