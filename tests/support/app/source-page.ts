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
    /** The mark beside a line with a problem. */
    marks: (): Locator => editor().page().locator('.cm-lint-marker'),
  };
}
