import type { Locator, Page } from '@playwright/test';

/** The revisions of an open release. */
export function historyPage(page: Page) {
  const list = page.getByRole('list', { name: 'Revisions, newest first' });
  return {
    revisions: (): Locator => list.getByRole('button'),
    revision: (text: string | RegExp): Locator => list.getByRole('button', { name: text }),
    heading: (number: number): Locator =>
      page.getByRole('heading', { name: `Revision ${number}`, exact: true }),
    changes: (): Locator => page.getByRole('listitem').filter({ hasText: /→|added|removed|moved|text/ }),
    /** The longer texts of a change, as they were and are. */
    shown: (text: string | RegExp): Locator => page.getByText(text),
    async keep(note: string): Promise<void> {
      await page.getByRole('button', { name: 'Keep this revision…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Keep this revision' });
      await dialog.getByRole('textbox', { name: 'What it is' }).fill(note);
      await dialog.getByRole('button', { name: 'Keep it' }).click();
      await dialog.waitFor({ state: 'hidden' });
    },
    async restore(): Promise<void> {
      await page.getByRole('button', { name: 'Restore…' }).click();
      await page.getByRole('button', { name: 'Restore it' }).click();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    },
    async saveAsFile(): Promise<void> {
      await page.getByRole('button', { name: 'Save as file…' }).click();
    },
    async savePdf(): Promise<void> {
      await page.getByRole('button', { name: 'Print', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Save the runbook as PDF…' }).click();
    },
  };
}
