import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, expectAccessibleInAll, test } from '#support/app/app-test.ts';
import { backupsPage } from '#support/app/backups-page.ts';
import { holdOpen } from '#support/app/hold-open.ts';
import { libraryPage } from '#support/app/library-page.ts';

test('a backup is made, checked and put back; what is lost is said before, and what was replaced is kept', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const backups = backupsPage(page);
  await backups.open();
  await backups.makeNow();
  await expect(backups.made()).toBeVisible();
  await expect(backups.rows()).toHaveCount(1);
  await libraryPage(page).goTo('Library');
  await libraryPage(page).openSample();
  await backups.open();
  const dialog = await backups.askForNewest();
  await expect(dialog).toContainText('Lost of the library itself');
  await expectAccessible(page, info.outputPath('restore.png'));
  await backups.restore();
  await expect(backups.dialog()).toHaveCount(0);
  await expect(page.getByText('The library is not whole')).toBeVisible();
  await expect(backups.table()).toContainText('replaced library');
  expect(readdirSync(join(folder, 'library', 'backups')).some((name) => name.startsWith('replaced-'))).toBe(
    true,
  );
  await libraryPage(page).goTo('Library');
  await expect(page.getByText('Order desk')).toHaveCount(0);
});

test('the page of backups keeps its rules, is read by everyone, and fits small windows', async ({
  open,
}, info) => {
  const { page } = open;
  const backups = backupsPage(page);
  await backups.open();
  for (const _ of [1, 2]) {
    await backups.makeNow();
    await expect(backups.made().first()).toBeVisible();
  }
  await backups.keepNewest().fill('3');
  await page.keyboard.press('Tab');
  await expectAccessibleInAll(open, (shown) => info.outputPath(`backups-${shown}.png`));
  await libraryPage(page).goTo('Runs');
  await backups.open();
  await expect(backups.keepNewest()).toHaveValue('3');
});

test('nothing is put back while another program has the library open, and the app goes on with its own', async ({
  open,
  folder,
}) => {
  const { page } = open;
  const backups = backupsPage(page);
  await backups.open();
  await backups.makeNow();
  await expect(backups.rows()).toHaveCount(1);
  await backups.askForNewest();
  const other = holdOpen(join(folder, 'library'));
  try {
    await other.isOpen;
    await backups.restore();
    await expect(page.getByText(/Another program has this library open/)).toBeVisible();
  } finally {
    other.end();
  }
  await libraryPage(page).goTo('Library');
  await libraryPage(page).openSample();
});
