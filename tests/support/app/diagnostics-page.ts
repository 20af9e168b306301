import type { Locator, Page } from '@playwright/test';

export function diagnosticsPage(page: Page) {
  return {
    async open(): Promise<void> {
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('link', { name: 'Diagnostics', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Diagnostics' }).waitFor();
      await page.getByRole('listitem').filter({ hasText: 'Integrity' }).waitFor();
    },
    check: (title: string): Locator => page.getByRole('listitem').filter({ hasText: title }),
    log: (): Locator => page.getByRole('list', { name: 'Lines of the log, newest first' }),
    search: (): Locator => page.getByRole('textbox', { name: 'Search the log' }),
    /** From now on the log says all that it ever says. */
    async writeEverything(): Promise<void> {
      await page.getByRole('combobox', { name: 'Write from now on' }).click();
      await page.getByRole('option', { name: 'debug and above' }).click();
    },
    save: (): Promise<void> => page.getByRole('button', { name: 'Save diagnostics…' }).click(),
    saved: (): Locator => page.getByText('Diagnostics saved'),
    reports: (): Locator => page.getByRole('table', { name: 'Crash reports' }),
    /** Text of the newest report, opened. */
    async readNewest(): Promise<Locator> {
      await page.getByRole('button', { name: 'Read report' }).first().click();
      const text = page.getByRole('dialog', { name: 'Crash report' });
      await text.waitFor();
      return text;
    },
    notice: (): Locator => page.getByRole('alert').filter({ hasText: 'crashed' }),
  };
}
