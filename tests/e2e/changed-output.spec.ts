import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile } from '#support/app/open-app.ts';
import { outputPanel } from '#support/app/output-panel.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';
import { tamper } from '#support/tampering.ts';

let host: Sshd;
test.beforeAll(async () => {
  host = await startSshd({ name: 'app1' });
});
test.afterAll(() => host.stop());

const STEPS = [
  { id: 'first', title: 'Count', on: 'all', run: 'echo 3 failed', nothing_to_undo: 'it prints' },
  { id: 'second', title: 'Count again', on: 'all', run: 'echo 4 failed', nothing_to_undo: 'it prints' },
];

test('says that output does not verify when somebody changed it in the library', async ({
  open,
  reopen,
  folder,
}, info) => {
  writeFileSync(chosenFile(folder), releaseText({ hosts: [host], steps: STEPS }));
  await libraryPage(open.page).importFile();
  await workspacePage(open.page).prepareRun();
  await startPage(open.page).operator('engineer');
  await startPage(open.page).useKeyFile('lab', (await userKey()).key);
  await startPage(open.page).start();
  await expect(cockpitPage(open.page).stateWord('succeeded')).toBeVisible();
  await open.close();
  tamper(join(folder, 'library'), (database) => {
    database.exec("UPDATE chunks SET bytes = CAST('0 failed' || x'0a' AS BLOB) WHERE hex(bytes) LIKE '33%'");
  });

  const { page } = await reopen();
  await libraryPage(page).goTo('Runs');
  await page.getByRole('link', { name: 'Lab 1.0.0' }).click();
  const cockpit = cockpitPage(page);
  await cockpit.cell('Count', 'app1').click();
  await expect(outputPanel(page).lines()).toContainText('0 failed');
  const told = page.getByRole('alert').filter({ hasText: 'DOES NOT VERIFY' });
  await expect(told).toContainText(/at event \d+: stdout of step first on app1/);
  await expectAccessible(page, info.outputPath('changed-output.png'));
  await cockpit.cell('Count again', 'app1').click();
  await expect(outputPanel(page).lines()).toContainText('4 failed');
  await expect(told).toHaveCount(0);
});
