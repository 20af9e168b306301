import type { Locator, Page } from '@playwright/test';
import { sayWho } from './say-who.ts';

/** What may be chosen when a step failed, and the button that then carries it out. */
const REMEDIES = {
  Retry: 'Retry now',
  Skip: 'Skip this step here',
  'Look at the host again': 'Look at the host again',
  'It is done': 'Settle as done',
  'Run it again': 'Run it again',
  'Exclude the host': 'Exclude and continue',
  Stop: 'Stop the run',
  'Stop and back out': 'Stop and show the backout',
} as const;

/** A run running, and after. */
export function cockpitPage(page: Page) {
  return {
    /** Confirms the manual step that is asked about. */
    async confirmDone(): Promise<void> {
      await page.getByRole('button', { name: 'Done', exact: true }).click();
    },
    async releaseHold(by: string): Promise<void> {
      await sayWho(page, /^Name of the person/, by);
      await page.getByRole('button', { name: 'Release', exact: true }).click();
    },
    badStep: (): Locator =>
      page.getByRole('heading', { name: /^(Step failed|Host unreachable|Step stopped)$/ }),
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
    unknownOutcome: (): Locator => page.getByRole('heading', { name: 'Outcome not observed' }),
    question: (): Locator => page.getByRole('complementary', { name: 'Decision' }),
    /** Chooses without carrying it out. */
    async choose(remedy: keyof typeof REMEDIES): Promise<void> {
      await page
        .getByRole('radio', { name: new RegExp(`^${remedy}`) })
        .first()
        .check();
    },
    remedyButton: (remedy: keyof typeof REMEDIES): Locator =>
      page.getByRole('button', { name: REMEDIES[remedy], exact: true }),
    async note(label: string, text: string): Promise<void> {
      await page
        .getByRole('complementary', { name: 'Decision' })
        .getByRole('textbox', { name: label })
        .fill(text);
    },
    noteField: (label: string): Locator =>
      page.getByRole('complementary', { name: 'Decision' }).getByRole('textbox', { name: label }),
    stopReason: (): Locator =>
      page.getByRole('dialog', { name: 'Stop this run?' }).getByRole('textbox', { name: 'Why (optional)' }),
    stopName: (): Locator =>
      page.getByRole('dialog', { name: 'Stop this run?' }).getByRole('textbox', { name: 'Your name' }),
    /** Names what was typed before Holdpoint closed. */
    leftForms: (): Locator => page.getByRole('status').filter({ hasText: 'Not saved when Holdpoint closed' }),
    noteDialog: (): Locator => page.getByRole('dialog', { name: 'Add a note to the log' }),
    defectDialog: (): Locator => page.getByRole('dialog', { name: 'Log a defect' }),
    /** What people found wrong, as a table. */
    defects: (): Locator => page.getByRole('table', { name: 'Defects' }),
    allOutput: (): Locator => page.getByRole('region', { name: 'Output of all hosts' }),
    selectedUnit: (): Locator => page.getByRole('region', { name: 'Selected step' }),
    /** The hosts of the grid, by the words of the choice. */
    async showHosts(choice: string): Promise<void> {
      await page.getByRole('combobox', { name: 'Hosts shown' }).click();
      await page.getByRole('option', { name: choice }).click();
    },
    header: (): Locator => page.getByRole('main').locator('header'),
    /** One of the views above the output, by its words. */
    async showPane(name: string): Promise<void> {
      await page.getByText(name, { exact: true }).click();
    },
    async openPrints(): Promise<void> {
      await page.getByRole('button', { name: 'Print', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Preview, and shift handover…' }).click();
    },
    async openNote(): Promise<void> {
      await page.getByRole('main').press('a');
      await this.noteDialog().waitFor();
    },
    async addNote(text: string): Promise<void> {
      await page.keyboard.press('a');
      const dialog = this.noteDialog();
      await dialog.getByRole('textbox', { name: /^Note/ }).fill(text);
      await dialog.getByRole('button', { name: 'Add note' }).click();
      await dialog.waitFor({ state: 'hidden' });
    },
    async pause(why: string): Promise<void> {
      await page.getByRole('button', { name: 'Pause…' }).click();
      const dialog = this.pauseDialog();
      await dialog.getByRole('textbox', { name: 'Why (optional)' }).fill(why);
      await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
      await dialog.waitFor({ state: 'hidden' });
    },
    grid: (): Locator => page.getByRole('grid', { name: 'Hosts and steps' }),
    menuItem: (name: string): Locator => page.getByRole('menuitem', { name }),
    pauseDialog: (): Locator => page.getByRole('dialog', { name: 'Pause this run?' }),
    returnDialog: (): Locator => page.getByRole('dialog', { name: 'Include this host again?' }),
    /** One of the figures in the head of the page. */
    fact: (name: string): Locator =>
      page.getByRole('term').filter({ hasText: name }).locator('..').getByRole('definition'),
    verdict: (): Locator => page.getByRole('heading', { name: 'Decide on the verification' }),
    async decideVerdict(verdict: 'Success' | 'Back out', button: string): Promise<void> {
      await page.getByRole('radio', { name: new RegExp(`^${verdict}`) }).check();
      await page.getByRole('button', { name: button }).click();
    },
    /** What the end of the run waits for. */
    stopping: (): Locator => page.getByRole('note').filter({ hasText: /^Stopping: / }),
    pausedBanner: (): Locator => page.getByRole('status').filter({ hasText: 'Paused. Nothing new begins.' }),
    /** By the keyboard alone. */
    async continueByKey(): Promise<void> {
      await page.getByRole('main').press('p');
      await page.getByRole('dialog', { name: 'Continue this run?' }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Continue this run?' }).waitFor({ state: 'hidden' });
    },
    excludeDialog: (): Locator => page.getByRole('dialog', { name: 'Exclude this host?' }),
    async openExclude(host: string): Promise<void> {
      await page.getByRole('rowheader', { name: host }).hover();
      await page.getByRole('button', { name: `Actions for ${host}` }).click();
      await page.getByRole('menuitem', { name: 'Exclude host…' }).click();
      await this.excludeDialog().waitFor();
    },
    async exclude(reason: string): Promise<void> {
      await this.excludeDialog().getByRole('textbox', { name: 'Reason' }).fill(reason);
      await this.excludeDialog().getByRole('button', { name: 'Exclude host' }).click();
      await this.excludeDialog().waitFor({ state: 'hidden' });
    },
    excludedHosts: (): Locator => page.getByRole('region', { name: 'Excluded hosts' }).getByRole('listitem'),
    async includeAgain(host: string): Promise<void> {
      await page.getByRole('button', { name: `Include again: ${host}` }).click();
      const dialog = this.returnDialog();
      await dialog.getByRole('button', { name: 'Include host again' }).click();
      await dialog.waitFor({ state: 'hidden' });
    },
    /** What one step came to on one host, as its cell says it. */
    cell: (step: string, host: string): Locator =>
      page.getByRole('gridcell', { name: new RegExp(`^\\d+ ${step} on ${host}: `) }),
    paperDialog: (): Locator => page.getByRole('dialog', { name: 'Record steps done on paper' }),
    async openPaper(): Promise<void> {
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Steps done on paper…' }).click();
      await this.paperDialog().waitFor();
    },
    async followLink(name: RegExp): Promise<void> {
      await page.getByRole('link', { name }).first().click();
    },
  };
}
