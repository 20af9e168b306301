import { writeFileSync } from 'node:fs';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { credentialsPage } from '#support/app/credentials-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, resize } from '#support/app/open-app.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { freePort, type Sshd, startSshd, userKey } from '#support/sshd.ts';

const OTHER = 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU';
const STEPS = [
  { id: 'say', title: 'Say something', on: 'app1', run: 'echo here', nothing_to_undo: 'It only speaks' },
];

let host: Sshd;
test.beforeAll(async () => {
  host = await startSshd({ name: 'app1' });
});
test.afterAll(() => host.stop());

/** A host where nothing listens. */
async function nobody() {
  return { name: 'dark1', address: host.address, port: await freePort(), user: host.user };
}

test('says that nothing is known of the key of a host that is out of reach', async ({ open, folder }) => {
  const { page } = open;
  writeFileSync(chosenFile(folder), releaseText({ hosts: [host, await nobody()], steps: STEPS }));
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  await expect(page.getByText('1 host has not shown a key')).toBeVisible();
  await expect(page.getByText('Every host shows a trusted key')).toHaveCount(0);
});

test('stops before a host whose key is not the one in the release, and never logs in', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  writeFileSync(
    chosenFile(folder),
    releaseText({ hosts: [{ ...host, fingerprint: OTHER }, await nobody()], steps: STEPS }),
  );
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
  await expect(start.changedKey('app1')).toContainText('only then correct host_keys in the release.');
  await expect(page.getByText('1 host has not shown a key')).toBeVisible();
  await expect(page.getByText(/dark1 .*the connection was refused/)).toBeVisible();
  await expect(start.anyAccept()).toHaveCount(0);
  await expect(start.startButton()).toBeDisabled();
  await expect(start.blockers()).toContainText('1 host shows a key that must not be trusted.');
  await expectAccessible(page, info.outputPath('changed-key.png'));
  expect(host.log()).toContain('Connection');
  expect(host.log()).not.toMatch(/Accepted publickey|Postponed publickey|Failed publickey/);
  await expect(cockpitPage(page).stateWord('running')).toHaveCount(0);
});

test('takes the key that the release announces once a person compared it and said why', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  const text = releaseText({ hosts: [{ ...host, fingerprint: OTHER }], steps: STEPS });
  writeFileSync(
    chosenFile(folder),
    text.replace('host_keys:', `next_host_keys: ["${host.fingerprint}"]\n        host_keys:`),
  );
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  const start = startPage(page);
  await start.operator('engineer');
  await start.useKeyFile('lab', (await userKey()).key);
  await expect(start.fingerprint('Fingerprint that app1 shows')).toHaveText(host.fingerprint);
  await expect(start.fingerprint('Trusted until now')).toHaveText(OTHER);
  await expect(start.startButton()).toBeDisabled();
  await start.compare('app1');
  await expect(start.confirmKey('app1')).toBeDisabled();
  await page.getByRole('textbox', { name: 'Why the key was changed' }).fill('Installed anew on Monday');
  await expectAccessible(page, shot('announced'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(open, 1024, 768);
  await page.screenshot({ path: shot('announced-dark') });
  await start.confirmKey('app1').click();
  await expect(page.getByText('Every host shows a trusted key')).toBeVisible();
  await start.start();
  await expect(cockpitPage(page).stateWord('succeeded')).toBeVisible();
  await libraryPage(page).goTo('Hosts and trust');
  await expect(page.getByRole('table', { name: 'Accepted keys' })).toContainText(
    `Announced by the release lab, in place of ${OTHER}: Installed anew on Monday`,
  );
});

test('tells once that hosts are one machine, in sentences', async ({ open, folder }, info) => {
  const { page } = open;
  const hosts = [host, { ...host, name: 'app1-by-another-name' }];
  writeFileSync(
    chosenFile(folder),
    releaseText({ hosts, steps: STEPS.map((step) => ({ ...step, on: 'all' })) }),
  );
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  const start = startPage(page);
  await start.operator('engineer');
  await start.useKeyFile('lab', (await userKey()).key);
  await expect(page.getByText('Every host shows a trusted key')).toBeVisible();
  await start.start();
  await expect(cockpitPage(page).stateWord('succeeded')).toBeVisible();
  await page.getByText('Preflight', { exact: true }).click();
  const told = page.getByText(
    /^app1, app1-by-another-name are one machine: .* unless that is what you want\.$/,
  );
  await expect(told).toHaveCount(1);
  await expectAccessible(page, info.outputPath('one-machine.png'));
});
