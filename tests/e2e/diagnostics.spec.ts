import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, expectAccessibleInAll, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { chooseInMenu, windowOpenedBy } from '#support/app/desktop.ts';
import { diagnosticsPage } from '#support/app/diagnostics-page.ts';
import { killApp, killEngine } from '#support/app/kill.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { whoField } from '#support/app/say-who.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

test('the doctor, the log and saved diagnostics, for everyone and in small windows', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const diagnostics = diagnosticsPage(page);
  await diagnostics.open();
  await expect(diagnostics.check('Integrity')).toContainText('whole and unchanged');
  await expect(diagnostics.log()).toContainText('libraryOpened');
  await expectAccessibleInAll(open, (shown) => info.outputPath(`diagnostics-${shown}.png`));
  await diagnostics.search().fill('libraryOpened');
  await expect(diagnostics.log().getByRole('listitem')).toHaveCount(1);
  await diagnostics.save();
  await expect(diagnostics.saved()).toBeVisible();
  const text = readFileSync(join(folder, 'holdpoint-diagnostics.txt'), 'utf8');
  for (const words of ['== Doctor', 'Integrity', '== Log', 'libraryOpened']) expect(text).toContain(words);
});

test('a page that crashes is told by the windows that go on, and leaves a report', async ({ reopen }) => {
  const open = await reopen();
  const { page, app } = open;
  await libraryPage(page).goTo('Runs');
  const other = await windowOpenedBy(app, () => chooseInMenu(app, 'new-window'));
  await (await app.browserWindow(page)).evaluate((window) => window.webContents.forcefullyCrashRenderer());
  const diagnostics = diagnosticsPage(other);
  await expect(diagnostics.notice()).toContainText('The page crashed');
  await expect(diagnostics.notice()).toContainText('Runs are not affected');
  await other.getByRole('link', { name: 'Open diagnostics' }).click();
  await expect(await diagnostics.readNewest()).toContainText('exit code');
  // Playwright cannot end an app in order whose page has crashed under it.
  await killApp(open);
});

test('an error of the page is told, and its report has no word of what it was about', async ({ open }) => {
  const { page } = open;
  const diagnostics = diagnosticsPage(page);
  await page.evaluate(() => {
    setTimeout(() => {
      throw new Error('canary-of-a-host');
    });
  });
  await expect(diagnostics.notice()).toContainText('The page crashed');
  await expect(diagnostics.notice()).toContainText('Runs are not affected');
  await page.getByRole('link', { name: 'Open diagnostics' }).click();
  const report = await diagnostics.readNewest();
  await expect(report).toContainText('The page');
  await expect(report).not.toContainText('canary-of-a-host');
});

test('an engine that is killed is started again, told, and leaves a report', async ({ open }, info) => {
  const { page } = open;
  const diagnostics = diagnosticsPage(page);
  await libraryPage(page).goTo('Runs');
  killEngine(open);
  await expect(diagnostics.notice()).toContainText('The engine crashed');
  await expect(diagnostics.notice()).toContainText('nothing is run again until you resume');
  await expectAccessible(page, info.outputPath('engine-crashed.png'));
  await page.getByRole('link', { name: 'Open diagnostics' }).click();
  await expect(await diagnostics.readNewest()).toContainText('exit code');
});

test('an error of the program itself is told, and the window goes on', async ({ open }) => {
  const { page, app } = open;
  const diagnostics = diagnosticsPage(page);
  await app.evaluate(() => {
    setTimeout(() => {
      throw new TypeError('canary is not a function');
    });
  });
  await expect(diagnostics.notice()).toContainText('The program itself crashed');
  await libraryPage(page).goTo('Runs');
  await diagnostics.open();
  await expect(await diagnostics.readNewest()).toContainText('TypeError');
});

test('a program that was ended without a word says so at its next start', async ({ open, reopen }) => {
  await libraryPage(open.page).goTo('Runs');
  // The library is open by then.
  await open.page.getByText('No runs yet').waitFor();
  await killApp(open);
  const { page } = await reopen();
  await expect(diagnosticsPage(page).notice()).toContainText(
    'Holdpoint ended without closing, the last time',
  );
});

test('what the app writes about itself has no output, no command and no text of the release, at the level debug', async ({
  open,
  folder,
}) => {
  const { page } = open;
  const diagnostics = diagnosticsPage(page);
  await diagnostics.open();
  await diagnostics.writeEverything();
  await libraryPage(page).goTo('Library');
  await libraryPage(page).openSample();
  await workspacePage(page).prepareRun();
  await startPage(page).start();
  await cockpitPage(page).confirmDone();
  await whoField(page, /^Name of the person/).waitFor();
  const logs = join(folder, 'library', 'logs');
  const written = ['app.log', 'engine.log'].map((name) => readFileSync(join(logs, name), 'utf8')).join('');
  expect(written).toContain('runEvent');
  expect(written).toContain('callReplied');
  const stored = readFileSync(join(folder, 'library', 'library.db-wal'), 'latin1');
  for (const word of ['order-desk', 'Order desk', 'web1', 'current']) {
    expect(stored, `${word} is in the library`).toContain(word);
    expect(written, `${word} is not in the log`).not.toContain(word);
  }
});
