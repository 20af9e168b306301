import type { Locator, Page } from '@playwright/test';
import { sayWho, whoField } from './say-who.ts';

/** Two runs beside each other. */
export function comparePage(page: Page) {
  return {
    /** From the list of runs. */
    async open(run: string): Promise<void> {
      await page.getByRole('link', { name: `Compare ${run} with another run` }).click();
      await page.getByRole('heading', { level: 1, name: 'Compare runs' }).waitFor();
    },
    async holdAgainst(run: string): Promise<void> {
      await page.getByRole('combobox', { name: 'Compare with' }).click();
      await page.getByRole('option', { name: new RegExp(run.slice(-9)) }).click();
    },
    summary: (): Locator => page.getByRole('status').filter({ hasText: /\d+ steps? on (a host|hosts):/ }),
    async showAll(): Promise<void> {
      await page.getByRole('switch', { name: 'Show what is the same' }).check({ force: true });
    },
    row: (step: string, host: string): Locator =>
      page
        .getByRole('table', { name: 'Steps on hosts' })
        .getByRole('row', { name: new RegExp(`^${step} ${host} `) }),
    /** Opens the lines of output that differ. */
    async openLines(row: Locator): Promise<void> {
      await row.getByText(/^Output: /).click();
    },
    lines: (row: Locator): Locator => row.getByRole('group', { name: 'Output, line by line' }),
    baselineNote: (): Locator => page.getByRole('textbox', { name: 'Note (optional)' }),
    baselineBy: (): Locator => whoField(page, 'Your name'),
    async setBaseline(by: string): Promise<void> {
      await sayWho(page, 'Your name', by);
      await page.getByRole('button', { name: 'Use as baseline' }).click();
    },
    notice: (title: string): Locator => page.getByRole('alert').filter({ hasText: title }),
  };
}
