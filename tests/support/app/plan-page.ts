import type { Locator, Page } from '@playwright/test';

export type KindLabel = 'Command' | 'Script' | 'Check' | 'Probe' | 'Manual' | 'Hold point' | 'Wait';

type UndoChoice =
  | 'A command undoes it'
  | 'A person undoes it'
  | 'A script undoes it'
  | 'There is nothing to undo'
  | 'It cannot be undone: a point of no return';

/** The plan of a release as a mirror of steps and undos. */
export function planPage(page: Page) {
  const drawer = (): Locator => page.getByRole('dialog', { name: /step: / });
  const field = (name: string): Locator =>
    drawer().getByLabel(name, { exact: true }).and(page.locator('input, textarea'));
  return {
    drawer,
    phaseDialog: (): Locator => page.getByRole('dialog', { name: 'New phase' }),
    async openPhaseDialog(): Promise<void> {
      await page.getByRole('button', { name: 'Add phase' }).click();
      await this.phaseDialog().waitFor();
    },
    async addPhase(title: string): Promise<void> {
      await this.phaseDialog().getByRole('textbox', { name: 'Title' }).fill(title);
      await this.phaseDialog().getByRole('button', { name: 'Save phase' }).click();
      await page.getByRole('heading', { level: 2, name: title }).waitFor();
    },
    async openNewStep(kind: KindLabel): Promise<void> {
      await page.getByRole('button', { name: 'Add step' }).last().click();
      await page.getByRole('menuitem', { name: new RegExp(`^${kind}`) }).click();
      await drawer().waitFor();
    },
    /** Opens the form of a new step and gives it its title. */
    async beginStep(kind: KindLabel, title: string): Promise<void> {
      await this.openNewStep(kind);
      await field('Title').fill(title);
    },
    /** What is typed is kept outside the page. */
    kept: (): Locator => drawer().getByText('What you typed is kept until you save or discard it.'),
    async fill(values: Readonly<Record<string, string>>): Promise<void> {
      for (const [name, value] of Object.entries(values)) await field(name).fill(value);
    },
    async moreOptions(): Promise<void> {
      await drawer()
        .getByRole('button', { name: /^More options/ })
        .first()
        .click();
    },
    async chooseInForm(name: string): Promise<void> {
      await drawer().getByText(name, { exact: true }).click();
    },
    /** Picks an option of a list in the form. */
    async pick(list: string, option: string): Promise<void> {
      await drawer().getByRole('combobox', { name: list, exact: true }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    },
    async undo(choice: UndoChoice, values: Readonly<Record<string, string>>): Promise<void> {
      await drawer().getByRole('combobox', { name: 'How it is undone' }).click();
      await page.getByRole('option', { name: choice }).click();
      await this.fill(values);
    },
    async save(): Promise<void> {
      await drawer().getByRole('button', { name: 'Save step' }).click();
      await drawer().waitFor({ state: 'hidden' });
    },
    async edit(title: string): Promise<void> {
      await this.step(title).click();
      await drawer().waitFor();
    },
    /** An item of the menu of a step or phase. */
    async choose(title: string, item: string): Promise<void> {
      await page
        .getByRole('button', { name: new RegExp(`^Actions for (step|phase) ${title}$`) })
        .first()
        .click();
      await page.getByRole('menuitem', { name: item, exact: true }).click();
    },
    async drag(title: string, onto: string): Promise<void> {
      const row = (name: string): Locator => page.getByRole('listitem').filter({ has: this.step(name) });
      await row(title)
        .getByTitle('Drag to move')
        .dragTo(row(onto), { targetPosition: { x: 200, y: 4 } });
    },
    /** Of phases and steps, in their order. */
    titles: (): Locator => page.getByRole('main').locator('[data-row-focus]'),
    step: (title: string): Locator => page.getByRole('button', { name: title, exact: true }),
    steps: (): Locator =>
      page
        .getByRole('main')
        .getByRole('listitem')
        .filter({ has: page.getByRole('button', { name: /^Actions for step / }) }),
    gap: (title: string): Locator => page.getByRole('button', { name: `Add an undo for ${title}` }),
  };
}
