import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wordsOfKey } from '#adapters/signing/key-words.ts';
import { writePublicKey } from '#adapters/signing/minisign.ts';
import { makeSecretKey } from '#adapters/signing/secret-key.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { revisionOf } from '#core/release/revision.ts';
import { formatKeyWords } from '#core/words/library/describe-signing.ts';
import { expect, expectAccessible, expectAccessibleInAll, test } from '#support/app/app-test.ts';
import { chooseInMenu } from '#support/app/desktop.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile } from '#support/app/open-app.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { archiveOf, membersFor } from '#support/bundles.ts';
import { BUNDLE, NODE } from '#support/cli-fixture.ts';

const TEXT = `holdpoint: 1
release:
  id: shop
  name: Shop
  version: 1.0.0
  people: [{id: ada, name: Ada}]
environments:
  lab: {kind: test, hosts: {web1: {address: 10.0.0.1}}}
deployment:
  phases:
    - id: main
      title: Main
      steps:
        - {id: work, title: Work, on: all, script: {file: files/work.sh}, nothing_to_undo: it only looks}
`;

/** Made a moment ago, whatever the clock says. */
function bundleBy(key: ReturnType<typeof makeSecretKey>): Buffer {
  const { data } = parseRelease(TEXT);
  if (data === null) throw new Error('the release cannot be read');
  const created = new Date().toISOString();
  const approvals = [{ by: 'ada', note: null, login: 'ada', at: created }];
  const parts = {
    text: TEXT,
    files: [['files/work.sh', 'echo works\n']] as const,
    revision: revisionOf(data, sha256),
    more: { created, approvals },
  };
  return archiveOf(membersFor(parts, [key]));
}

test('imports a bundle once its signer is trusted, shows what it brings, and saves the receipt', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const key = makeSecretKey();
  const publicKey = writePublicKey(key.publicKey);
  writeFileSync(chosenFile(folder), bundleBy(key));
  await libraryPage(page).importFile();
  const refused = libraryPage(page).notice('The file could not be imported');
  await expect(refused).toContainText('which nobody here trusts, so nothing in it was read');
  await expect(libraryPage(page).empty()).toBeVisible();

  await libraryPage(page).goTo('Hosts and trust');
  await page.getByRole('button', { name: 'Trust a key…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Trust a key' });
  await dialog.getByRole('textbox', { name: 'Whose key it is' }).fill('Ada Night');
  await dialog.getByRole('textbox', { name: 'Public key' }).fill('no key');
  await expect(dialog).toContainText('It is not a public key');
  await dialog.getByRole('textbox', { name: 'Public key' }).fill(publicKey);
  await expect(dialog).toContainText(formatKeyWords(wordsOfKey(publicKey)));
  await expect(dialog.getByRole('button', { name: 'Trust key' })).toBeDisabled();
  await dialog.getByRole('checkbox').check();
  await expectAccessible(page, info.outputPath('trust.png'));
  await dialog.getByRole('button', { name: 'Trust key' }).click();
  await expect(page.getByRole('rowheader', { name: 'Ada Night' })).toBeVisible();
  await expectAccessible(page, info.outputPath('keys.png'));

  await libraryPage(page).open();
  await libraryPage(page).importFile();
  const preview = page.getByRole('dialog', { name: 'Bundle of Shop 1.0.0' });
  await expect(preview).toContainText('The library does not have this release yet.');
  await expect(preview).toContainText('Ada Night');
  await expect(preview).toContainText('files/work.sh');
  await expectAccessibleInAll(open, (name) => info.outputPath(`preview-${name}.png`));
  await preview.getByRole('button', { name: 'Cancel' }).click();
  await expect(libraryPage(page).empty()).toBeVisible();
  await libraryPage(page).importFile();
  await preview.getByRole('button', { name: 'Import' }).click();
  await expect(workspacePage(page).title('Shop')).toBeVisible();
  await page.getByRole('button', { name: 'Save receipt…' }).click();
  await expect(page.getByText('Receipt saved')).toBeVisible();
  const saved = readdirSync(folder).find((name) => name.endsWith('.receipt.json')) ?? '';
  expect(JSON.parse(readFileSync(join(folder, saved), 'utf8'))).toMatchObject({ release: 'shop' });

  await libraryPage(page).goTo('Hosts and trust');
  await page.getByRole('button', { name: 'Revoke…' }).click();
  const revoke = page.getByRole('dialog', { name: 'Revoke the key of Ada Night' });
  await revoke.getByRole('textbox').fill('laptop stolen');
  await revoke.getByRole('button', { name: 'Revoke key' }).click();
  await expect(page.getByRole('cell', { name: /Revoked by .*: laptop stolen/ })).toBeVisible();
  await libraryPage(page).open();
  await libraryPage(page).importFile();
  await expect(refused.last()).toContainText('which is no longer trusted here');
});

