import type { Locator, Page } from '@playwright/test';
import { runId } from './start-page.ts';

/** What a backout would do, before it does it. */
export function backoutPage(page: Page) {
  return {
    lines: (): Locator => page.getByRole('button', { name: /^Strike/ }),
    async acknowledge(): Promise<void> {
      await page.getByRole('checkbox', { name: 'I have read what is not undone' }).check();
    },
    /** Gives the id of the backout's own run. */
    async start(): Promise<string> {
      await page.getByRole('button', { name: 'Start the backout' }).click();
      return runId(page);
    },
  };
}
