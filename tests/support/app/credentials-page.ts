import type { Locator, Page } from '@playwright/test';

/** What the names in release files mean here. */
export function credentialsPage(page: Page) {
  return {
    dialog: (): Locator => page.getByRole('dialog', { name: /credential/i }),
    async openDialog(): Promise<void> {
      await page.getByRole('button', { name: 'Add credential' }).click();
      await this.dialog().waitFor();
    },
    async addKeyFile(name: string, path: string): Promise<void> {
      const dialog = this.dialog();
      await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
      await dialog.getByRole('combobox', { name: 'How this workstation logs in' }).click();
      await page.getByRole('option', { name: 'Private key file' }).click();
      await dialog.getByRole('textbox', { name: 'Key file' }).fill(path);
      await dialog.getByRole('button', { name: 'Save credential' }).click();
      await page.getByRole('row', { name: new RegExp(`^${name} `) }).waitFor();
    },
  };
}
