/** Playwright's test with the real app: each test has an app, a library and a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { isWithoutDisplay } from '../../../build/provision/debian-packages.mjs';
import { electronLaunch } from '../../../build/provision/electron-runtime.mjs';
import { startVirtualDisplay } from '../../../build/virtual-display.mjs';
import { IS_LONG } from '../how-many.ts';
import { attended, type OpenApp, openApp, resize } from './open-app.ts';

interface AppFixtures {
  readonly folder: string;
  readonly open: OpenApp;
  /** Opens the app again on the same library, once the first is closed. */
  readonly reopen: () => Promise<OpenApp>;
}

interface WorkerFixtures {
  /** A display of the worker's own where the machine has none, so that no other test takes the focus. */
  readonly display: undefined;
}

export const test = base.extend<AppFixtures, WorkerFixtures>({
  display: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures off the pattern
    async ({}, use) => {
      const virtual = isWithoutDisplay() ? await startVirtualDisplay() : null;
      if (virtual) process.env.DISPLAY = virtual.display;
      await use(undefined);
      virtual?.stop();
    },
    { scope: 'worker', auto: true },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures off the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'holdpoint-e2e-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  open: async ({ folder }, use, info) => {
    const open = await openApp(attended(electronLaunch()), folder);
    await use(open);
    if (!open.page.isClosed()) await open.page.screenshot({ path: info.outputPath('end.png') });
    await open.close();
  },
  reopen: async ({ folder }, use) => {
    const opened: OpenApp[] = [];
    await use(async () => {
      const again = await openApp(attended(electronLaunch()), folder);
      opened.push(again);
      return again;
    });
    for (const each of opened) await each.close();
  },
});

export { expect };

/** What passes is not described, and style sheets are not fetched again, which no rule that is asked needs: a third of the time. */
const VIOLATIONS_ALONE = { resultTypes: ['violations'], preload: false } satisfies Parameters<
  AxeBuilder['options']
>[0];

/** Nothing serious by axe on what is shown now; keeps a screenshot under the name. */
export async function expectAccessible(page: Page, screenshot: string): Promise<void> {
  await settled(page);
  await page.screenshot({ path: screenshot });
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options(VIOLATIONS_ALONE)
    .analyze();
  const grave = violations.filter(
    (violation) => violation.impact === 'serious' || violation.impact === 'critical',
  );
  expect(
    grave.map(
      (violation) =>
        `${violation.id}: ${violation.nodes
          .map((node) => node.html)
          .slice(0, 3)
          .join(' ')}`,
    ),
  ).toEqual([]);
}

/** The smallest window that Holdpoint supports and a usual one, each scheme once; the long run looks at the other two as well. */
const VIEWS = [
  ...(IS_LONG
    ? ([
        ['light', 1440, 900],
        ['dark', 1024, 768],
      ] as const)
    : []),
  ['light', 1024, 768],
  ['dark', 1440, 900],
] as const;

/** The same in each view; `file` names the screenshot by scheme and width. `show` brings into sight what is looked at. */
export async function expectAccessibleInAll(
  open: OpenApp,
  file: (shown: string) => string,
  show: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  for (const [colorScheme, width, height] of VIEWS) {
    await open.page.emulateMedia({ colorScheme });
    await resize(open, width, height);
    await show();
    await expectAccessible(open.page, file(`${colorScheme}-${width}`));
  }
}

/** Dialogs, drawers and notices that are coming or going have arrived; what comes from now on is there at once. */
async function settled(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((each) => each.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((each) => each.finished));
  });
}
