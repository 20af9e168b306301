import type { FrameLocator, Locator, Page } from '@playwright/test';

/** The documents of an open release. */
export function paperPage(page: Page) {
  return {
    document: (name: string): Locator => page.getByRole('radio', { name }),
    choose: (name: string): Promise<void> => page.getByRole('radio', { name }).check(),
    preview: (title: string): FrameLocator => page.frameLocator(`iframe[title^="Preview: ${title} ·"]`),
    async saveAs(format: 'HTML' | 'Markdown' | 'CSV' | 'calendar entry'): Promise<void> {
      await page.getByRole('button', { name: 'Other formats' }).click();
      await page.getByRole('menuitem', { name: `Save as ${format}…` }).click();
    },
    savePdf: (): Promise<void> => page.getByRole('button', { name: 'Save as PDF…' }).click(),
  };
}
