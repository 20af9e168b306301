import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { closeWindow, startAgain, windowOpenedBy } from '#support/app/desktop.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { resize } from '#support/app/open-app.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { electronLaunch } from '../../build/provision/electron-runtime.mjs';

const EXAMPLE = fileURLToPath(
  new URL('../../resources/examples/payments-gateway.release.yaml', import.meta.url),
);

test('a second start hands over its file or its link and ends; a link that is none of ours goes nowhere', async ({
  open,
  folder,
}) => {
  const { page, app } = open;
  const file = join(folder, 'handed.release.yaml');
  writeFileSync(file, readFileSync(EXAMPLE));
  expect(await startAgain(electronLaunch(), folder, [file])).toBe(0);
  await expect(workspacePage(page).title('Payments gateway')).toBeVisible();

  await libraryPage(page).open();
  expect(await startAgain(electronLaunch(), folder, ['holdpoint://release/payments-gateway'])).toBe(0);
  await expect(workspacePage(page).title('Payments gateway')).toBeVisible();

  expect(await startAgain(electronLaunch(), folder, ['holdpoint://release/../settings?x=1'])).toBe(0);
  await expect(libraryPage(page).notice('The link was not opened')).toBeVisible();
  await expect(workspacePage(page).title('Payments gateway')).toBeVisible();
  expect(app.windows()).toHaveLength(1);
});

test('takes several files, one after the other, and asks about each that is there; names one that is not', async ({
  open,
  folder,
}) => {
  const { page } = open;
  const text = readFileSync(EXAMPLE, 'utf8');
  const files = ['one', 'two', 'three'].map((name) => {
    const path = join(folder, `${name}.release.yaml`);
    writeFileSync(
      path,
      text
        .replace('id: payments-gateway', `id: ${name}`)
        .replace('name: Payments gateway', `name: Gateway ${name}`),
    );
    return path;
  });
  for (const path of files) expect(await startAgain(electronLaunch(), folder, [path])).toBe(0);
  // A second start ends once its file is handed over: the last is shown when all are imported.
  await expect(workspacePage(page).title('Gateway three')).toBeVisible();
  await libraryPage(page).open();
  for (const name of ['one', 'two', 'three'])
    await expect(libraryPage(page).release(`Gateway ${name}`)).toBeVisible();

  for (const path of files.slice(0, 2)) writeFileSync(path, `${readFileSync(path, 'utf8')}# changed\n`);
  expect(await startAgain(electronLaunch(), folder, files.slice(0, 2))).toBe(0);
  const question = libraryPage(page).importQuestion();
  for (const name of ['one', 'two']) {
    await expect(question).toContainText(`Gateway ${name} is already`);
    await question.getByRole('button', { name: 'Save as the newest text' }).click();
    await expect(workspacePage(page).title(`Gateway ${name}`)).toBeVisible();
  }
  await expect(question).toHaveCount(0);

  expect(await startAgain(electronLaunch(), folder, [join(folder, 'gone.release.yaml')])).toBe(0);
  await expect(libraryPage(page).notice('The file was not imported')).toContainText(
    'gone.release.yaml is not there',
  );
});

test('a file or a link that is handed over takes no page away from a person who writes or is with a run', async ({
  open,
  folder,
}, info) => {
  const { page, app } = open;
  const library = libraryPage(page);
  const text = readFileSync(EXAMPLE, 'utf8');
  const file = join(folder, 'handed.release.yaml');
  writeFileSync(file, text);
  await library.openSample();
  await library.open();
  await library.openNewDialog();
  const product = library.newDialog().getByRole('textbox', { name: 'Product' });
  await product.fill('Order book');
  expect(await startAgain(electronLaunch(), folder, [file])).toBe(0);
  const imported = library.notice('Payments gateway 4.2.0 is imported');
  await expect(imported).toBeVisible();
  await expect(product).toBeFocused();
  await expect(product).toHaveValue('Order book');
  await expectAccessible(page, info.outputPath('offered.png'));

  // A link was chosen by somebody: it is shown, beside what is being written.
  const link = 'holdpoint://release/payments-gateway';
  const beside = await windowOpenedBy(app, () => startAgain(electronLaunch(), folder, [link]));
  await expect(workspacePage(beside).title('Payments gateway')).toBeVisible();
  await closeWindow(open, beside);
  await expect(product).toHaveValue('Order book');
  await product.fill('');
  await page.keyboard.press('Escape');
  await imported.getByRole('button', { name: 'Show' }).click();
  await expect(workspacePage(page).title('Payments gateway')).toBeVisible();
  await expect(imported).toHaveCount(0);

  await library.openRelease('Order desk');
  await workspacePage(page).prepareRun();
  await startPage(page).start();
  const cockpit = cockpitPage(page);
  await page.getByRole('button', { name: 'Done', exact: true }).waitFor();
  writeFileSync(file, `${text}# changed\n`);
  expect(await startAgain(electronLaunch(), folder, [file])).toBe(0);
  const there = library.notice('Payments gateway is already in the library');
  await expect(there).toBeVisible();
  await expect(library.importQuestion()).toHaveCount(0);
  await resize(open, 1024, 768);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, info.outputPath('offered-question.png'));
  await cockpit.confirmDone();
  await there.getByRole('button', { name: 'Decide…' }).click();
  await library.importQuestion().getByRole('button', { name: 'Save as the newest text' }).click();
  await expect(workspacePage(page).title('Payments gateway')).toBeVisible();
});
