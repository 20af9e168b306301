import type { Page } from '@playwright/test';

/** What is decided before a run starts. */
export function startPage(page: Page) {
  return {
    async operator(name: string): Promise<void> {
      await page.getByRole('textbox', { name: /^Operator/ }).fill(name);
    },
    /** Gives the run's id. */
    async start(): Promise<string> {
      await page
        .getByRole('button', { name: /^Start/ })
        .last()
        .click();
      return runId(page);
    },
  };
}

export async function runId(page: Page): Promise<string> {
  await page.waitForURL(/\/run\/r-[^/]+$/);
  return /\/run\/(r-[^/]+)$/.exec(page.url())?.[1] ?? '';
}
