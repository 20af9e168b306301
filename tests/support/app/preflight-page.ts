import type { Locator, Page } from '@playwright/test';

/** What preflight shows in a run. */
export function preflightPage(page: Page) {
  const pane = page.getByRole('region', { name: 'Preflight' });
  return {
    progress: (): Locator => page.getByText(/\d+ of \d+ hosts? checked/),
    waitingFor: (): Locator => page.getByText(/^Waiting for .*\.$/),
    /** Each with the hosts that have it. */
    problems: (): Locator =>
      pane.getByRole('row').filter({ has: page.getByText('problem', { exact: true }) }),
    result: (): Locator => pane,
    /** Who holds which hosts, while they are waited for. */
    wait: (): Locator => pane.filter({ has: page.getByRole('button', { name: 'Stop waiting' }) }),
    async stopWaiting(): Promise<void> {
      await page.getByRole('button', { name: 'Stop waiting' }).click();
    },
    async waitAgain(): Promise<void> {
      await page.getByRole('link', { name: 'Wait for these hosts…' }).click();
    },
  };
}
