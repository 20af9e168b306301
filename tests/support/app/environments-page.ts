import type { Locator, Page } from '@playwright/test';

export interface HostEntry {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly credential: string;
  readonly tags: readonly string[];
  readonly isOutdated?: boolean;
}

/** Named sets of hosts, filled in by the forms. */
export function environmentsPage(page: Page) {
  const hostDialog = (): Locator => page.getByRole('dialog', { name: /^(New host|Host )/ });
  return {
    environmentDialog: (): Locator => page.getByRole('dialog', { name: 'New environment' }),
    hostDialog,
    hosts: (environment: string): Locator => page.getByRole('table', { name: `Hosts of ${environment}` }),
    find: (environment: string): Locator =>
      page.getByRole('textbox', { name: `Find in Hosts of ${environment}` }),
    async openEnvironmentDialog(): Promise<void> {
      await page.getByRole('button', { name: 'Add environment' }).click();
      await this.environmentDialog().waitFor();
    },
    async addEnvironment(name: string): Promise<void> {
      const dialog = this.environmentDialog();
      await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
      await dialog.getByRole('button', { name: 'Add environment' }).click();
      await page.getByRole('heading', { name, exact: true }).waitFor();
    },
    async openHostDialog(): Promise<void> {
      await page.getByRole('button', { name: 'Add host' }).click();
      await hostDialog().waitFor();
    },
    async addHost(host: HostEntry): Promise<void> {
      const dialog = hostDialog();
      const field = (name: string): Locator => dialog.getByRole('textbox', { name, exact: true });
      const tagField = (): Locator => dialog.getByRole('combobox', { name: 'Tags' });
      await field('Name').fill(host.name);
      await field('Address').fill(host.address);
      await field('Port').fill(String(host.port));
      await field('User').fill(host.user);
      await field('Credential').fill(host.credential);
      for (const tag of host.tags) {
        await tagField().fill(tag);
        await tagField().press('Enter');
      }
      if (host.isOutdated) await dialog.getByRole('checkbox', { name: /^Outdated host/ }).check();
      await dialog.getByRole('button', { name: 'Save host' }).click();
      await this.host(host.name).waitFor();
    },
    importDialog: (): Locator => page.getByRole('dialog', { name: 'Import hosts' }),
    async openImportDialog(): Promise<void> {
      await page.getByRole('button', { name: 'Import hosts…' }).click();
      await this.importDialog().getByRole('checkbox').first().waitFor();
    },
    /** Opens the dialog, with the hosts of the file that the person chooses. */
    async openHostList(): Promise<void> {
      await page.getByRole('button', { name: 'Import hosts…' }).click();
      await this.importDialog().getByText('Inventory or table', { exact: true }).click();
      await this.importDialog().getByRole('button', { name: 'Choose a file…' }).click();
    },
    async importHost(name: string): Promise<void> {
      await this.importDialog().getByRole('checkbox', { name }).check();
    },
    async addImported(): Promise<void> {
      await this.importDialog()
        .getByRole('button', { name: /^Add \d+ hosts?$/ })
        .click();
      await this.importDialog().waitFor({ state: 'hidden' });
    },
    transport: (): Locator => page.getByRole('combobox', { name: 'SSH client (transport)' }).first(),
    async chooseTransport(label: string): Promise<void> {
      await this.transport().click();
      await page.getByRole('option', { name: label, exact: true }).click();
    },
    async openHost(name: string): Promise<void> {
      await page.getByRole('button', { name: `Actions for host ${name}` }).click();
      await page.getByRole('menuitem', { name: /^Edit/ }).click();
      await hostDialog().waitFor();
    },
    async removeHost(name: string): Promise<void> {
      await page.getByRole('button', { name: `Actions for host ${name}` }).click();
      await page.getByRole('menuitem', { name: 'Remove host' }).click();
    },
    host: (name: string): Locator => page.getByRole('row', { name: new RegExp(`^${name} `) }),
  };
}
