/** What a person types beside a run is no more lost than what stands in the forms of a release. */
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { killApp } from '#support/app/kill.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { recoveryPage } from '#support/app/recovery-page.ts';
import { startRun } from '#support/app/start-run.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const FAILS = { id: 'fails', title: 'Fail', on: 'all', run: 'exit 3', nothing_to_undo: 'It changes nothing' };
const WHY = 'The disk of app1 is being replaced, ticket 4711';
const LATE = 'Kim of the late shift';
const STOP = 'The window is nearly over';

let host: Sshd;
test.beforeEach(async () => {
  host = await startSshd({ name: 'app1' });
});
test.afterEach(() => host.stop());

test('notes beside a run survive a kill, a look at another page and a slip of the keyboard', async ({
  open,
  reopen,
  folder,
}, info) => {
  const { page } = open;
  await startRun(page, folder, { hosts: [host], steps: [FAILS] });
  const cockpit = cockpitPage(page);
  await cockpit.choose('Skip');
  await cockpit.note('Reason', WHY);
  await cockpit.note('Your name', LATE);
  await libraryPage(page).goTo('Settings');
  await page.goBack();
  await cockpit.choose('Skip');
  await expect(cockpit.noteField('Reason')).toHaveValue(WHY);
  await expect(cockpit.noteField('Your name')).toHaveValue(LATE);

  await cockpit.openStopDialog();
  await cockpit.stopReason().fill(STOP);
  await cockpit.stopName().fill(LATE);
  await page.keyboard.press('Escape');
  const question = page.getByRole('dialog', { name: 'Discard what you typed?' });
  await expect(question).toContainText('note for “Stop the run”');
  await question.getByRole('button', { name: 'Keep editing' }).click();
  await expect(cockpit.stopReason()).toHaveValue(STOP);
  await expect(cockpit.stopDialog()).toContainText('What you typed is kept');
  await killApp(open);

  const between = await reopen();
  await libraryPage(between.page).open();
  await recoveryPage(between.page).openFindOut();
  await recoveryPage(between.page).findOutDialog().getByRole('textbox', { name: 'Your name' }).fill(LATE);
  await expect(recoveryPage(between.page).findOutDialog()).toContainText('What you typed is kept');
  await killApp(between);

  const again = await reopen();
  const back = cockpitPage(again.page);
  await recoveryPage(again.page).openFindOut();
  const who = recoveryPage(again.page).findOutDialog().getByRole('textbox', { name: 'Your name' });
  await expect(who).toHaveValue(LATE);
  await expectAccessible(again.page, info.outputPath('who.png'));
  await recoveryPage(again.page).findOutDialog().getByRole('button', { name: 'Start over' }).click();
  await expect(who).not.toHaveValue(LATE);
  await recoveryPage(again.page).findOutDialog().getByRole('button', { name: 'Cancel' }).click();
  await recoveryPage(again.page).cards().getByRole('link', { name: 'Lab 1.0.0' }).click();
  await expect(back.leftForms()).toContainText('answer to Fail on app1; note for “Stop the run”');
  await recoveryPage(again.page).findOut();
  await recoveryPage(again.page).goOn();
  await back.choose('Skip');
  await expect(back.noteField('Reason')).toHaveValue(WHY);
  await expect(back.noteField('Your name')).toHaveValue(LATE);
  await expectAccessible(again.page, info.outputPath('note.png'));
  await back.openStopDialog();
  await expect(back.stopReason()).toHaveValue(STOP);
  await expect(back.stopName()).toHaveValue(LATE);
  await expectAccessible(again.page, info.outputPath('stop.png'));
  await back.stopDialog().getByRole('button', { name: 'Start over' }).click();
  await back.stopDialog().getByRole('button', { name: 'Keep running' }).click();
  await expect(back.stopDialog()).toBeHidden();
  await back.remedyButton('Skip').click();
  await expect(back.stateWord('succeeded')).toBeVisible();
  await expect(back.leftForms()).toHaveCount(0);
});
