import type { Locator, Page } from '@playwright/test';
import { whoField } from './say-who.ts';
import { runId } from './start-page.ts';

/** What a backout would do, before it does it. */
export function backoutPage(page: Page) {
  const list = page.getByRole('region', { name: /^The backout/ });
  return {
    /** Undo lines that are not struck. */
    lines: (): Locator => list.getByRole('button', { name: /^Leave out/ }),
    /** Everything that is done: undo lines, and what comes before and after. */
    steps: (): Locator => list.getByRole('button', { name: /^(Unfold|Fold) / }),
    concerns: (): Locator => list.getByRole('checkbox', { name: /\.$/ }),
    async acknowledge(): Promise<void> {
      for (const concern of await list.getByRole('checkbox', { name: /\.$/ }).all()) await concern.check();
    },
    unfold: (title: string): Promise<void> =>
      list
        .getByRole('button', { name: `Unfold ${title}` })
        .first()
        .click(),
    whole: (): Locator => list.locator('pre'),
    /** Chooses lines, and shows where it is said why they are left out. */
    async openLeaveOut(names: readonly string[]): Promise<void> {
      for (const name of names) await list.getByRole('checkbox', { name: `Select ${name}` }).check();
      await page.getByRole('button', { name: /^Leave out \d/ }).click();
    },
    why: (): Locator => page.getByRole('textbox', { name: /^Why are/ }),
    limit: (): Locator => page.getByRole('textbox', { name: 'Only on these hosts' }),
    async leaveOut(names: readonly string[], reason: string): Promise<void> {
      await this.openLeaveOut(names);
      await this.why().fill(reason);
      await page.getByRole('button', { name: 'Leave them out' }).click();
    },
    restore: (name: string): Promise<void> => list.getByRole('button', { name: `Restore ${name}` }).click(),
    operator: (): Locator => whoField(page, 'Operator'),
    fact: (name: string): Locator => page.getByRole('complementary').getByText(name, { exact: true }),
    startButton: (): Locator => page.getByRole('button', { name: 'Start the backout' }),
    /** Gives the id of the backout's own run. */
    async start(): Promise<string> {
      await this.startButton().click();
      return runId(page);
    },
  };
}
