import { expect, expectAccessible, expectAccessibleInAll, test } from '#support/app/app-test.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { settingsPage } from '#support/app/settings-page.ts';

test('says what Holdpoint is, what it runs on and under which licences its parts are', async ({
  open,
}, info) => {
  const { page } = open;
  const settings = settingsPage(page);
  await libraryPage(page).goTo('Settings');
  await expect(settings.about()).toContainText(/Holdpoint\d+\.\d+\.\d+/);
  await expect(settings.about()).toContainText(/RuntimeElectron \d+/);
  await expectAccessibleInAll(
    open,
    (shown) => info.outputPath(`about-${shown}.png`),
    () => settings.about().scrollIntoViewIfNeeded(),
  );
  await settings.showLicences();
  await expectAccessibleInAll(open, (shown) => info.outputPath(`licences-${shown}.png`));
  await page.keyboard.press('Escape');
  await expect(settings.licences()).toBeHidden();
  await settings.showLicences();
  await expect(await settings.licenceOf(/^Holdpoint \d/)).toContainText('Permission is hereby granted');
  await expect(await settings.licenceOf(/^SQLite \d/)).toContainText('public domain');
  await expectAccessible(page, info.outputPath('licences-open.png'));
});
