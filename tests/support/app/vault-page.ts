import type { Locator, Page } from '@playwright/test';

/** The vault and the keychain on the page of credentials. */
export function vaultPage(page: Page) {
  const vault = (): Locator => page.getByRole('region', { name: 'Vault', exact: true });
  const dialog = (): Locator => page.getByRole('dialog');
  const fill = async (fields: Readonly<Record<string, string>>): Promise<void> => {
    for (const [label, text] of Object.entries(fields))
      await dialog().getByRole('textbox', { name: label }).fill(text);
  };
  return {
    vault,
    keychain: (): Locator => page.getByRole('region', { name: 'Keychain of this system' }),
    entries: (): Locator => page.getByRole('table', { name: 'Entries of the vault' }),
    dialog,
    problem: (): Locator => dialog().getByRole('alert'),
    button: (name: string): Locator => vault().getByRole('button', { name, exact: true }),
    fill,
    async say(button: string): Promise<void> {
      await dialog().getByRole('button', { name: button, exact: true }).click();
    },
    /** The dialog that a run opens when it needs the vault. */
    asked: (): Locator => page.getByRole('dialog', { name: 'Unlock the vault' }),
    async bindSecret(name: string, entry: string): Promise<void> {
      await page.getByRole('button', { name: 'Add secret' }).click();
      await fill({ Name: name });
      await dialog().getByLabel('Entry').fill(entry);
      await page.getByRole('option', { name: entry, exact: true }).click();
      await this.say('Save secret');
      await page.getByRole('row', { name: new RegExp(`^${name} `) }).waitFor();
    },
  };
}
