import type { Locator, Page } from '@playwright/test';

/** The field for a person's name: one to choose from where the release lists people, one to type in elsewhere. */
export function whoField(scope: Page | Locator, name: string | RegExp): Locator {
  return scope.getByRole('combobox', { name }).or(scope.getByRole('textbox', { name }));
}

/** Says who does it, by the id of a listed person or by a name. */
export async function sayWho(scope: Page | Locator, name: string | RegExp, by: string): Promise<void> {
  const field = whoField(scope, name);
  await field.fill(by);
  if ((await field.getAttribute('role')) !== 'combobox') return;
  const page = 'page' in scope && typeof scope.page === 'function' ? scope.page() : (scope as Page);
  await page
    .getByRole('option', { name: new RegExp(`\\b${by}\\b`) })
    .first()
    .click();
}
