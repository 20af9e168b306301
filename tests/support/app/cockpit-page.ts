import type { Locator, Page } from '@playwright/test';

/** What may be chosen when a step went bad, and the button that then carries it out. */
const REMEDIES = {
  Retry: 'Retry now',
  'Exclude the host': 'Exclude and go on',
  Stop: 'Stop the run',
  'Stop and back out': 'Stop and show the backout',
} as const;

/** A run under way, and after. */
export function cockpitPage(page: Page) {
  return {
    /** Confirms the manual step that is asked about. */
    async confirmDone(): Promise<void> {
      await page.getByRole('button', { name: 'Done', exact: true }).click();
    },
    async releaseHold(by: string): Promise<void> {
      await page.getByRole('textbox', { name: /^Name of the person/ }).fill(by);
      await page.getByRole('button', { name: 'Release', exact: true }).click();
    },
    badStep: (): Locator => page.getByRole('heading', { name: 'This step went bad' }),
    async decide(remedy: keyof typeof REMEDIES): Promise<void> {
      await page
        .getByRole('radio', { name: new RegExp(`^${remedy}`) })
        .first()
        .check();
      await page.getByRole('button', { name: REMEDIES[remedy], exact: true }).click();
    },
    /** The word that stands for the whole run. */
    stateWord: (word: string): Locator =>
      page.locator('header, main').getByText(word, { exact: true }).first(),
    async selectStep(title: string): Promise<void> {
      await page
        .getByRole('navigation', { name: 'Steps' })
        .getByRole('button', { name: new RegExp(title) })
        .click();
    },
    step: (title: string): Locator =>
      page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: new RegExp(title) }),
    stopDialog: (): Locator => page.getByRole('dialog', { name: 'Stop this run?' }),
    async openStopDialog(): Promise<void> {
      await page.getByRole('button', { name: 'Stop…' }).click();
      await this.stopDialog().waitFor();
    },
    async stop(why: string): Promise<void> {
      await this.stopDialog().getByRole('textbox', { name: 'Why (optional)' }).fill(why);
      await this.stopDialog().getByRole('button', { name: 'Stop the run' }).click();
    },
    async verify(): Promise<void> {
      await page.getByRole('button', { name: 'Verify evidence' }).click();
    },
    async saveReport(): Promise<void> {
      await page.getByRole('button', { name: 'Print', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Save report as PDF…' }).click();
    },
    async showErrorOutput(): Promise<void> {
      await page
        .getByText(/^stderr/)
        .first()
        .click();
    },
    async followLink(name: RegExp): Promise<void> {
      await page.getByRole('link', { name }).first().click();
    },
  };
}
