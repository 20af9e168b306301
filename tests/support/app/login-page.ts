import type { Locator, Page } from '@playwright/test';

/** What a person is asked so that a run can log in. */
export function loginPage(page: Page) {
  return {
    dialog: (): Locator => page.getByRole('dialog', { name: /^(To log in|A host asks)$/ }),
    async answer(prompt: string, text: string): Promise<void> {
      await this.dialog().getByLabel(prompt).fill(text);
      await this.dialog().getByRole('button', { name: 'Answer', exact: true }).click();
      await this.dialog().waitFor({ state: 'hidden' });
    },
  };
}
