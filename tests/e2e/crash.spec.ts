import { expect, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { killEngine } from '#support/app/kill.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { whoField } from '#support/app/say-who.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

test('shows a run as interrupted after its engine was killed, and runs nothing again by itself', async ({
  open,
}) => {
  const { page } = open;
  await libraryPage(page).openSample();
  await workspacePage(page).prepareRun();
  await startPage(page).start();
  await cockpitPage(page).confirmDone();
  await whoField(page, /^Name of the person/).waitFor();
  killEngine(open);
  await expect(page.getByText(/interrupted/i).first()).toBeVisible();
  await expect(page.getByText(/nothing (has been|was) run again/i).first()).toBeVisible();
});
