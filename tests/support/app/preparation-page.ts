import type { Locator, Page } from '@playwright/test';

/** Lists of records of a release, each with a form: risks, controls, components, requirements. */
export function preparationPage(page: Page) {
  const dialog = (noun: string): Locator =>
    page.getByRole('dialog', { name: new RegExp(`^(New|Edit) ${noun}$`) });
  return {
    dialog,
    list: (title: string): Locator => page.getByRole('table', { name: title, exact: true }),
    region: (title: string): Locator => page.getByRole('region', { name: title, exact: true }),
    async begin(noun: string): Promise<void> {
      await page.getByRole('button', { name: `Add ${noun}`, exact: true }).click();
      await dialog(noun).waitFor();
    },
    async fill(noun: string, values: Readonly<Record<string, string>>): Promise<void> {
      for (const [name, value] of Object.entries(values))
        await dialog(noun).getByLabel(name, { exact: true }).fill(value);
    },
    async pick(noun: string, list: string, option: string): Promise<void> {
      await dialog(noun).getByRole('combobox', { name: list, exact: true }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    },
    async save(noun: string): Promise<void> {
      await dialog(noun)
        .getByRole('button', { name: `Save ${noun}` })
        .click();
      await dialog(noun).waitFor({ state: 'hidden' });
    },
    async saveAndNext(noun: string): Promise<void> {
      await dialog(noun).getByRole('button', { name: 'Save and add another' }).click();
    },
  };
}
