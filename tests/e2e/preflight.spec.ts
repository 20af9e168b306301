/** What preflight shows while it lasts, and how hosts that are leased to others are waited for. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { killApp } from '#support/app/kill.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, resize } from '#support/app/open-app.ts';
import { preflightPage } from '#support/app/preflight-page.ts';
import { recoveryPage } from '#support/app/recovery-page.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { type Desk, inventory, openDesk, releaseOf, until } from '#support/cli-fixture.ts';
import { type Relay, startRelay } from '#support/relay.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

const STEP = {
  id: 'work',
  title: 'Do the work',
  on: 'all',
  run: 'echo done >>"$HOLDPOINT_HOST_DIR/journal"',
  nothing_to_undo: 'A line in a file',
};

let hosts: Sshd[] = [];
/** The way to the second host. */
let relay: Relay;
/** Another workstation. */
let other: Desk;
test.beforeEach(async () => {
  hosts = [await startSshd({ name: 'app1' }), await startSshd({ name: 'app2' })];
  relay = await startRelay(hosts[1] as Sshd);
  other = openDesk();
});
test.afterEach(async () => {
  await relay.cut();
  await Promise.all(hosts.map((host) => host.stop()));
  other.close();
});

const journal = ({ dir }: Sshd): string[] =>
  existsSync(join(dir, 'journal')) ? readFileSync(join(dir, 'journal'), 'utf8').trim().split('\n') : [];

type Hosts = Parameters<typeof releaseText>[0]['hosts'];

function prepare(page: Page, folder: string, wanted: Hosts) {
  return prepareRelease(page, folder, releaseText({ hosts: wanted, steps: [STEP] }));
}

async function prepareRelease(page: Page, folder: string, release: string) {
  writeFileSync(chosenFile(folder), release);
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  await startPage(page).operator('engineer');
  await startPage(page).useKeyFile('lab', (await userKey()).key);
}

/** Holds the hosts from another workstation until its gate is opened. */
async function occupy(): Promise<{ letGo(): Promise<void> }> {
  const gate = 'until [ -e "$HOLDPOINT_HOST_DIR/gate" ]; do sleep 0.1; done';
  const step = { ...STEP, run: `echo busy >>"$HOLDPOINT_HOST_DIR/journal"; ${gate}` };
  const running = await other.startRun(other.write('other', releaseOf(inventory(hosts), [step])));
  await until(() => hosts.every((host) => journal(host).includes('busy')));
  return {
    async letGo() {
      for (const { dir } of hosts) writeFileSync(join(dir, 'gate'), '');
      expect((await running.ended).exit).toBe(0);
    },
  };
}

test('shows how far preflight has come while a host gives no answer', async ({ open, folder }, info) => {
  const { page } = open;
  const [app1, app2] = hosts as [Sshd, Sshd];
  await prepare(page, folder, [app1, { ...app2, name: 'dark', port: relay.port }]);
  await expect(startPage(page).startButton()).toBeEnabled();
  relay.deafen();
  await startPage(page).start();
  const preflight = preflightPage(page);
  await expect(preflight.progress()).toHaveText('1 of 2 hosts checked');
  await expect(preflight.waitingFor()).toHaveText('Waiting for dark.');
  await expectAccessible(page, info.outputPath('under-way.png'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(open, 1024, 768);
  await expectAccessible(page, info.outputPath('under-way-dark.png'));
  const cockpit = cockpitPage(page);
  await cockpit.openStopDialog();
  await cockpit.stop('It gives no answer');
  await expect(cockpit.stateWord('stopped')).toBeVisible();
  expect(journal(app1)).toEqual([]);
});

test('waits for hosts that another workstation holds, until they are free or a person ends it', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  const { letGo } = await occupy();
  const start = startPage(page);
  const preflight = preflightPage(page);
  await prepare(page, folder, hosts);
  await start.start();

  await expect(preflight.problems()).toHaveCount(1);
  await expect(preflight.problems()).toContainText('2 hosts');
  await expect(preflight.problems()).toContainText('app1, app2 are leased to');
  await expectAccessible(page, shot('refused'));
  await preflight.waitAgain();
  await expect(start.waitForHosts()).toBeChecked();
  await expectAccessible(page, shot('start'));
  await start.start();
  await expect(preflight.wait()).toContainText('Waiting for 2 hosts that are leased to others');
  await expect(preflight.wait()).toContainText(await other.lastRun());
  await expectAccessible(page, shot('waiting'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(open, 1024, 768);
  await expectAccessible(page, shot('waiting-dark'));
  await preflight.stopWaiting();
  await expect(preflight.result()).toContainText(
    /Preflight refused the run: .*Holdpoint waited .* s for hosts that others worked on/,
  );
  await expectAccessible(page, shot('ended-dark'));

  await preflight.waitAgain();
  await start.start();
  await expect(preflight.wait()).toBeVisible();
  expect(hosts.map(journal)).toEqual([['busy'], ['busy']]);
  await letGo();
  await expect(cockpitPage(page).stateWord('succeeded')).toBeVisible();
  expect(hosts.map(journal)).toEqual([
    ['busy', 'done'],
    ['busy', 'done'],
  ]);
});

test('waits for hosts that another workstation took while nobody carried the run out, once it is resumed', async ({
  open,
  reopen,
  folder,
}, info) => {
  const ask = { id: 'ask', title: 'Look around', manual: 'Well?', nothing_to_undo: 'It only looks' };
  await prepareRelease(open.page, folder, releaseText({ hosts, steps: [ask, STEP] }));
  await startPage(open.page).start();
  await expect(open.page.getByRole('button', { name: 'Done', exact: true })).toBeVisible();
  await killApp(open);
  const { letGo } = await occupy();

  const { page } = await reopen();
  const recovery = recoveryPage(page);
  await recovery.findOut();
  await recovery.goOn();
  await expect(recovery.unfit()).toContainText('app1, app2 are leased to');
  await page.getByRole('button', { name: 'Wait for these hosts…' }).click();
  const asked = page.getByRole('dialog', { name: 'Wait for these hosts?' });
  await expect(asked).toContainText(await other.lastRun());
  await expectAccessible(page, info.outputPath('wait-on-resume.png'));
  await asked.getByRole('button', { name: 'Wait for hosts' }).click();
  await page.getByRole('button', { name: 'Continue…' }).last().click();
  await recovery.goOnDialog().getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(preflightPage(page).wait()).toContainText('Waiting for 2 hosts that are leased to others');
  await letGo();
  await cockpitPage(page).confirmDone();
  await expect(cockpitPage(page).stateWord('succeeded')).toBeVisible();
  expect(hosts.map(journal)).toEqual([
    ['busy', 'done'],
    ['busy', 'done'],
  ]);
});
