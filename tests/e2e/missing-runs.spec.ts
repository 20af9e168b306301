/** A run that somebody took out of the library is no run that never was. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, resize } from '#support/app/open-app.ts';
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

const STEPS = [{ id: 'work', title: 'Work', on: 'all', run: 'true', nothing_to_undo: 'it changes nothing' }];

async function runOnce(page: Page): Promise<string> {
  await startPage(page).operator('engineer');
  await startPage(page).useKeyFile('lab', (await userKey()).key);
  const run = await startPage(page).start();
  await expect(cockpitPage(page).stateWord('succeeded')).toBeVisible();
  return run;
}

test('names the newest run when it was taken out of the list, out of the log, and with what witnessed it', async ({
  open,
  reopen,
  folder,
}, info) => {
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  const library = join(folder, 'library');
  writeFileSync(chosenFile(folder), releaseText({ hosts: [host], steps: STEPS }));
  await libraryPage(open.page).importFile();
  await workspacePage(open.page).prepareRun();
  const run = await runOnce(open.page);
  await open.close();

  tamper(library, (database) => {
    database.prepare('DELETE FROM runs WHERE run = ?').run(run);
  });
  const unlisted = await reopen();
  await libraryPage(unlisted.page).goTo('Runs');
  const told = libraryPage(unlisted.page).notice('Runs are missing from this library');
  await expect(told).toContainText(`${run} was begun here, and was taken out of this list`);
  await expect(unlisted.page.getByText('No runs yet')).toHaveCount(0);
  await resize(unlisted, 1024, 768);
  await expectAccessible(unlisted.page, shot('unlisted'));
  await unlisted.page.emulateMedia({ colorScheme: 'dark' });
  await resize(unlisted, 1440, 900);
  await expectAccessible(unlisted.page, shot('unlisted-dark'));
  await libraryPage(unlisted.page).open();
  await libraryPage(unlisted.page).openRelease('Lab');
  await unlisted.page.getByRole('link', { name: /^Runs/ }).last().click();
  await expect(told).toContainText(run);
  await expectAccessible(unlisted.page, shot('of-the-release'));
  await unlisted.close();

  tamper(library, (database) => {
    database.prepare('DELETE FROM events WHERE run = ?').run(run);
    const [opened] = database
      .prepare<[], { seq: number }>("SELECT seq FROM events WHERE run IS NULL AND type = 'runOpened'")
      .all();
    database.prepare('DELETE FROM events WHERE run IS NULL AND seq >= ?').run(opened?.seq);
  });
  rmSync(join(library, 'checkpoint.json'));
  const cut = await reopen();
  await libraryPage(cut.page).goTo('Runs');
  await expect(libraryPage(cut.page).notice('The library is not whole')).toContainText(
    'checkpoint.json was missing',
  );
  const none = 'No runs are here, but events of this library are lost';
  await expect(cut.page.getByRole('heading', { name: none })).toBeVisible();
  await expectAccessible(cut.page, shot('cut'));
  await cut.close();
  const later = await reopen();
  await libraryPage(later.page).goTo('Runs');
  await expect(later.page.getByRole('heading', { name: none })).toBeVisible();
});
