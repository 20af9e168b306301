/** What stands in a page's own fields, without a window around them, is no more lost by a kill than what stands in a dialog. */
import { writeFileSync } from 'node:fs';
import { expect, test } from '#support/app/app-test.ts';
import { backoutPage } from '#support/app/backout-page.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { comparePage } from '#support/app/compare-page.ts';
import { killApp } from '#support/app/kill.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile } from '#support/app/open-app.ts';
import { recoveryPage } from '#support/app/recovery-page.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { untilKept } from '#support/app/typed.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

const WORKS = { id: 'works', title: 'Work', on: 'all', run: 'true', undo: 'echo undone' };
const FAILS = { id: 'fails', title: 'Fail', on: 'all', run: 'exit 3', nothing_to_undo: 'It changes nothing' };
const LATE = 'Kim of the late shift';

let host: Sshd;
test.beforeEach(async () => {
  host = await startSshd({ name: 'app1' });
});
test.afterEach(() => host.stop());

test('who accepts a key, a note to the log, a backout and a baseline: each stands there again after a kill', async ({
  open,
  reopen,
  folder,
}) => {
  const { name, address, port, user } = host;
  writeFileSync(
    chosenFile(folder),
    releaseText({ hosts: [{ name, address, port, user }], steps: [WORKS, FAILS] }),
  );
  await libraryPage(open.page).importFile();
  await workspacePage(open.page).prepareRun();
  await startPage(open.page).operator('engineer');
  await startPage(open.page).useKeyFile('lab', (await userKey()).key);
  await startPage(open.page).acceptedBy().fill(LATE);
  await untilKept(folder, LATE);
  await killApp(open);

  const second = await reopen();
  await libraryPage(second.page).openRelease('Lab');
  await workspacePage(second.page).prepareRun();
  await expect(startPage(second.page).acceptedBy()).toHaveValue(LATE);
  await startPage(second.page).compareAndAccept('app1');
  const run = await startPage(second.page).start();
  await cockpitPage(second.page).badStep().waitFor();
  await cockpitPage(second.page).openNote();
  const note = cockpitPage(second.page).noteDialog();
  await note.getByRole('textbox', { name: /^Note/ }).fill('The desk was called');
  await note.getByRole('textbox', { name: 'Your name' }).fill(LATE);
  await expect(note).toContainText('What you typed is kept');
  await killApp(second);

  const third = await reopen();
  await libraryPage(third.page).open();
  await recoveryPage(third.page).cards().getByRole('link', { name: 'Lab 1.0.0' }).click();
  const cockpit = cockpitPage(third.page);
  await expect(cockpit.leftForms()).toContainText('note to the log');
  await recoveryPage(third.page).findOut();
  await recoveryPage(third.page).goOn();
  await cockpit.badStep().waitFor();
  await cockpit.openNote();
  const back = cockpit.noteDialog();
  await expect(back.getByRole('textbox', { name: /^Note/ })).toHaveValue('The desk was called');
  await expect(back.getByRole('textbox', { name: 'Your name' })).toHaveValue(LATE);
  await back.getByRole('button', { name: 'Add note' }).click();
  await expect(back).toBeHidden();
  await cockpit.decide('Stop and back out');
  const backout = backoutPage(third.page);
  await backout.operator().fill(LATE);
  await backout.limit().fill('app1');
  await backout.limit().press('Enter');
  await backout.openLeaveOut(['Undo: Work on app1']);
  await backout.why().fill('It is fine as it is');
  await untilKept(folder, 'It is fine as it is', '"limit\\":\\"app1', `"operator\\":\\"${LATE}`);
  await killApp(third);

  const fourth = await reopen();
  const again = backoutPage(fourth.page);
  await expect(again.operator()).toHaveValue(LATE);
  await expect(again.limit()).toHaveValue('app1');
  await again.openLeaveOut(['Undo: Work on app1']);
  await expect(again.why()).toHaveValue('It is fine as it is');
  await libraryPage(fourth.page).goTo('Runs');
  await comparePage(fourth.page).open(run);
  await comparePage(fourth.page).baselineNote().fill('As it was after the audit');
  await comparePage(fourth.page).baselineBy().fill(LATE);
  await untilKept(folder, 'As it was after the audit', `"by\\":\\"${LATE}`);
  await killApp(fourth);

  const fifth = await reopen();
  await libraryPage(fifth.page).goTo('Runs');
  await comparePage(fifth.page).open(run);
  await expect(comparePage(fifth.page).baselineNote()).toHaveValue('As it was after the audit');
  await expect(comparePage(fifth.page).baselineBy()).toHaveValue(LATE);
});
