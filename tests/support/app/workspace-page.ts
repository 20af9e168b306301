import type { Locator, Page } from '@playwright/test';
import { sayWho } from './say-who.ts';

export type WorkspaceView =
  | 'Overview'
  | 'Preparation'
  | 'Environments'
  | 'Infrastructure'
  | 'Deployment'
  | 'Verification'
  | 'Backout'
  | 'Communications'
  | 'Plan'
  | 'Paper'
  | 'History'
  | 'Source';

/** A release as it is written. */
export function workspacePage(page: Page) {
  return {
    async show(view: WorkspaceView): Promise<void> {
      await page.getByRole('link', { name: view, exact: true }).click();
      await page.waitForURL(/\/release\//);
    },
    title: (name: string): Locator => page.getByRole('heading', { level: 1, name, exact: true }),
    saved: (): Locator => page.getByRole('status').getByText('Saved', { exact: true }),
    /** Says how many problems and warnings there are, and lists them. */
    problems: (): Locator => page.getByRole('button', { name: /problem|warning/i, expanded: false }),
    noProblems: (): Locator => page.getByRole('button', { name: 'No problems' }),
    problemList: (): Locator => page.getByRole('region', { name: 'Problems' }),
    async openProblem(text: RegExp): Promise<void> {
      await this.problemList().getByRole('button', { name: text }).click();
    },
    async closeProblems(): Promise<void> {
      await page.getByRole('button', { name: 'Close problems' }).click();
    },
    leftForms: (): Locator => page.getByRole('status').filter({ hasText: 'Not saved when Holdpoint closed' }),
    /** For all steps of the release, or of the environment that is shown. */
    async pickShell(shell: string): Promise<void> {
      await page.getByRole('combobox', { name: 'Shell', exact: true }).click();
      await page.getByRole('option', { name: shell, exact: true }).click();
    },
    async undo(): Promise<void> {
      await page.keyboard.press('Control+z');
    },
    async redo(): Promise<void> {
      await page.keyboard.press('Control+Shift+z');
    },
    /** Whether the release may go. */
    gate: (): Locator => page.getByRole('region', { name: 'Go or no-go' }),
    approvals: (): Locator => page.getByRole('list', { name: 'Approvals' }).getByRole('listitem'),
    async approve(by: string, note: string): Promise<void> {
      await page.getByRole('button', { name: 'Approve…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Approve this revision' });
      await sayWho(dialog, /^Approved by/, by);
      await dialog.getByRole('textbox', { name: /^Note/ }).fill(note);
      await dialog.getByRole('button', { name: 'Approve' }).click();
      await dialog.waitFor({ state: 'detached' });
    },
    async prepareRun(): Promise<void> {
      await page.getByRole('link', { name: 'Start a run' }).click();
      await page.getByRole('heading', { level: 1, name: /^Run / }).waitFor();
    },
  };
}
