import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { captureWindow, chooseInMenu } from '#support/app/desktop.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { type OpenApp, resize } from '#support/app/open-app.ts';
import { whoField } from '#support/app/say-who.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

const SIZES = [
  [1024, 768],
  [1440, 900],
] as const;

const VIEWS = ['Overview', 'Environments', 'Deployment', 'Plan', 'Source'] as const;

/** What can be pressed and lies, as a whole or in part, beside the page where nothing scrolls to it. */
async function cutOff(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const scrolls = (element: Element): boolean => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        const { overflowX } = getComputedStyle(at);
        if ((overflowX === 'auto' || overflowX === 'scroll') && at.scrollWidth > at.clientWidth) return true;
      }
      return false;
    };
    return [...document.querySelectorAll('a, button, input, textarea, [role="tab"]')]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        const isHidden = width < 2 || getComputedStyle(element).visibility === 'hidden' || left < -1000;
        return !isHidden && (right > innerWidth + 1 || left < -1) && !scrolls(element);
      })
      .map((element) => element.getAttribute('aria-label') ?? element.textContent ?? element.tagName);
  });
}

async function lookAt(open: OpenApp, shot: string): Promise<void> {
  await expectAccessible(open.page, shot);
  await captureWindow(open, shot);
  expect(await cutOff(open.page)).toEqual([]);
}

for (const [width, height] of SIZES)
  test(`at 200 % everything is reached in a window of ${width} × ${height}`, async ({ open }, info) => {
    const { page, app } = open;
    const shot = (name: string): string => info.outputPath(`${name}.png`);
    await resize(open, width, height);
    for (let step = 0; step < 5; step += 1) await chooseInMenu(app, 'zoom-in');
    await expect.poll(() => page.evaluate(() => devicePixelRatio)).toBe(2);
    await lookAt(open, shot('library-empty'));
    await libraryPage(page).openSample();
    for (const view of VIEWS) {
      await workspacePage(page).show(view);
      await lookAt(open, shot(`release-${view}`));
    }
    await libraryPage(page).open();
    await lookAt(open, shot('library'));
    for (const place of ['Settings', 'Runs', 'Help'] as const) {
      await libraryPage(page).goTo(place);
      await lookAt(open, shot(place));
    }
    await libraryPage(page).openRelease('Order desk');
    await workspacePage(page).prepareRun();
    await lookAt(open, shot('start'));
    await startPage(page).start();
    await cockpitPage(page).confirmDone();
    await whoField(page, /^Name of the person/).waitFor();
    await lookAt(open, shot('cockpit'));
    const release = page.getByRole('button', { name: 'Release', exact: true });
    await release.scrollIntoViewIfNeeded();
    await expect(release).toBeInViewport({ ratio: 1 });
  });

test('is read in forced colours and with more contrast', async ({ open }, info) => {
  const { page } = open;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ forcedColors: 'active', colorScheme });
    await libraryPage(page).open();
    await page.screenshot({ path: info.outputPath(`library-${colorScheme}.png`) });
  }
  await libraryPage(page).openSample();
  await workspacePage(page).show('Deployment');
  await page.screenshot({ path: info.outputPath('deployment.png') });
  await workspacePage(page).prepareRun();
  await startPage(page).start();
  const cockpit = cockpitPage(page);
  await cockpit.confirmDone();
  await cockpit.releaseHold('manager');
  await cockpit.badStep().waitFor();
  await page.screenshot({ path: info.outputPath('cockpit.png') });
  await page.emulateMedia({ forcedColors: 'none', contrast: 'more', colorScheme: 'light' });
  await expectAccessible(page, info.outputPath('contrast.png'));
});
