import { writeFileSync } from 'node:fs';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { killApp } from '#support/app/kill.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, type OpenApp } from '#support/app/open-app.ts';
import { planPage } from '#support/app/plan-page.ts';
import { releaseText } from '#support/app/release-text.ts';
import { settingsPage } from '#support/app/settings-page.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

const SUMMARY = 'Typed at three in the morning, and not lost';

const HOST = { name: 'app1', address: '127.0.0.1', port: 22, user: 'lab' } as const;
/** It reads a variable that is given with a run. */
const STEP = {
  id: 'say',
  title: 'Say',
  on: 'all',
  run: 'echo {{ vars.colour }}',
  nothing_to_undo: 'It only speaks',
};
const LAB = releaseText({ hosts: [HOST], steps: [STEP] });
/** Of the release that the tests make, with a different text. */
const PRICE_LIST = releaseText({ id: 'price-list', name: 'Price list', hosts: [HOST], steps: [STEP] });

async function openFresh({ page }: OpenApp): Promise<void> {
  await libraryPage(page).openNewDialog();
  await libraryPage(page).create('Price list', '1.0.0');
}

async function closeWindow({ app, page }: OpenApp): Promise<void> {
  const window = await app.browserWindow(page);
  await window.evaluate((browserWindow) => browserWindow.close());
}

/** The form of a new step, with something typed in it. */
async function beginStep(open: OpenApp) {
  await openFresh(open);
  await workspacePage(open.page).show('Deployment');
  const plan = planPage(open.page);
  await plan.openPhaseDialog();
  await plan.addPhase('Main');
  await plan.beginStep('Script', 'Count the lines');
  await plan.fill({ Script: 'wc -l /etc/hosts' });
  return plan;
}

const summary = ({ page }: OpenApp) => page.getByRole('textbox', { name: 'Summary' });

async function expectKept(again: OpenApp): Promise<void> {
  await libraryPage(again.page).openRelease('Price list');
  await expect(summary(again)).toHaveValue(SUMMARY);
}

test('what is called saved survives a kill, though its field was never left', async ({ open, reopen }) => {
  await openFresh(open);
  await summary(open).pressSequentially(SUMMARY);
  await open.page.keyboard.press('Control+s');
  await expect(workspacePage(open.page).saved()).toBeVisible();
  await expect(summary(open)).toBeFocused();
  await killApp(open);
  await expectKept(await reopen());
});

test('a window that is closed stores what was typed a moment before', async ({ open, reopen }) => {
  await openFresh(open);
  const closed = open.app.waitForEvent('close');
  await summary(open).pressSequentially(SUMMARY);
  await closeWindow(open);
  await closed;
  await expectKept(await reopen());
});

test('a form with something typed in it is not thrown away by one key or click', async ({ open }, info) => {
  const { page } = open;
  const plan = await beginStep(open);
  const question = page.getByRole('dialog', { name: 'Discard what you typed?' });

  await page.keyboard.press('Escape');
  await expect(question).toContainText('Not saved: New step: script');
  await expectAccessible(page, info.outputPath('discard.png'));
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(plan.drawer().getByRole('textbox', { name: 'Script' })).toHaveValue('wc -l /etc/hosts');

  await page.mouse.click(20, 400);
  await question.getByRole('button', { name: 'Keep editing' }).click();

  await page.keyboard.press('F1');
  await question.getByRole('button', { name: 'Keep editing' }).click();
  await expect(plan.drawer()).toBeVisible();

  await closeWindow(open);
  await question.getByRole('button', { name: 'Keep editing' }).click();
  await expect(plan.drawer().getByRole('textbox', { name: 'Script' })).toHaveValue('wc -l /etc/hosts');

  await plan.drawer().getByRole('textbox', { name: 'Script' }).press('Control+s');
  await expect(plan.drawer()).toBeHidden();
  await expect(plan.step('Count the lines')).toBeVisible();

  await plan.edit('Count the lines');
  await page.keyboard.press('Escape');
  await expect(plan.drawer()).toBeHidden();

  await plan.edit('Count the lines');
  await plan.fill({ Script: 'something else' });
  await plan.drawer().getByRole('button', { name: 'Cancel' }).click();
  await question.getByRole('button', { name: 'Discard' }).click();
  await expect(plan.drawer()).toBeHidden();
});

