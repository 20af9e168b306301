import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { killApp } from '#support/app/kill.ts';
import { libraryPage } from '#support/app/library-page.ts';
import type { OpenApp } from '#support/app/open-app.ts';
import { planPage } from '#support/app/plan-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

const SUMMARY = 'Typed at three in the morning, and not lost';

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
  await expect(back.drawer()).toContainText('What you typed before is here again');
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
