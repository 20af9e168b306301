import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { backoutPage } from '#support/app/backout-page.ts';
import { backupsPage } from '#support/app/backups-page.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { captureWindow, chooseInMenu } from '#support/app/desktop.ts';
import { diagnosticsPage } from '#support/app/diagnostics-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { type OpenApp, resize } from '#support/app/open-app.ts';
import { whoField } from '#support/app/say-who.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { IS_LONG } from '#support/how-many.ts';

const SIZES = [
  [1024, 768],
  [1440, 900],
] as const;

const PLACES = ['Settings', 'Runs', 'Hosts and trust', 'Credentials', 'Help'] as const;
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

/** What fits the small window fits the usual one: that is seen in the long run. */
for (const [width, height] of IS_LONG ? SIZES : SIZES.slice(0, 1))
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
    for (const place of PLACES) {
      await libraryPage(page).goTo(place);
      await lookAt(open, shot(place));
    }
    await backupsPage(page).open();
    await lookAt(open, shot('backups'));
    await diagnosticsPage(page).open();
    await lookAt(open, shot('diagnostics'));
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
    const cockpit = cockpitPage(page);
    await cockpit.releaseHold('manager');
    await cockpit.badStep().waitFor();
    await lookAt(open, shot('failed-step'));
    await cockpit.decide('Stop and back out');
    const backout = backoutPage(page);
    await expect(backout.lines()).toHaveCount(12);
    await lookAt(open, shot('backout'));
    await backout.steps().first().click();
    for (const each of [backout.whole().first(), backout.fact('Takes'), backout.startButton()]) {
      await each.scrollIntoViewIfNeeded();
      await expect(each).toBeInViewport();
    }
    await captureWindow(open, shot('backout-end'));
  });

/** Every word a third longer, as words of another language may be. */
async function lengthen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const longer = (word: string): string => word + 'ü'.repeat(Math.ceil(word.length * 0.35));
    for (let at = walker.nextNode(); at; at = walker.nextNode())
      if (!at.parentElement?.closest('.cm-editor, script, style'))
        at.nodeValue = (at.nodeValue ?? '').replace(/\p{L}{3,}/gu, longer);
  });
}

/** Buttons, tabs and links that show a part of their words only. */
async function cutWords(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll('button, button *, [role="tab"] *, nav a *')]
      .filter((element) => element.children.length === 0 && element.scrollWidth > element.clientWidth + 1)
      .filter((element) => getComputedStyle(element).overflowX !== 'visible' && element.clientWidth > 2)
      .map((element) => element.textContent ?? ''),
  );
}

test('holds words of another length: nothing that can be pressed is cut where each is a third longer', async ({
  open,
}, info) => {
  const { page } = open;
  const look = async (name: string): Promise<void> => {
    await lengthen(page);
    await page.screenshot({ path: info.outputPath(`${name}.png`) });
    expect({ name, beside: await cutOff(page), words: await cutWords(page) }).toEqual({
      name,
      beside: [],
      words: [],
    });
    await page.reload();
    await page.getByRole('heading', { level: 1 }).first().waitFor();
  };
  await resize(open, 1024, 768);
  await look('library-empty');
  await libraryPage(page).openSample();
  for (const view of VIEWS) {
    await workspacePage(page).show(view);
    await look(`release-${view}`);
  }
  for (const place of PLACES) {
    await libraryPage(page).goTo(place);
    await look(place);
  }
  await libraryPage(page).openRelease('Order desk');
  await workspacePage(page).prepareRun();
  await look('start');
  await startPage(page).start();
  await cockpitPage(page).confirmDone();
  await whoField(page, /^Name of the person/).waitFor();
  await look('cockpit');
});

test('is read in forced colours and with more contrast', async ({ open }, info) => {
  const { page } = open;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ forcedColors: 'active', colorScheme });
    await libraryPage(page).open();
    await page.screenshot({ path: info.outputPath(`library-${colorScheme}.png`) });
  }
  await libraryPage(page).openSample();
  await page.keyboard.press('Shift+?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await sheet.waitFor();
  await page.screenshot({ path: info.outputPath('dialog.png') });
  // Without grounds and shadows the edge of a dialog is a line.
  expect(await sheet.evaluate((dialog) => getComputedStyle(dialog).borderTopWidth)).toBe('1px');
  await page.keyboard.press('Escape');
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
