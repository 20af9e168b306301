import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { environmentsPage } from '#support/app/environments-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { loginPage } from '#support/app/login-page.ts';
import { planPage } from '#support/app/plan-page.ts';
import { sourcePage } from '#support/app/source-page.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { generateKey, publicKeyOf, type Sshd, startSshd } from '#support/sshd.ts';

let host: Sshd;
/** Nobody keeps its passphrase. */
let key: string;
const PASSPHRASE = 'open sesame 31';
/** Whose ssh configuration the app reads. */
const home = mkdtempSync(join(tmpdir(), 'holdpoint-home-'));
const { HOME } = process.env;
test.beforeAll(async () => {
  mkdirSync(join(home, '.ssh'));
  writeFileSync(join(home, '.ssh', 'config'), SSH_CONFIG);
  process.env['HOME'] = home;
  const outdated = ['Ciphers aes256-cbc', 'MACs hmac-sha1', 'KexAlgorithms diffie-hellman-group14-sha1'];
  key = await generateKey(home, 'key', ['-t', 'ed25519', '-N', PASSPHRASE]);
  host = await startSshd({ name: 'app1', config: outdated, authorizedKeys: [publicKeyOf(key)] });
});
test.afterAll(async () => {
  process.env['HOME'] = HOME;
  rmSync(home, { recursive: true });
  await host.stop();
});

const SSH_CONFIG = `Host shop-db
  HostName db.shop.invalid
  User deploy
  IdentityFile ~/.ssh/shop_key
  ProxyJump ops@gate.shop.invalid:2222
Host by-program
  ProxyCommand nc %h 22
Host shop-web1 shop-web2
  HostName %h.shop.invalid
`;

