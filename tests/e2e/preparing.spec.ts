import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { expect, expectAccessible, expectAccessibleInAll, test } from '#support/app/app-test.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile } from '#support/app/open-app.ts';
import { planPage } from '#support/app/plan-page.ts';
import { preparationPage } from '#support/app/preparation-page.ts';
import { sourcePage } from '#support/app/source-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

test('a release begins with a template, and each work product has a form', async ({ open, folder }, info) => {
  const { page } = open;
  writeFileSync(chosenFile(folder), 'of the package');
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  const library = libraryPage(page);
  const workspace = workspacePage(page);
  const preparation = preparationPage(page);
  await library.openNewDialog();
  await library.beginWith('Service behind a load balancer');
  await expectAccessible(page, shot('template'));
  await library.create('Price list', '2.0.0');
  await expect(workspace.noProblems()).toBeVisible();

  await workspace.show('Preparation');
  await expect(preparation.list('Risks')).toContainText('While a batch is out of the balancer');
  await preparation.begin('risk');
  await preparation.fill('risk', {
    Risk: 'The prices are wrong on the night of the sale.',
    Response: 'The old list stays on every host.',
  });
  await preparation.pick('risk', 'Likelihood', 'low');
  await expectAccessible(page, shot('risk'));
  await preparation.saveAndNext('risk');
  await expect(preparation.dialog('risk').getByLabel('Risk', { exact: true })).toBeFocused();
  await expect(preparation.list('Risks')).toContainText('The prices are wrong');
  await preparation.fill('risk', { Risk: 'Nobody is at the desk.' });
  await preparation.save('risk');
  await preparation.begin('control');
  await preparation.fill('control', { Control: 'The shop has approved it', 'Who answers for it': 'ann' });
  await preparation.pick('control', 'State', 'met');
  await preparation.save('control');
  await expect(preparation.list('Controls')).toContainText('The shop has approved it');
  await preparation.begin('document');
  await preparation.fill('document', { Title: 'Build notes', File: 'package/BUILD.md' });
  await preparation.save('document');
  await preparation.begin('component');
  await preparation.dialog('component').getByRole('button', { name: 'Choose file…' }).click();
  await expect(preparation.dialog('component').getByLabel('File', { exact: true })).toHaveValue(
    'package/chosen.release.yaml',
  );
  await expect(preparation.dialog('component').getByLabel('SHA-256')).toHaveValue(
    createHash('sha256').update('of the package').digest('hex'),
  );
  await preparation.fill('component', { Version: '2.0.0' });
  await expectAccessible(page, shot('component'));
  await preparation.save('component');
  await expect(preparation.list('Package')).toContainText('package/chosen.release.yaml');
  await page.getByRole('textbox', { name: 'Affected' }).fill('Shops\nTheir customers');
  await page.getByRole('textbox', { name: 'Escalation' }).fill('Ann, then Bob');
  await expectAccessibleInAll(open, (shown) => shot(`preparation-${shown}`));

  await workspace.show('Infrastructure');
  await expect(preparation.region('Requirements')).toContainText('No requirement is named yet');
  await expectAccessibleInAll(open, (shown) => shot(`requirements-${shown}`));
  await preparation.begin('requirement');
  await preparation.fill('requirement', { 'What is needed': 'Room for the package', 'Lead time': '2 days' });
  await preparation.pick('requirement', 'State', 'ordered');
  await preparation.save('requirement');
  await expect(preparation.list('Requirements')).toContainText('Room for the package');

  await workspace.show('Source');
  const source = sourcePage(page);
  await expect(source.editor()).toContainText(
    /id: the-prices-are-wrong-on\s*text: The prices are wrong on the night of the sale\./,
  );
  await expect(source.editor()).toContainText(
    /id: the-shop-has-approved-it\s*title: The shop has approved it\s*state: met\s*by: ann/,
  );
  await workspace.undo();
  await workspace.undo();
  await workspace.show('Infrastructure');
  await expect(preparation.region('Requirements')).toContainText('No requirement is named yet');
});

