import type { Locator, Page } from '@playwright/test';

export function settingsPage(page: Page) {
  const about = page.getByRole('region', { name: 'About' });
  const licences = page.getByRole('dialog', { name: 'Licences' });
  return {
    notify: (): Locator => page.getByRole('switch', { name: /^Notify me/ }),
    tray: (): Locator => page.getByRole('switch', { name: /^Show Holdpoint in the tray/ }),
    connectTimeout: (): Locator => page.getByRole('textbox', { name: 'Connect timeout' }),
    libraryName: (): Locator => page.getByRole('textbox', { name: 'Name of this library' }),
    choosePaper: (paper: 'A4' | 'US Letter'): Promise<void> =>
      page.getByRole('radiogroup', { name: 'Paper' }).getByText(paper, { exact: true }).click(),
    openLibrary: (): Promise<void> => page.getByRole('button', { name: 'Open library…' }).click(),
    openListed: (name: string): Promise<void> =>
      page.getByRole('button', { name: `Open ${name}`, exact: true }).click(),
    removeListed: (name: string): Locator =>
      page.getByRole('button', { name: `Remove from list: ${name}`, exact: true }),
    about: (): Locator => about,
    licences: (): Locator => licences,
    async showLicences(): Promise<void> {
      await about.getByRole('button', { name: 'Show licences…' }).click();
      await licences.waitFor();
    },
    /** The text of one part's licence, opened. */
    async licenceOf(part: RegExp): Promise<Locator> {
      const row = licences.getByRole('group').filter({ hasText: part });
      await row.locator('summary').click();
      return row;
    },
  };
}