test('makes a release from nothing by the forms, keeps it, and runs it on an outdated host whose key is new', async ({
  open,
  reopen,
}, info) => {
  const { page } = open;
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  const workspace = workspacePage(page);

  await libraryPage(page).openNewDialog();
  await expectAccessible(page, shot('new-release'));
  await libraryPage(page).create('Price list', '1.0.0');

  const environments = environmentsPage(page);
  await workspace.show('Environments');
  await environments.openEnvironmentDialog();
  await expectAccessible(page, shot('new-environment'));
  await environments.addEnvironment('lab');
  await environments.openHostDialog();
  await expectAccessible(page, shot('new-host'));
  const { name, address, port, user } = host;
  await environments.addHost({
    name,
    address,
    port,
    user,
    credential: 'lab',
    tags: ['app'],
    isOutdated: true,
  });
  await environments.openImportDialog();
  await environments.importHost('shop-db');
  await expectAccessible(page, shot('import-hosts'));
  await environments.addImported();
  await expect(environments.host('gate.shop.invalid')).toContainText('gate.shop.invalid:2222');
  await expect(environments.host('shop-db')).toContainText('shop-key');
  await expectAccessible(page, shot('imported-hosts'));
  await test.step('the SSH client that an environment chooses holds for its hosts, and any name of the format is kept by the form', async () => {
    const label = "This workstation's OpenSSH";
    await environments.chooseTransport(label);
    await environments.openHost('gate.shop.invalid');
    const dialog = environments.hostDialog();
    const ofHost = dialog.getByRole('combobox', { name: 'SSH client (transport)' });
    await expect(ofHost).toHaveAttribute('placeholder', `As the environment: ${label}`);
    await dialog.getByRole('textbox', { name: 'User', exact: true }).fill('ops2');
    await dialog.getByRole('button', { name: 'Save host' }).click();
    await expect(environments.host('gate.shop.invalid')).toContainText('ops2');
    await workspace.show('Source');
    await expect(sourcePage(page).editor()).toContainText('transport: openssh');
    await workspace.show('Environments');
    await environments.chooseTransport('Built-in');
    await expect(environments.transport()).toHaveValue('Built-in');
  });
  for (const name of ['shop-db', 'gate.shop.invalid']) await environments.removeHost(name);

  const plan = planPage(page);
  await workspace.show('Deployment');
  await plan.openPhaseDialog();
  await expectAccessible(page, shot('new-phase'));
  await plan.addPhase('Put it in place');
  await plan.beginStep('Command', 'Note the price');
  await plan.fill({
    Command: 'echo price {{ release.version }} >>"$HOLDPOINT_HOST_DIR/journal"',
    'On hosts': 'nowhere',
    Takes: '5s',
  });
  await plan.undo('A command undoes it', {
    'Undo command': 'echo undone >>"$HOLDPOINT_HOST_DIR/journal"',
  });
  await expectAccessible(page, shot('new-command'));
  await plan.save();
  await plan.beginStep('Script', 'Count the lines');
  await plan.fill({ Script: 'set -eu\nwc -l <"$HOLDPOINT_HOST_DIR/journal"\n', 'On hosts': 'app' });
  await plan.undo('There is nothing to undo', { 'Why nothing needs to be undone': 'It only counts' });
  await plan.save();
  await plan.beginStep('Probe', 'The port answers');
  await plan.chooseInForm('A TCP port');
  await plan.fill({ 'Address and port': `${address}:${port}` });
  await plan.save();
  await plan.beginStep('Manual', 'Look at the shop window');
  await plan.fill({ 'What the person does': 'Read the new price aloud.' });
  await plan.undo('There is nothing to undo', { 'Why nothing needs to be undone': 'Nobody can unread it' });
  await plan.save();
  await expect(plan.steps()).toHaveCount(4);

  await test.step('a problem is shown in its place and mended by the form', async () => {
    await expect(workspace.problems()).toHaveText(/problem/);
    await workspace.problems().click();
    await expect(workspace.problemList()).toContainText('nowhere');
    await expectAccessible(page, shot('problems'));
    await workspace.openProblem(/nowhere/);
    await expect(sourcePage(page).marks().first()).toBeVisible();
    await expectAccessible(page, shot('source-problem'));
    await workspace.closeProblems();
    await workspace.show('Deployment');
    await plan.edit('Note the price');
    await plan.fill({ 'On hosts': 'app' });
    await plan.save();
    await expect(workspace.noProblems()).toBeVisible();
  });

  await test.step('the keyboard undoes and redoes', async () => {
    await plan.beginStep('Wait', 'Breathe');
    await plan.save();
    await expect(plan.step('Breathe')).toBeVisible();
    await workspace.undo();
    await expect(plan.step('Breathe')).toHaveCount(0);
    await workspace.redo();
    await expect(plan.step('Breathe')).toBeVisible();
    await workspace.undo();
    await expect(plan.step('Breathe')).toHaveCount(0);
  });

  await test.step('what is written by hand stays when a form changes the text', async () => {
    const source = sourcePage(page);
    await workspace.show('Source');
    await source.typeAtTop('# Agreed with the shop on Monday\n');
    await expect(source.editor()).toContainText('# Agreed with the shop on Monday');
    await workspace.undo();
    await expect(source.editor()).not.toContainText('# Agreed');
    await workspace.redo();
    await expect(source.editor()).toContainText('# Agreed with the shop on Monday');
    await workspace.show('Deployment');
    await plan.edit('Count the lines');
    await plan.fill({ Takes: '3s' });
    await plan.pick('Shell', 'bash');
    await plan.pick('A line that fails', 'Ends the step (strict)');
    await plan.save();
    await expect(page.getByText('by bash, strict')).toBeVisible();
    await workspace.show('Source');
    await expect(source.editor()).toContainText('# Agreed with the shop on Monday');
    await expect(source.editor()).toContainText('takes: 3s');
    await expect(source.editor()).toContainText('shell: bash');
    await expect(source.editor()).toContainText('strict: true');
    await workspace.show('Overview');
    await workspace.pickShell('sh');
    await expectAccessible(page, shot('overview-shell'));
    await workspace.show('Environments');
    await workspace.pickShell('bash');
    await workspace.show('Source');
    await expect(source.editor()).toContainText(/release:.*\bshell: sh\b.*environments:.*\bshell: bash/s);
    await expectAccessible(page, shot('source'));
  });
  await expect(workspace.saved()).toBeVisible();
  await open.close();

  const again = await reopen();
  await libraryPage(again.page).openRelease('Price list');
  await workspacePage(again.page).show('Source');
  await expect(sourcePage(again.page).editor()).toContainText('# Agreed with the shop on Monday');
  await workspacePage(again.page).show('Deployment');
  await expect(planPage(again.page).steps()).toHaveCount(4);

  await workspacePage(again.page).prepareRun();
  const start = startPage(again.page);
  await start.operator('engineer');
  await start.useKeyFile('lab', key);
  await expect(start.fingerprint('Fingerprint that app1 shows')).toHaveText(host.fingerprint);
  await expect(start.startButton()).toBeDisabled();
  expect(host.log()).not.toContain('Accepted publickey');
  await expectAccessible(again.page, shot('new-key'));
  await start.compareAndAccept('app1');
  await start.start();
  const login = loginPage(again.page);
  await expect(login.dialog()).toContainText(`The key ${key} needs its passphrase.`);
  await expectAccessible(again.page, shot('passphrase'));
  await login.answer('Passphrase', PASSPHRASE);
  await cockpitPage(again.page).confirmDone();
  await expect(cockpitPage(again.page).stateWord('succeeded')).toBeVisible();
  expect(readFileSync(join(host.dir, 'journal'), 'utf8')).toBe('price 1.0.0\n');
  await expectAccessible(again.page, shot('succeeded'));
});
