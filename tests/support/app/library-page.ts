import { writeFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { chosenFile } from './open-app.ts';

const HEADINGS = {
  Library: 'Library',
  Runs: 'Runs',
  'Hosts and trust': 'Hosts and trust',
  Credentials: 'Credentials and secrets',
  Settings: 'Settings',
  Help: 'Help',
} as const;

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
    async goTo(place: keyof typeof HEADINGS): Promise<void> {
      await page.getByRole('link', { name: place, exact: true }).first().click();
      await page.getByRole('heading', { level: 1, name: HEADINGS[place], exact: true }).waitFor();
    },
    newDialog: (): Locator => page.getByRole('dialog', { name: 'New release' }),
    async openNewDialog(): Promise<void> {
      await page.getByRole('button', { name: 'New release' }).click();
      await this.newDialog().waitFor();
    },
    async create(name: string, version: string): Promise<void> {
      const dialog = this.newDialog();
      await dialog.getByRole('textbox', { name: 'Product' }).fill(name);
      await dialog.getByRole('textbox', { name: 'Version' }).fill(version);
      await dialog.getByRole('button', { name: 'Create release' }).click();
      await page.getByRole('link', { name: 'Start a run' }).waitFor();
    },
    /** In the open dialog: the release whose text the new one begins with. */
    async beginWith(name: string): Promise<void> {
      await this.newDialog().getByRole('combobox', { name: 'Begin with' }).click();
      await page.getByRole('option', { name }).click();
    },
    /** From any page: the app opens where it was left. */
    async openRelease(name: string): Promise<void> {
      await this.open();
      await page
        .getByRole('link', { name: new RegExp(name) })
        .first()
        .click();
      await page.getByRole('link', { name: 'Start a run' }).waitFor();
    },
    /** From any page: imports this text, as the file that the person chooses. */
    async importText(folder: string, text: string): Promise<void> {
      writeFileSync(chosenFile(folder), text);
      await this.open();
      await this.importFile();
    },
    /** Takes the file that the open dialog answers with. */
    async importFile(): Promise<void> {
      await page.getByRole('button', { name: 'Import…' }).click();
    },
    /** What was typed and not saved before Holdpoint closed. */
    leftForms: (): Locator => page.getByText('Not saved when Holdpoint closed').locator('..').locator('..'),
    importQuestion: (): Locator => page.getByRole('dialog', { name: /is already in the library$/ }),
    release: (name: string): Locator => page.getByRole('link', { name: new RegExp(name) }).first(),
    empty: (): Locator => page.getByRole('heading', { name: 'No releases yet' }),
    /** Drops a file of this machine on the window. */
    async drop(path: string): Promise<void> {
      const carrier = await page.evaluateHandle(() => {
        const input = document.createElement('input');
        input.type = 'file';
        return input;
      });
      await carrier.setInputFiles(path);
      await carrier.evaluate(({ files }) => {
        const dataTransfer = new DataTransfer();
        for (const file of files ?? []) dataTransfer.items.add(file);
        for (const type of ['dragover', 'drop'])
          window.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      });
    },
    notice: (title: string | RegExp): Locator => page.getByRole('alert').filter({ hasText: title }),
  };
}
