/** A vault made in the app, and a run that finds a secret in it; the keychain that is none is refused. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, expectAccessibleInAll, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, resize } from '#support/app/open-app.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { vaultPage } from '#support/app/vault-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

const PASSPHRASE = 'canary passphrase of the vault';
const NEXT = 'canary passphrase of later';
const VALUE = 'canary-vault-value-51';
const STEPS = [
  {
    id: 'say',
    title: 'Say something',
    on: 'app1',
    run: 'echo "here is $TOKEN"',
    env: { TOKEN: '{{ secret.token }}' },
    nothing_to_undo: 'It only speaks',
  },
];

const LOOKS = {
  success: ['It speaks'],
  steps: [{ id: 'look', title: 'Look', on: 'app1', run: 'true' }],
};

let host: Sshd;
test.beforeAll(async () => {
  host = await startSshd({ name: 'app1' });
});
test.afterAll(() => host.stop());

function filesWith(folder: string, words: readonly string[]): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .filter((path) => words.some((word) => readIfThere(path).includes(word)));
}

/** A backup in the making gets its name, and so goes, at any moment. */
function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

test('keeps a secret in a vault, asks for its passphrase once, and leaves neither anywhere', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  writeFileSync(chosenFile(folder), releaseText({ hosts: [host], steps: STEPS, verification: LOOKS }));
  const vault = vaultPage(page);
  await libraryPage(page).goTo('Credentials');
  await expect(vault.keychain()).toContainText('This system has no keychain that protects anything');
  await expect(vault.keychain().getByRole('button')).toHaveCount(0);
  await vault.button('Create vault…').click();
  await vault.fill({ 'New passphrase': 'short', 'The same again': 'short' });
  await vault.say('Create vault');
  await expect(vault.problem()).toContainText('at least 12 characters');
  await vault.fill({ 'New passphrase': PASSPHRASE, 'The same again': `${PASSPHRASE}?` });
  await vault.say('Create vault');
  await expect(vault.problem()).toContainText('The two passphrases are not the same');
  await expectAccessible(page, shot('create'));
  await vault.fill({ 'The same again': PASSPHRASE });
  await vault.say('Create vault');
  await vault.button('Add entry…').click();
  await vault.fill({ Entry: 'prod/token', Value: VALUE });
  await expectAccessible(page, shot('entry'));
  await vault.say('Add entry');
  await expect(vault.entries()).toContainText('prod/token');
  await vault.bindSecret('token', 'prod/token');
  await expectAccessible(page, shot('open'));
  await vault.button('Change passphrase…').click();
  await vault.fill({ 'Present passphrase': PASSPHRASE, 'New passphrase': NEXT, 'The same again': NEXT });
  await vault.say('Change passphrase');
  await expect(vault.dialog()).toHaveCount(0);
  await vault.button('Lock').click();
  await expect(vault.vault()).toContainText('It is locked');
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(open, 1024, 768);
  await page.screenshot({ path: shot('locked-dark') });
  await page.emulateMedia({ colorScheme: 'light' });
  await resize(open, 1440, 900);

  await libraryPage(page).open();
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  await startPage(page).operator('engineer');
  await startPage(page).useKeyFile('lab', (await userKey()).key);
  await startPage(page).choosePlan('Verification');
  await expect(startPage(page).uncovered()).toContainText(
    'token: this plan does not use it, so the run continues without it, and what hosts print of it is not covered.',
  );
  await startPage(page).uncovered().scrollIntoViewIfNeeded();
  await expectAccessibleInAll(open, (shown) => shot(`uncovered-${shown}`));
  await startPage(page).choosePlan('Deployment');
  await expect(startPage(page).uncovered()).toHaveCount(0);
  await startPage(page).start();
  await expect(vault.asked()).toContainText('The vault is locked. Its passphrase opens it.');
  await expectAccessible(page, shot('asked'));
  await vault.fill({ Passphrase: PASSPHRASE });
  await vault.say('Answer');
  await expect(vault.asked()).toContainText('That is not the passphrase of the vault.');
  await vault.fill({ Passphrase: NEXT });
  await vault.say('Answer');
  const cockpit = cockpitPage(page);
  await expect(cockpit.stateWord('succeeded')).toBeVisible();
  await cockpit.selectStep('Say something');
  await expect(page.getByText('here is •••')).toBeVisible();
  await libraryPage(page).goTo('Credentials');
  await expect(vault.entries()).toContainText('prod/token');
  expect(filesWith(folder, [PASSPHRASE, NEXT, VALUE])).toEqual([]);
});
