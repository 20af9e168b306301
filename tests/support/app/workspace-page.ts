import type { Page } from '@playwright/test';

export type WorkspaceView =
  | 'Overview'
  | 'Environments'
  | 'Infrastructure'
  | 'Deployment'
  | 'Verification'
  | 'Backout'
  | 'Communications'
  | 'Plan'
  | 'Source';

/** A release as it is written. */
export function workspacePage(page: Page) {
  return {
    async show(view: WorkspaceView): Promise<void> {
      await page.getByRole('link', { name: view, exact: true }).click();
      await page.waitForURL(/\/release\//);
    },
    async prepareRun(): Promise<void> {
      await page.getByRole('link', { name: 'Start a run' }).click();
      await page.getByRole('heading', { level: 1, name: /^Run / }).waitFor();
    },
  };
}
