import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { resize } from '#support/app/open-app.ts';
import { settingsPage } from '#support/app/settings-page.ts';

const SIZES = [
  [1024, 768],
  [1440, 900],
] as const;

test('says what Holdpoint is, what it runs on and under which licences its parts are', async ({
  open,
}, info) => {
  const { page } = open;
  const settings = settingsPage(page);
  await libraryPage(page).goTo('Settings');
  await expect(settings.about()).toContainText(/Holdpoint\d+\.\d+\.\d+/);
  await expect(settings.about()).toContainText(/RuntimeElectron \d+/);
  for (const colorScheme of ['light', 'dark'] as const)
    for (const [width, height] of SIZES) {
      await page.emulateMedia({ colorScheme });
      await resize(open, width, height);
      await settings.about().scrollIntoViewIfNeeded();
      await expectAccessible(page, info.outputPath(`about-${colorScheme}-${width}.png`));
      await settings.showLicences();
      await expectAccessible(page, info.outputPath(`licences-${colorScheme}-${width}.png`));
      await page.keyboard.press('Escape');
      await expect(settings.licences()).toBeHidden();
    }
  await settings.showLicences();
  await expect(await settings.licenceOf(/^Holdpoint \d/)).toContainText('Permission is hereby granted');
  await expect(await settings.licenceOf(/^SQLite \d/)).toContainText('public domain');
  await expectAccessible(page, info.outputPath('licences-open.png'));
});
