import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { resize } from '#support/app/open-app.ts';
import { type WorkspaceView, workspacePage } from '#support/app/workspace-page.ts';
import { IS_LONG } from '#support/how-many.ts';

const VIEWS: readonly WorkspaceView[] = [
  'Overview',
  'Preparation',
  'Environments',
  'Infrastructure',
  'Deployment',
  'Verification',
  'Backout',
  'Communications',
  'Plan',
  'History',
  'Source',
];
const PLACES = ['Runs', 'Hosts and trust', 'Credentials', 'Settings', 'Help'] as const;

/** In the light most of these are looked at by the specs of their own work; all of them in the long run. */
for (const scheme of IS_LONG ? (['light', 'dark'] as const) : (['dark'] as const)) {
  test(`shows nothing that axe finds serious on any screen, ${scheme}`, async ({ open }, info) => {
    const { page } = open;
    await page.emulateMedia({ colorScheme: scheme });
    await resize(open, scheme === 'light' ? 1440 : 1024, scheme === 'light' ? 900 : 768);
    await libraryPage(page).openSample();
    for (const view of VIEWS) {
      await workspacePage(page).show(view);
      await expectAccessible(page, info.outputPath(`${scheme}-${view}.png`));
    }
    await libraryPage(page).open();
    await expect(page.getByText('Order desk').first()).toBeVisible();
    await expectAccessible(page, info.outputPath(`${scheme}-Library.png`));
    for (const place of PLACES) {
      await libraryPage(page).goTo(place);
      await expectAccessible(page, info.outputPath(`${scheme}-${place}.png`));
    }
  });
}
