import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { killApp } from '#support/app/kill.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile } from '#support/app/open-app.ts';
import { planPage } from '#support/app/plan-page.ts';
import { untilKept } from '#support/app/typed.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { UPGRADE } from '#support/documents.ts';

const EXAMPLE = fileURLToPath(
  new URL('../../resources/examples/payments-gateway.release.yaml', import.meta.url),
);

const BOMB = `holdpoint: 1
release: {id: bomb, name: Bomb, version: "1"}
a: &a [x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
`;

const MARKUP = '<img src=x onerror="window.wasRun = true"><b>bold</b>';
const HOSTILE = `holdpoint: 1
release: {id: hostile, name: '${MARKUP}', version: "1"}
environments: {lab: {kind: test, hosts: {app1: {address: 127.0.0.1}}}}
deployment:
  phases:
    - id: main
      title: '${MARKUP}'
      steps:
        - {id: one, title: "Delete \\u202Egnp.exe and go", on: app1, run: 'echo "\u202Ehidden"', nothing_to_undo: '${MARKUP}'}
`;

test('imports a whole release by the button', async ({ open, folder }, info) => {
  const { page } = open;
  writeFileSync(chosenFile(folder), readFileSync(EXAMPLE));
  await libraryPage(page).importFile();
  await workspacePage(page).show('Deployment');
  await expect(planPage(page).steps().first()).toBeVisible();
  await expectAccessible(page, info.outputPath('example.png'));
});

test('refuses an alias bomb and says where it stands', async ({ open, folder }, info) => {
  const { page } = open;
  writeFileSync(chosenFile(folder), BOMB);
  await libraryPage(page).importFile();
  const notice = libraryPage(page).notice('The file could not be imported');
  await expect(notice).toContainText(/line 3, column \d+/);
  await expectAccessible(page, info.outputPath('bomb.png'));
  await expect(libraryPage(page).empty()).toBeVisible();
});

test('shows markup and reordering characters of a file as text', async ({ open, folder }, info) => {
  const { page } = open;
  writeFileSync(chosenFile(folder), HOSTILE);
  await libraryPage(page).importFile();
  const workspace = workspacePage(page);
  await expect(workspace.title(MARKUP)).toBeVisible();
  for (const view of ['Overview', 'Deployment', 'Plan', 'Source'] as const) {
    await workspace.show(view);
    expect(await page.evaluate(() => document.body.textContent.includes('\u202e'))).toBe(false);
    await expectAccessible(page, info.outputPath(`hostile-${view}.png`));
  }
  await workspace.prepareRun();
  await expectAccessible(page, info.outputPath('hostile-start.png'));
  expect(await page.evaluate(() => Reflect.get(window, 'wasRun'))).toBeUndefined();
  expect(await page.evaluate(() => document.body.textContent.includes('\u202e'))).toBe(false);
});

test('imports a file that is dropped on the window, and spells out what hides in names', async ({
  open,
  folder,
}) => {
  const { page } = open;
  const hostile = join(folder, 'a\u202Elmay.png');
  writeFileSync(hostile, 'x: [');
  await libraryPage(page).drop(hostile);
  const notice = libraryPage(page).notice('could not be imported');
  await expect(notice).toContainText(/a\\u\{202e\}lmay\.png could not be imported/);
  await expect(notice).not.toContainText('\u202E');

  writeFileSync(chosenFile(folder), readFileSync(EXAMPLE));
  await libraryPage(page).drop(chosenFile(folder));
  await expect(workspacePage(page).title('Payments gateway')).toBeVisible();
});

test('shows what a runbook becomes before it makes a release of it, and starts over with what the file says', async ({
  open,
  reopen,
  folder,
}, info) => {
  const runbook = join(folder, 'upgrade.md');
  writeFileSync(runbook, UPGRADE);
  await libraryPage(open.page).drop(runbook);
  const shown = open.page.getByRole('dialog', { name: 'Import upgrade.md' });
  await expect(shown.getByRole('textbox', { name: 'Product' })).toHaveValue(/^Orders database/);
  const preview = shown.getByRole('region', { name: 'What the release will say' });
  await expect(preview).toContainText('Upgrade the replica');
  await expect(preview).toContainText('systemctl stop postgresql');
  const left = shown.getByRole('region', { name: 'Not taken over as it stands' });
  await expect(left).toContainText('Line 62: PGPASSWORD: a secret is never written into a release');
  await expect(shown).not.toContainText('hunter2');
  await expectAccessible(open.page, info.outputPath('runbook.png'));
  await shown.getByRole('textbox', { name: 'Version' }).fill('14.9');
  await untilKept(folder, '14.9');
  await killApp(open);

  const { page } = await reopen();
  await libraryPage(page).drop(runbook);
  const question = page.getByRole('dialog', { name: 'Import upgrade.md' });
  await expect(question.getByRole('textbox', { name: 'Version' })).toHaveValue('14.9');
  await question.getByRole('button', { name: 'Start over' }).click();
  await expect(question.getByRole('textbox', { name: 'Version' })).toHaveValue('');
  await question.getByRole('button', { name: 'Create release' }).click();
  await expect(question).toContainText('Give the version that goes to production.');
  await question.getByRole('textbox', { name: 'Version' }).fill('15.6');
  await question.getByRole('textbox', { name: 'Commands run on' }).fill('db');
  await question.getByRole('button', { name: 'Create release' }).click();
  await expect(workspacePage(page).title('Orders database: minor upgrade to 15.6')).toBeVisible();
  await workspacePage(page).show('Deployment');
  await expect(planPage(page).steps().first()).toContainText('Announce in #ops');
});

test('asks before a file takes the place of what is in the library', async ({ open, folder }, info) => {
  const { page } = open;
  const library = libraryPage(page);
  const text = readFileSync(EXAMPLE, 'utf8');
  writeFileSync(chosenFile(folder), text);
  await library.importFile();
  await expect(workspacePage(page).title('Payments gateway')).toBeVisible();

  writeFileSync(chosenFile(folder), text.replace('name: Payments gateway', 'name: Payments relay'));
  await library.open();
  await library.importFile();
  const question = library.importQuestion();
  await expect(question).toContainText('with a different text');
  await expectAccessible(page, info.outputPath('exists.png'));
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(library.release('Payments gateway')).toBeVisible();
  await expect(library.release('Payments relay')).toBeHidden();

  await library.importFile();
  await question.getByRole('radio', { name: 'Import it as a release of its own' }).check();
  await question.getByRole('button', { name: 'Import as a new release' }).click();
  await expect(workspacePage(page).title('Payments relay')).toBeVisible();
  await library.open();
  await expect(library.release('Payments gateway')).toBeVisible();
  await expect(library.release('Payments relay')).toBeVisible();
});
