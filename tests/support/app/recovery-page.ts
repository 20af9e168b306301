import type { Locator, Page } from '@playwright/test';
import { sayWho, whoField } from './say-who.ts';

/** What became of a run that was cut off. */
export function recoveryPage(page: Page) {
  const findOutDialog = (): Locator =>
    page.getByRole('dialog', { name: /^(Find out what happened|Resume run)$/ });
  const dialog = (name: string): Locator => page.getByRole('dialog', { name });
  return {
    heading: (): Locator => page.getByRole('heading', { level: 1, name: /: what happened$/ }),
    inShort: (): Locator => page.getByRole('region', { name: 'In short' }),
    /** The lines of one finding. */
    found: (title: string): Locator =>
      page.getByRole('region', { name: new RegExp(`^${title} \\(\\d+\\)$`) }).getByRole('listitem'),
    findOutDialog,
    async openFindOut(): Promise<void> {
      await page.getByRole('button', { name: /^(Find out what happened|Resume run)…$/ }).click();
    },
    async findOut(by = 'engineer'): Promise<void> {
      await this.openFindOut();
      const asked = findOutDialog();
      const who = whoField(asked, 'Your name');
      if ((await who.inputValue()) === '') await sayWho(asked, 'Your name', by);
      await asked.getByRole('button', { name: /^(Find out what happened|Resume run)$/ }).click();
      await page.getByRole('button', { name: 'Continue…' }).waitFor();
    },
    goOnDialog: (): Locator => dialog('Continue this run?'),
    async goOn(): Promise<void> {
      await page.getByRole('button', { name: 'Continue…' }).click();
      await this.goOnDialog().getByRole('button', { name: 'Continue', exact: true }).click();
      await page.waitForURL(/\/run\/r-[^/]+$/);
    },
    async stopAndBackOut(): Promise<void> {
      await page.getByRole('button', { name: 'Stop and back out…' }).click();
      await dialog('Stop this run and back out?')
        .getByRole('button', { name: 'Stop and show the backout' })
        .click();
    },
    async openRun(): Promise<void> {
      await page.getByRole('link', { name: 'Open the run' }).first().click();
    },
    /** What preflight found when the run was to continue. */
    unfit: (): Locator => page.getByRole('status').filter({ hasText: 'Preflight found problems' }),
    /** Leaves out the host that did not pass preflight. */
    async excludeUnfit(reason: string): Promise<void> {
      await page.getByRole('button', { name: 'Exclude host…' }).click();
      const asked = dialog('Exclude this host?');
      await asked.getByRole('textbox', { name: 'Reason' }).fill(reason);
      await asked.getByRole('button', { name: 'Exclude host' }).click();
      await asked.waitFor({ state: 'hidden' });
    },
    /** In the library: one card for each run that was left open. */
    cards: (): Locator => page.getByRole('region', { name: 'Interrupted runs' }).getByRole('article'),
  };
}