test('every option of a step and every undo has a field', async ({ open }, info) => {
  const { page } = open;
  const workspace = workspacePage(page);
  const plan = planPage(page);
  await libraryPage(page).openNewDialog();
  await libraryPage(page).beginWith('Host reboot');
  await libraryPage(page).create('Patches', '2026-12');
  await workspace.show('Deployment');
  await test.step('a rolling phase offers no kind that has no hosts', async () => {
    await page.getByRole('button', { name: 'Add step' }).click();
    await expect(page.getByRole('menuitem', { name: /^Hold point/ })).toBeDisabled();
    await expect(page.getByRole('menuitem', { name: /^Command/ })).toBeEnabled();
    await page.keyboard.press('Escape');
  });
  await plan.edit('Move the work away from the host');
  await plan.moreOptions();
  await plan.fill({
    'Environment variables': 'LANG: C\nPGPASSWORD: {{ secret.db }}',
    Folder: '/srv',
    'Further tries': '3',
    'Wait before each': '5s',
    'Exit codes': '0, 2',
    'Output matches': 'moved',
    Capture: 'size: wrote (\\d+) bytes',
    'Only when': 'host.name != "app2"',
    Notes: 'Takes longer on Mondays',
  });
  await plan.drawer().getByRole('checkbox', { name: 'Keep its whole output as evidence' }).check();
  await expectAccessibleInAll(open, (shown) => info.outputPath(`options-${shown}.png`));
  await plan.undo('A person undoes it', {
    'What the person does': 'Bring it back by hand',
    'Title of the undo': 'Bring it back',
  });
  await expectAccessible(page, info.outputPath('undo.png'));
  await plan.save();
  await expect(workspace.noProblems()).toBeVisible();
  await workspace.show('Source');
  await expect(sourcePage(page).editor()).toContainText(
    /id: drain.*env:.*LANG: C.*PGPASSWORD: "?\{\{ secret.db \}\}"?.*cwd: \/srv/s,
  );
  for (const text of [
    /retry: \{ times: 3, delay: 5s \}/,
    /exit: \[0, 2\]/,
    /stdout: moved/,
    /evidence: true/,
    /manual: Bring it back by hand/,
  ])
    await expect(sourcePage(page).editor()).toContainText(text);
  await workspace.show('Deployment');
  await plan.edit('Move the work away from the host');
  await expect(plan.drawer().getByRole('textbox', { name: 'Exit codes' })).toHaveValue('0, 2');
});

test('the source offers keys, words, hosts and values while one types, and explains a key', async ({
  open,
}, info) => {
  const { page } = open;
  const workspace = workspacePage(page);
  const source = sourcePage(page);
  await libraryPage(page).openNewDialog();
  await libraryPage(page).beginWith('Configuration change');
  await libraryPage(page).create('Settings', '7');
  await workspace.show('Source');
  await source.goToEnd();
  await page.keyboard.type('\nti');
  await expect(source.offers().first()).toContainText('timeout');
  await expectAccessibleInAll(
    open,
    (shown) => info.outputPath(`offers-${shown}.png`),
    async () => {
      await page.keyboard.press('Backspace');
      await page.keyboard.type('i');
      await source.offers().first().waitFor();
    },
  );
  await page.keyboard.press('Enter');
  await page.keyboard.type('5m\non_failure: ');
  await expect(source.offers()).toHaveText(['ask', 'stop', 'continue', 'ignore']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.type('\nnotes: Of {{ conf');
  await expect(source.offers().first()).toContainText('vars.config');
  await page.keyboard.press('Escape');
  await expect(source.offers()).toHaveCount(0);
  await expect(source.editor()).toContainText(/timeout: 5m\s*on_failure: stop\s*notes: Of \{\{ conf/);
  await page.getByText('on_failure', { exact: false }).last().hover();
  await expect(page.getByText('what follows when it fails')).toBeVisible();
});
