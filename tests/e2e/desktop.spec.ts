import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import {
  answerQuestions,
  chooseInMenu,
  clickNotification,
  closeWindow,
  endSession,
  isAwake,
  lookElsewhere,
  menuItem,
  notified,
  questions,
  quit,
  recentItems,
  startAgain,
  startOn,
  windowOpenedBy,
} from '#support/app/desktop.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { attended, openApp } from '#support/app/open-app.ts';
import { whoField } from '#support/app/say-who.ts';
import { settingsPage } from '#support/app/settings-page.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { mountDisk } from '#support/small-disk.ts';
import { electronLaunch } from '../../build/provision/electron-runtime.mjs';

const SAMPLE_RUN = 'Order desk 2.4.0, deployment on practice';

test('keeps the appearance that was chosen in a menu, in every window and at the next start', async ({
  open,
  reopen,
}) => {
  const { page, app } = open;
  const scheme = (of: typeof page) => of.locator('html').getAttribute('data-mantine-color-scheme');
  const beside = await windowOpenedBy(app, () => chooseInMenu(app, 'new-window'));
  const before = await scheme(page);
  await chooseInMenu(app, 'appearance');
  const after = before === 'dark' ? 'light' : 'dark';
  await expect.poll(() => scheme(page)).toBe(after);
  await expect.poll(() => scheme(beside)).toBe(after);
  await open.close();

  const again = await reopen();
  expect(await again.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe(after);
  await expect.poll(() => scheme(again.page)).toBe(after);
});

test('opens a library on a disk that can only be read, says so on every page, and ends in order', async ({
  folder,
  reopen,
}) => {
  test.skip(process.getuid?.() !== 0, 'only root mounts disks');
  const disk = mountDisk(join(folder, 'library'), 'size=400m');
  try {
    const first = await reopen();
    await libraryPage(first.page).openSample();
    await first.close();
    disk.makeReadOnly();
    const { page, close } = await reopen();
    const notice = page.getByText('The library can only be read. Nothing can be run.');
    await expect(notice).toBeVisible();
    await libraryPage(page).openRelease('Order desk');
    await libraryPage(page).goTo('Runs');
    await expect(notice).toBeVisible();
    await close();
  } finally {
    disk.unmount();
  }
});

test('says in a form that what is typed is not kept on a full disk, and keeps it once there is room', async ({
  folder,
  reopen,
}) => {
  test.skip(process.getuid?.() !== 0, 'only root mounts disks');
  const disk = mountDisk(join(folder, 'config'), 'size=40m');
  try {
    const { page, close } = await reopen();
    const library = libraryPage(page);
    await library.openNewDialog();
    const full = join(folder, 'config', 'full');
    expect(() => writeFileSync(full, Buffer.alloc(50 * 1024 * 1024))).toThrow('ENOSPC');
    const product = library.newDialog().getByRole('textbox', { name: 'Product' });
    await product.fill('Gateway');
    await expect(library.newDialog()).toContainText('What you typed is not kept until you save it.');
    await expect(library.newDialog()).toContainText('the disk is full');
    rmSync(full);
    await product.fill('Gateway of the north');
    await expect(library.newDialog()).toContainText('What you typed is kept until you save or discard it.');
    await expect(library.newDialog()).not.toContainText('the disk is full');
    await close();
  } finally {
    disk.unmount();
  }
});

test('says why it cannot start where its window can keep nothing, and is taken for no second start', async ({
  folder,
}) => {
  const config = join(folder, 'no-folder');
  writeFileSync(config, '');
  const { code, said } = await startOn(electronLaunch(), folder, config);
  expect(code).toBe(1);
  expect(said).toContain('Holdpoint cannot start');
  expect(said).toContain(`${config}/holdpoint/libraries/library-`);
  expect(said).toContain('cannot be written (ENOTDIR)');
});

test('calls a person who looks elsewhere, leads to the question, and keeps the workstation awake meanwhile', async ({
  open,
}) => {
  const { page, app } = open;
  await libraryPage(page).openSample();
  await workspacePage(page).prepareRun();
  expect(await isAwake(app)).toBe(false);
  await lookElsewhere(app);
  await startPage(page).start();
  await expect
    .poll(() => notified(app))
    .toEqual([
      { title: 'A step for you to do', body: `Tell the order desk that the window is open\n${SAMPLE_RUN}.` },
    ]);
  expect(await isAwake(app)).toBe(true);
  await libraryPage(page).open();
  await clickNotification(app);
  const cockpit = cockpitPage(page);
  await expect(page).toHaveTitle(`Waiting for you – ${SAMPLE_RUN} – library – Holdpoint`);
  await cockpit.confirmDone();
  await whoField(page, /^Name of the person/).waitFor();
  await expect.poll(async () => (await notified(app)).at(-1)?.title).toBe('Hold point');
  await chooseInMenu(app, 'stop');
  await cockpit.stop('');
  await expect.poll(async () => (await notified(app)).at(-1)?.title).toBe('Run stopped');
  await expect.poll(() => isAwake(app)).toBe(false);
});

test('tells nobody who does not want it', async ({ open }, info) => {
  const { page, app } = open;
  await libraryPage(page).goTo('Settings');
  await settingsPage(page).notify().click();
  await expect(settingsPage(page).notify()).not.toBeChecked();
  await expectAccessible(page, info.outputPath('settings.png'));
  await lookElsewhere(app);
  await libraryPage(page).open();
  await libraryPage(page).openSample();
  await workspacePage(page).prepareRun();
  await startPage(page).start();
  await cockpitPage(page).confirmDone();
  await whoField(page, /^Name of the person/).waitFor();
  expect(await notified(app)).toEqual([]);
});

test('shows a run in a window of its own, tells both the news, and opens both again at the next start', async ({
  open,
  reopen,
}) => {
  const { page, app } = open;
  await libraryPage(page).openSample();
  await workspacePage(page).prepareRun();
  await startPage(page).start();
  const beside = await windowOpenedBy(app, () => chooseInMenu(app, 'own-window'));
  await expect(beside).toHaveTitle(/Order desk 2\.4\.0/);
  await libraryPage(page).open();
  await libraryPage(page).openRelease('Order desk');
  await workspacePage(page).show('Deployment');
  await cockpitPage(beside).confirmDone();
  await whoField(beside, /^Name of the person/).waitFor();
  const third = await windowOpenedBy(app, () => chooseInMenu(app, 'new-window'));
  await expect(third.getByText('deployment waiting')).toBeVisible();
  await closeWindow(open, third);
  await expect(beside.getByRole('heading', { name: 'Hold point' })).toBeVisible();
  await open.close();

  const again = await reopen();
  await expect.poll(() => again.app.windows().length).toBe(2);
  const pages = again.app.windows();
  const urls = await Promise.all(
    pages.map(async (each) => {
      await each.getByRole('heading', { level: 1 }).waitFor();
      return new URL(each.url()).hash;
    }),
  );
  expect(urls.toSorted()[0]).toMatch(/^#\/release\/[\w-]+\/deployment$/);
  expect(urls.toSorted()[1]).toMatch(/^#\/run\/r-[^/]+$/);
});

test('offers in the menu what the page can do, and lists what was opened last', async ({ open }) => {
  const { page, app } = open;
  expect(await menuItem(app, 'start')).toMatchObject({ enabled: false });
  expect(await menuItem(app, 'stop')).toMatchObject({ enabled: false, keys: 'S' });
  await libraryPage(page).openSample();
  await expect.poll(() => menuItem(app, 'start')).toMatchObject({ enabled: true });
  await expect.poll(() => recentItems(app)).toEqual(['Order desk 2.4.0']);
  await chooseInMenu(app, 'pin');
  await libraryPage(page).open();
  await expect(page.getByRole('img', { name: 'Pinned' })).toBeVisible();
  await chooseInMenu(app, 'back');
  await expect(workspacePage(page).title('Order desk')).toBeVisible();
  await chooseInMenu(app, 'runs');
  await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible();
  await expect.poll(() => menuItem(app, 'start')).toMatchObject({ enabled: false });
  await chooseInMenu(app, 'back');
  await expect(workspacePage(page).title('Order desk')).toBeVisible();
  await expect.poll(() => menuItem(app, 'copy-link')).toMatchObject({ enabled: true });
  await chooseInMenu(app, 'copy-link');
  await expect
    .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
    .toMatch(/^holdpoint:\/\/release\/[\w-]+$/);
});

test('finds commands, hosts and steps by name, says every key, and changes one', async ({ open }, info) => {
  const { page, app } = open;
  await libraryPage(page).openSample();
  await page.keyboard.press('Control+p');
  const quick = page.getByRole('textbox', { name: 'Quick open' });
  await quick.fill('web2');
  await page.getByRole('button', { name: /^web2/ }).first().waitFor();
  await expectAccessible(page, info.outputPath('quick-open.png'));
  await quick.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('web2');
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+k');
  const palette = page.getByRole('textbox', { name: 'Search or command' });
  await palette.fill('start a run');
  await expectAccessible(page, info.outputPath('palette.png'));
  await palette.press('Enter');
  await expect(page).toHaveURL(/\/run\?plan=deployment$/);

  await libraryPage(page).open();
  await page.keyboard.press('Shift+?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await sheet.getByRole('textbox', { name: 'Find a shortcut' }).waitFor();
  await expectAccessible(page, info.outputPath('keys.png'));
  await sheet.getByRole('textbox', { name: 'Find a shortcut' }).fill('stop');
  await expect(sheet.getByRole('row')).toHaveCount(1);

  await sheet.getByRole('textbox', { name: 'Find a shortcut' }).fill('runs');
  await sheet.getByRole('button', { name: 'Change the keys for: Runs' }).click();
  await page.keyboard.press('Control+n');
  await expect(sheet.getByRole('alert')).toHaveText('These keys are for: New release.');
  await page.keyboard.press('Control+Alt+r');
  await sheet.getByRole('button', { name: 'Reset the keys for: Runs' }).waitFor();
  await expectAccessible(page, info.outputPath('keys-changed.png'));
  await expect.poll(() => menuItem(app, 'runs')).toMatchObject({ keys: 'CmdOrCtrl+Alt+R' });
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+Alt+r');
  await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible();
});

test('comes back to where a person was, as large as it was', async ({ open, reopen }) => {
  const { page, app } = open;
  await libraryPage(page).openSample();
  await workspacePage(page).show('Plan');
  await chooseInMenu(app, 'zoom-in');
  await chooseInMenu(app, 'zoom-in');
  await expect.poll(() => page.evaluate(() => devicePixelRatio)).toBe(1.25);
  await open.close();
  const again = await reopen();
  await expect(again.page).toHaveURL(/\/plan$/);
  await expect(workspacePage(again.page).title('Order desk')).toBeVisible();
  expect(await again.page.evaluate(() => devicePixelRatio)).toBe(1.25);
});

test('stays in the tray where a person wants it there, and comes back where it was', async ({
  open,
  folder,
}) => {
  const { page, app } = open;
  await libraryPage(page).openSample();
  await libraryPage(page).goTo('Settings');
  await settingsPage(page).tray().click();
  await expect(settingsPage(page).tray()).toBeChecked();
  await closeWindow(open, page);
  expect(app.windows()).toHaveLength(0);
  const back = await windowOpenedBy(app, () => startAgain(electronLaunch(), folder, []));
  await expect(back.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await settingsPage(back).tray().click();
  await expect(settingsPage(back).tray()).not.toBeChecked();
});

test('opens the menu of a row by the right mouse button, and a page in a window of its own from there', async ({
  open,
}) => {
  const { page, app } = open;
  await libraryPage(page).openSample();
  await libraryPage(page).open();
  await libraryPage(page).release('Order desk').click({ button: 'right' });
  const beside = await windowOpenedBy(app, () =>
    page.getByRole('menuitem', { name: 'Open in a new window' }).click(),
  );
  await expect(workspacePage(beside).title('Order desk')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Library' })).toBeVisible();
});

test('quitting under a run that waits asks, and a logout does not', async ({ folder }) => {
  const open = await openApp(attended(electronLaunch()), folder, 'asks');
  const { page, app } = open;
  const program = app.process();
  try {
    await libraryPage(page).openSample();
    await workspacePage(page).prepareRun();
    await startPage(page).start();
    await page.getByRole('button', { name: 'Done', exact: true }).waitFor();
    await answerQuestions(app, 0);
    await quit(app);
    await expect
      .poll(() => questions(app))
      .toEqual([
        {
          message: `${SAMPLE_RUN} is not finished`,
          detail: `${SAMPLE_RUN}: nothing is running on a host; it waits for you.\n\nNothing further starts. The run is then interrupted: resume it, or back out.`,
        },
      ]);
    await expect(page.getByRole('button', { name: 'Done', exact: true })).toBeVisible();
    const ended = app.waitForEvent('close');
    await endSession(app);
    await ended;
  } finally {
    // Otherwise one that is asked whether it may end would wait for an answer.
    program.kill('SIGKILL');
  }
});
