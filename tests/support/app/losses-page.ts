import type { Locator, Page } from '@playwright/test';
import { sayWho, whoField } from './say-who.ts';

/** What the library has lost of a run, on the pages that build on the run. */
export function lossesPage(page: Page) {
  const section = page.getByRole('region', { name: 'Something of this run may be missing' });
  const read = section.getByRole('button', { name: 'I have read this' });
  return {
    section: (): Locator => section,
    read: (): Locator => read,
    note: (): Locator => section.getByRole('textbox', { name: 'What was found on the hosts' }),
    who: (): Locator => whoField(section, 'Your name'),
    linkFromRun: (): Locator => page.getByRole('link', { name: 'Read what is missing' }),
    async acknowledge(by: string, note: string): Promise<void> {
      await this.note().fill(note);
      await sayWho(section, 'Your name', by);
      await read.click();
    },
  };
}
