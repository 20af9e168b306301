import type { Locator, Page } from '@playwright/test';

/** The text of the release, edited by hand. */
export function sourcePage(page: Page) {
  const editor = (): Locator => page.getByRole('textbox', { name: 'Source of the release' });
  return {
    editor,
    async typeAtTop(text: string): Promise<void> {
      await editor().press('Control+Home');
      await page.keyboard.insertText(text);
    },
    /** Puts another text in place of all that is there. */
    async replaceAll(text: string): Promise<void> {
      await editor().press('Control+a');
      await page.keyboard.insertText(text);
    },
    async goToEnd(): Promise<void> {
      await editor().press('Control+End');
      await page.keyboard.press('ArrowLeft');
    },
    /** What may be written at the cursor. */
    offers: (): Locator =>
      page.getByRole('listbox', { name: 'What may be written here' }).getByRole('option'),
    /** The mark beside a line with a problem. */
    marks: (): Locator => editor().page().locator('.cm-lint-marker'),
  };
}
