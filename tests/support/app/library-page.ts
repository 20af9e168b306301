import type { Page } from '@playwright/test';

/** The library: what is on this workstation. */
export function libraryPage(page: Page) {
  return {
    async openSample(): Promise<void> {
      await page.getByRole('button', { name: 'Open the sample release' }).click();
      await page.getByRole('link', { name: 'Start a run' }).waitFor();
    },
    async open(): Promise<void> {
      await page.getByRole('link', { name: 'Library', exact: true }).first().click();
      await page.getByRole('heading', { level: 1, name: 'Library' }).waitFor();
    },
    async goTo(place: 'Runs' | 'Hosts and trust' | 'Credentials' | 'Settings' | 'Help'): Promise<void> {
      await page.getByRole('link', { name: place, exact: true }).first().click();
      await page.getByRole('heading', { level: 1, name: place, exact: true }).waitFor();
    },
  };
}
