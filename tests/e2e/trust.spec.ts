import { writeFileSync } from 'node:fs';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { credentialsPage } from '#support/app/credentials-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile } from '#support/app/open-app.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

const OTHER = 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU';
const STEPS = [
  { id: 'say', title: 'Say something', on: 'app1', run: 'echo here', nothing_to_undo: 'It only speaks' },
];

let host: Sshd;
test.beforeAll(async () => {
  host = await startSshd({ name: 'app1' });
});
test.afterAll(() => host.stop());

test('stops before a host whose key is not the one in the release, and never logs in', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  writeFileSync(chosenFile(folder), releaseText({ hosts: [{ ...host, fingerprint: OTHER }], steps: STEPS }));
  await libraryPage(page).goTo('Credentials');
  await credentialsPage(page).openDialog();
  await expectAccessible(page, info.outputPath('credential.png'));
  await credentialsPage(page).addKeyFile('lab', (await userKey()).key);
  await libraryPage(page).open();
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();

  const start = startPage(page);
  await start.operator('engineer');
  await expect(start.changedKey('app1')).toBeVisible();
  await expect(start.fingerprint('Shown now')).toHaveText(host.fingerprint);
  await expect(start.fingerprint('Trusted until now')).toHaveText(OTHER);
  await expect(start.anyAccept()).toHaveCount(0);
  await expect(start.startButton()).toBeDisabled();
  await expect(start.blockers()).toContainText('1 host shows a key that must not be trusted.');
  await expectAccessible(page, info.outputPath('changed-key.png'));
  expect(host.log()).toContain('Connection');
  expect(host.log()).not.toMatch(/Accepted publickey|Postponed publickey|Failed publickey/);
  await expect(cockpitPage(page).stateWord('running')).toHaveCount(0);
});
