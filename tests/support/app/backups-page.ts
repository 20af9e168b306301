import type { Locator, Page } from '@playwright/test';

export function backupsPage(page: Page) {
  const table = page.getByRole('table', { name: 'Backups' });
  const dialog = page.getByRole('dialog', { name: 'Replace the library with this backup?' });
  return {
    async open(): Promise<void> {
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('link', { name: 'Backups', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Backups' }).waitFor();
    },
    rows: (): Locator => table.getByRole('button', { name: /^Restore the backup of/ }),
    table: (): Locator => table,
    makeNow: (): Promise<void> => page.getByRole('button', { name: 'Back up now' }).click(),
    made: (): Locator => page.getByText('Backup made and checked'),
    /** Asks for the newest; what would be lost is shown. */
    async askForNewest(): Promise<Locator> {
      await table
        .getByRole('button', { name: /^Restore the backup of/ })
        .first()
        .click();
      await dialog.waitFor();
      return dialog;
    },
    restore: (): Promise<void> => dialog.getByRole('button', { name: 'Restore' }).click(),
    dialog: (): Locator => dialog,
    keepNewest: (): Locator => page.getByRole('textbox', { name: 'Keep the newest' }),
  };
}