const PASSPHRASE = 'seven grey herons fly';

test('makes a key, saves a release as a bundle that the command line verifies, and keeps no passphrase', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  writeFileSync(chosenFile(folder), TEXT);
  mkdirSync(join(folder, 'files'));
  writeFileSync(join(folder, 'files', 'work.sh'), 'echo works\n');
  await libraryPage(page).importFile();
  await expect(workspacePage(page).title('Shop')).toBeVisible();
  const wish = page.getByRole('dialog', { name: 'Save Shop 1.0.0 as a bundle' });
  const askForBundle = async () => {
    await libraryPage(page).open();
    await page.getByRole('button', { name: 'Actions for Shop' }).click();
    await page.getByRole('menuitem', { name: 'Save as a bundle…' }).click();
    await wish.waitFor();
  };
  await askForBundle();
  await expect(wish).toContainText('There is no key here to sign with');
  await wish.getByRole('link', { name: 'Hosts and trust' }).click();

  await page.getByRole('button', { name: 'Make a key…' }).click();
  const form = page.getByRole('dialog', { name: 'Make a key' });
  const fill = async (name: string, next: string, again: string) => {
    await form.getByRole('textbox', { name: 'Whose key it is' }).fill(name);
    await form.getByLabel('New passphrase', { exact: true }).fill(next);
    await form.getByLabel('The same again').fill(again);
    await form.getByRole('button', { name: 'Make key' }).click();
  };
  await expect(form.getByLabel('New passphrase', { exact: true })).toHaveAttribute('type', 'password');
  await fill('Ada Night', 'short', 'short');
  await expect(form).toContainText('The passphrase of a key has at least 12 characters');
  await fill('Ada Night', PASSPHRASE, `${PASSPHRASE}?`);
  await expect(form).toContainText('The two passphrases are not the same.');
  await expectAccessibleInAll(open, (name) => info.outputPath(`make-key-${name}.png`));
  await fill('Ada Night', PASSPHRASE, PASSPHRASE);
  const made = page.getByRole('dialog', { name: 'The key of Ada Night is made' });
  await made.waitFor();
  const publicKey = (await made.locator('code').textContent()) ?? '';
  const [secret = 'none'] = readdirSync(join(folder, 'library', 'keys'));
  await expect(made).toContainText(`keys/${secret}`);
  await expect(made).toContainText(formatKeyWords(wordsOfKey(publicKey)));
  await expectAccessibleInAll(open, (name) => info.outputPath(`made-key-${name}.png`));
  await made.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('rowheader', { name: 'Ada Night' })).toBeVisible();
  await expectAccessibleInAll(open, (name) => info.outputPath(`keys-${name}.png`));

  await askForBundle();
  await expect(wish.getByRole('combobox', { name: 'Sign with the key of' })).toHaveValue(/^Ada Night/);
  const passphrase = wish.getByLabel('Passphrase of the key');
  await expect(passphrase).toHaveAttribute('type', 'password');
  await passphrase.fill('not the passphrase');
  await wish.getByRole('checkbox', { name: 'With approvals' }).check();
  await expectAccessibleInAll(open, (name) => info.outputPath(`save-bundle-${name}.png`));
  const bundle = join(folder, 'shop.holdpoint');
  await wish.getByRole('button', { name: 'Save bundle…' }).click();
  await expect(wish).toContainText('That was not taken');
  expect(existsSync(bundle)).toBe(false);
  await passphrase.fill(PASSPHRASE);
  await wish.getByRole('button', { name: 'Save bundle…' }).click();
  await expect(libraryPage(page).notice('Bundle saved')).toContainText(bundle);
  await expect(wish).toBeHidden();
  const verified = execFileSync(NODE, [
    ...[join(BUNDLE, 'cli.js'), 'bundle', 'verify', bundle, '--json'],
    ...['--data', join(folder, 'library')],
  ]);
  expect(JSON.parse(String(verified))).toMatchObject({ ok: true, signers: [{ name: 'Ada Night' }] });
  await libraryPage(page).openRelease('Shop');
  await chooseInMenu(open.app, 'save-bundle');
  await expect(wish.getByLabel('Passphrase of the key')).toHaveValue('');
  await open.close();
  expect(filesThatHold('Ada Night', folder)).not.toEqual([]);
  expect(filesThatHold(PASSPHRASE, folder)).toEqual([]);
});

/** Whatever lies in the folder: library, settings, logs, drafts, and what Chromium keeps. */
function filesThatHold(text: string, folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => [text, Buffer.from(text, 'utf16le')].some((each) => readFileSync(path).includes(each)));
}
