import type { Locator, Page } from '@playwright/test';

/** What a unit printed. */
export function outputPanel(page: Page) {
  const lines = (): Locator => page.getByRole('region', { name: /^Output, / });
  return {
    lines,
    /** The piece of a line that holds exactly this text. */
    piece: (text: string): Locator => lines().getByText(text, { exact: true }).first(),
    async toBeginning(): Promise<void> {
      await page.getByRole('button', { name: 'Beginning' }).click();
    },
    async follow(): Promise<void> {
      await page.getByRole('checkbox', { name: 'Follow' }).check();
    },
    async search(text: string): Promise<void> {
      await page.getByRole('textbox', { name: 'Search the output' }).fill(text);
      await page.getByRole('textbox', { name: 'Search the output' }).press('Enter');
    },
    searchField: (): Locator => page.getByRole('textbox', { name: 'Search the output' }),
    async leaveSearch(): Promise<void> {
      await page.keyboard.press('Escape');
    },
    found: (): Locator => lines().locator('mark'),
    count: (text: string): Locator => page.getByRole('status').getByText(text, { exact: true }),
    async scrollToTop(): Promise<void> {
      await lines().press('Home');
    },
  };
}