test('what stands in a form that is not saved survives a kill, and stands in the form again', async ({
  open,
  reopen,
}, info) => {
  const { page } = open;
  const plan = await beginStep(open);
  await expect(plan.kept()).toBeVisible();
  await expect(workspacePage(page).saved()).toBeVisible();
  await killApp(open);

  const again = await reopen();
  await libraryPage(again.page).openRelease('Price list');
  const left = workspacePage(again.page).leftForms();
  await expect(left).toContainText('New step: script');
  await workspacePage(again.page).show('Deployment');
  const back = planPage(again.page);
  await back.openNewStep('Script');
  await expect(back.drawer().getByRole('textbox', { name: 'Script' })).toHaveValue('wc -l /etc/hosts');
  await expect(back.drawer()).toContainText('Your unsaved text was restored');
  await expectAccessible(again.page, info.outputPath('back.png'));
  await back.save();
  await expect(back.step('Count the lines')).toBeVisible();
  await expect(left).toHaveCount(0);

  await back.openNewStep('Script');
  await expect(back.drawer().getByRole('textbox', { name: 'Script' })).toHaveValue('');
  await back.fill({ Script: 'cat /etc/hosts' });
  await expect(back.kept()).toBeVisible();
  await killApp(again);
  const third = await reopen();
  await libraryPage(third.page).openRelease('Price list');
  await workspacePage(third.page).show('Deployment');
  await planPage(third.page).openNewStep('Script');
  await planPage(third.page).drawer().getByRole('button', { name: 'Start over' }).click();
  await expect(planPage(third.page).drawer().getByRole('textbox', { name: 'Script' })).toHaveValue('');
});

test('what is typed into the forms of the library, of an import and of the settings survives a kill', async ({
  open,
  reopen,
  folder,
}, info) => {
  const { page } = open;
  await openFresh(open);
  const library = libraryPage(page);
  await library.goTo('Settings');
  await settingsPage(page).connectTimeout().fill('45');
  await library.open();
  await library.openNewDialog();
  await library.newDialog().getByRole('textbox', { name: 'Product' }).fill('Ledger');
  await expect(library.newDialog()).toContainText('What you typed is kept');
  await killApp(open);

  const again = await reopen();
  const second = libraryPage(again.page);
  await expect(second.leftForms()).toContainText('New release');
  await second.openNewDialog();
  const product = second.newDialog().getByRole('textbox', { name: 'Product' });
  await expect(product).toHaveValue('Ledger');
  await expectAccessible(again.page, info.outputPath('new-release.png'));
  await second.newDialog().getByRole('button', { name: 'Start over' }).click();
  await expect(product).toHaveValue('');
  await second.create('Ledger', '2.0.0');
  await second.goTo('Settings');
  await expect(settingsPage(again.page).connectTimeout()).toHaveValue('45 s');
  await second.open();

  writeFileSync(chosenFile(folder), PRICE_LIST);
  await second.importFile();
  await second.importQuestion().getByRole('radio', { name: 'Import it as a release of its own' }).check();
  await second
    .importQuestion()
    .getByRole('textbox', { name: 'Id of the new release' })
    .fill('price-list-east');
  await expect(second.importQuestion()).toContainText('What you typed is kept');
  await killApp(again);

  const third = await reopen();
  const last = libraryPage(third.page);
  await expect(last.leftForms()).toContainText('id for the imported Price list');
  await last.importFile();
  await expect(last.importQuestion().getByRole('textbox', { name: 'Id of the new release' })).toHaveValue(
    'price-list-east',
  );
  await expectAccessible(third.page, info.outputPath('import.png'));
  await last.importQuestion().getByRole('button', { name: 'Import as a new release' }).click();
  await third.page.waitForURL(/\/release\/price-list-east$/);
  await last.open();
  await expect(last.leftForms()).toHaveCount(0);
});

test('what is typed before a run survives a kill, until a person starts over', async ({
  open,
  reopen,
  folder,
}, info) => {
  writeFileSync(chosenFile(folder), LAB);
  const { page } = open;
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  const first = startPage(page);
  await first.operator('Kim');
  await first.limit().fill('app1');
  await first.variables().fill('colour=blue');
  await first.variables().blur();
  await first.onlyKey().fill('SHA256:47DEQpj8HBSa');
  await libraryPage(page).goTo('Settings');
  await page.goBack();
  await expect(first.limit()).toHaveValue('app1');
  await expect(first.onlyKey()).toHaveValue('SHA256:47DEQpj8HBSa');
  await killApp(open);

  const again = await reopen();
  await libraryPage(again.page).openRelease('Lab');
  await expect(workspacePage(again.page).leftForms()).toContainText(
    'what is chosen for a run; where credential lab is found',
  );
  await workspacePage(again.page).prepareRun();
  const second = startPage(again.page);
  await expect(second.limit()).toHaveValue('app1');
  await expect(second.variables()).toHaveValue('colour=blue');
  await expect(second.onlyKey()).toHaveValue('SHA256:47DEQpj8HBSa');
  await expect(second.chosenBefore()).toBeVisible();
  await expectAccessible(again.page, info.outputPath('start.png'));
  await second.useWhereTyped('lab');
  await second.chosenBefore().getByRole('button', { name: 'Start over' }).click();
  await expect(second.limit()).toHaveValue('');
  await expect(second.variables()).toHaveValue('');
  await expect(second.chosenBefore()).toHaveCount(0);
  await libraryPage(again.page).open();
  await libraryPage(again.page).openRelease('Lab');
  await expect(workspacePage(again.page).leftForms()).toHaveCount(0);
});
