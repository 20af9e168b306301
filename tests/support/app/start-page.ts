import type { Locator, Page } from '@playwright/test';
import { sayWho, whoField } from './say-who.ts';

/** What is decided before a run starts. */
export function startPage(page: Page) {
  return {
    async operator(name: string): Promise<void> {
      await sayWho(page, /^Operator/, name);
    },
    async choosePlan(plan: 'Deployment' | 'Verification'): Promise<void> {
      await page.getByRole('combobox', { name: /^Plan/ }).click();
      await page.getByRole('option', { name: plan }).click();
    },
    /** Says where a credential is found: the path of a key file. */
    async useKeyFile(credential: string, path: string): Promise<void> {
      await page.getByRole('combobox', { name: `Where ${credential} is found` }).click();
      await page.getByRole('option', { name: 'Key file' }).click();
      await page.getByRole('textbox', { name: 'Path of the key file' }).fill(path);
      await page.getByRole('button', { name: 'Use this' }).click();
      await page.getByRole('button', { name: `Change credential ${credential}` }).waitFor();
    },
    async beginAt(step: string, because: string): Promise<void> {
      await page.getByRole('combobox', { name: /^Begin at/ }).click();
      await page.getByRole('option', { name: step }).click();
      await page.getByRole('textbox', { name: /^Why what comes before/ }).fill(because);
    },
    goStepByStep: (): Promise<void> => page.getByRole('checkbox', { name: 'Step by step' }).check(),
    limit: (): Locator => page.getByRole('textbox', { name: /^Limit to hosts/ }),
    variables: (): Locator => page.getByRole('textbox', { name: /^Variables/ }),
    /** Where a credential that has no source yet is found: what the form asks first. */
    onlyKey: (): Locator => page.getByRole('textbox', { name: /^Only the key with this fingerprint/ }),
    async useWhereTyped(credential: string): Promise<void> {
      await page.getByRole('button', { name: 'Use this' }).click();
      await page.getByRole('button', { name: `Change credential ${credential}` }).waitFor();
    },
    /** Says that the page does not begin with nothing. */
    chosenBefore: (): Locator =>
      page.getByRole('alert').filter({ hasText: 'Your unsaved text was restored' }),
    /** A fingerprint as it is shown, in groups; read without the gaps. */
    fingerprint: (label: string | RegExp): Locator => page.getByText(label).locator('..').locator('code'),
    acceptKey: (host: string): Locator =>
      page.getByRole('button', { name: `Accept this key of ${host}`, exact: true }),
    confirmKey: (host: string): Locator =>
      page.getByRole('button', { name: `Confirm the new key of ${host}`, exact: true }),
    acceptedBy: (): Locator => whoField(page, 'Accepted by'),
    anyAccept: (): Locator => page.getByRole('button', { name: /accept/i }),
    /** The keys that are to be compared; of many, those in view. */
    keys: (): Locator => page.getByRole('list', { name: 'Host keys' }).getByRole('listitem'),
    async compare(host: string): Promise<void> {
      await page
        .getByRole('checkbox', { name: `I compared all of it, and it is the same: ${host}`, exact: true })
        .check();
    },
    async compareAndAccept(host: string): Promise<void> {
      await this.compare(host);
      await this.acceptKey(host).click();
      await page.getByText('Every host shows a trusted key').waitFor();
    },
    changedKey: (host: string): Locator =>
      page.getByRole('alert').filter({ hasText: `The key of ${host} has changed` }),
    /** A secret that the plan does not use and that is not masked. */
    uncovered: (): Locator => page.getByRole('status').filter({ hasText: 'is not covered' }),
    waitForHosts: (): Locator => page.getByRole('checkbox', { name: /^Wait for hosts/ }),
    /** Why the run was not started. */
    refused: (): Locator => page.getByRole('alert').filter({ hasText: 'The run was not started' }),
    startButton: (): Locator => page.getByRole('button', { name: /^Start/ }).last(),
    /** Which hosts of another run are taken, where these alone are. */
    taken: (): Locator => page.getByRole('region', { name: 'Only the hosts that a run left unfinished' }),
    /** How much the plan is. */
    planNote: (): Locator => page.getByRole('region', { name: 'What will be done' }),
    blockers: (): Locator => page.getByRole('status').filter({ hasText: /\.$/ }).last(),
    /** What holds the run back, and what was overridden. */
    openRules: (): Locator => page.getByRole('list', { name: 'What is not met' }).getByRole('listitem'),
    async override(rule: RegExp, reason: string, by: string): Promise<void> {
      await page
        .getByRole('listitem')
        .filter({ hasText: rule })
        .getByRole('button', { name: /^Override/ })
        .click();
      const dialog = page.getByRole('dialog', { name: 'Override a rule' });
      await dialog.getByRole('textbox', { name: /^Reason/ }).fill(reason);
      await sayWho(dialog, /^Decided by/, by);
      await dialog.getByRole('button', { name: 'Override' }).click();
      await dialog.waitFor({ state: 'detached' });
    },
    /** What is to be typed for a live run on production. */
    async wantedConfirmation(): Promise<string> {
      const label = await page.getByText(/^Type .* to confirm/).textContent();
      return /^Type (.*) to confirm/.exec(label ?? '')?.[1] ?? '';
    },
    /** Gives the run's id. Somebody must run it: the engineer of the sample, unless another was named. */
    async start(): Promise<string> {
      if ((await whoField(page, /^Operator/).inputValue()) === '') await this.operator('engineer');
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
