import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wordsOfKey } from '#adapters/signing/key-words.ts';
import { writePublicKey } from '#adapters/signing/minisign.ts';
import { makeSecretKey } from '#adapters/signing/secret-key.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { revisionOf } from '#core/release/revision.ts';
import { formatKeyWords } from '#core/words/describe-signing.ts';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile } from '#support/app/open-app.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { archiveOf, membersFor } from '#support/bundles.ts';

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
  await expect(dialog).toContainText('It is no public key');
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
  await expectAccessible(page, info.outputPath('preview.png'));
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
  await expect(refused.last()).toContainText('which counts no more');
});
