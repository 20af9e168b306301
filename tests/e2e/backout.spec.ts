import { expect, expectAccessible, expectAccessibleInAll, test } from '#support/app/app-test.ts';
import { backoutPage } from '#support/app/backout-page.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { resize } from '#support/app/open-app.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

test('shows all that a backout does, leaves lines out, and says afterwards what became of the run', async ({
  open,
}, info) => {
  const { page } = open;
  await libraryPage(page).openSample();
  await workspacePage(page).prepareRun();
  await startPage(page).operator('engineer');
  await startPage(page).start();
  const cockpit = cockpitPage(page);
  await cockpit.confirmDone();
  await cockpit.releaseHold('manager');
  await cockpit.badStep().waitFor();
  await cockpit.decide('Stop and back out');

  const backout = backoutPage(page);
  await resize(open, 1440, 900);
  await expect(backout.lines()).toHaveCount(12);
  await expect(backout.steps()).toHaveCount(17);
  await expect(backout.operator()).toHaveValue(/engineer/);
  await expect(backout.fact('Takes')).toBeVisible();
  await expectAccessibleInAll(open, (shown) => info.outputPath(`backout-${shown}.png`));
  await resize(open, 1440, 900);

  const [first, second] = await backout
    .lines()
    .evaluateAll((buttons) =>
      buttons.map((button) => (button.getAttribute('aria-label') ?? '').replace('Leave out ', '')),
    );
  await backout.leaveOut([first!, second!], 'they are fine as they are');
  await expect(backout.lines()).toHaveCount(10);
  await expectAccessible(page, info.outputPath('backout-struck.png'));
  await backout.restore(first!);
  await backout.restore(second!);
  await expect(backout.lines()).toHaveCount(12);

  await backout.start();
  await expect(cockpit.stateWord('succeeded')).toBeVisible();
  await cockpit.followLink(/open that run/i);
  await expect(page.getByText(/This run was backed out by r-/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^Back out/ })).toHaveCount(0);
  await expectAccessible(page, info.outputPath('run-backed-out.png'));
  await page.getByRole('link', { name: 'Runs' }).click();
  await expect(page.getByText('failed, backed out')).toBeVisible();
  await expectAccessible(page, info.outputPath('runs.png'));
  await page.getByRole('link', { name: 'Library' }).click();
  await expect(page.getByText('deployment failed, backed out')).toBeVisible();
  await expectAccessible(page, info.outputPath('library.png'));

  await libraryPage(page).openRelease('Order desk');
  await workspacePage(page).show('Deployment');
  await expect(page.getByTitle(/, counting what an earlier backout took/).first()).toBeVisible();
  await expectAccessible(page, info.outputPath('deployment-after-backout.png'));
});
