import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { type OpenApp, resize } from '#support/app/open-app.ts';
import { startRun } from '#support/app/start-run.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const STEPS = [
  {
    id: 'wait',
    title: 'Wait at the gate',
    on: 'all',
    run: 'cd "$HOLDPOINT_HOST_DIR"; until [ -e gate ]; do sleep 0.1; done',
    undo: 'echo nothing',
  },
  {
    id: 'after',
    title: 'Go through',
    on: 'all',
    run: 'echo after >>"$HOLDPOINT_HOST_DIR/journal"',
    undo: 'echo nothing',
  },
  { id: 'ask', title: 'Look around', manual: 'Is everything there?', nothing_to_undo: 'It only looks' },
];

let hosts: Sshd[] = [];
test.beforeEach(async () => {
  hosts = [await startSshd({ name: 'app1' }), await startSshd({ name: 'app2' })];
});
test.afterEach(() => Promise.all(hosts.map((host) => host.stop())));

const journal = ({ dir }: Sshd): string[] =>
  existsSync(join(dir, 'journal')) ? readFileSync(join(dir, 'journal'), 'utf8').trim().split('\n') : [];

/** Begins the run and waits until both hosts are at the gate. */
async function begin({ page }: OpenApp, folder: string): Promise<void> {
  await startRun(page, folder, { hosts, steps: STEPS });
  await expect(cockpitPage(page).cell('Wait at the gate', 'app2')).toContainText('running');
}

test('holds a run up, leaves a host out in the middle of it, and takes it in again', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  const [app1, app2] = hosts as [Sshd, Sshd];
  await begin(open, folder);
  const cockpit = cockpitPage(page);
  await cockpit.pause('The monitoring team asks for time');
  await expect(cockpit.pausedBanner()).toContainText('engineer');
  await expect(cockpit.pausedBanner()).toContainText('The monitoring team asks for time');
  await cockpit.openExclude('app2');
  await expectAccessible(page, shot('exclude'));
  await cockpit.exclude('Its disk is full');
  await expect(cockpit.excludedHosts()).toContainText(['app2']);
  await expect(cockpit.cell('Go through', 'app2')).toContainText('excluded');
  await expectAccessible(page, shot('paused'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(open, 1024, 768);
  await expectAccessible(page, shot('paused-dark'));
  await page.emulateMedia({ colorScheme: 'light' });
  await resize(open, 1440, 900);

  for (const { dir } of hosts) writeFileSync(join(dir, 'gate'), '');
  await expect(cockpit.cell('Wait at the gate', 'app1')).toContainText('ok');
  await expect(cockpit.cell('Wait at the gate', 'app2')).toContainText('ok');
  await expect(cockpit.stateWord('paused')).toBeVisible();
  await expect(cockpit.cell('Go through', 'app1')).toContainText('waiting');

  await cockpit.continueByKey();
  await expect(page.getByRole('heading', { name: 'A step for you to do' })).toBeVisible();
  expect([app1, app2].map(journal)).toEqual([['after'], []]);

  await cockpit.includeAgain('app2');
  await expect(cockpit.cell('Go through', 'app2')).toContainText('ok');
  await expect(cockpit.excludedHosts()).toHaveCount(0);
  expect([app1, app2].map(journal)).toEqual([['after'], ['after']]);
  await cockpit.confirmDone();
  await expect(cockpit.stateWord('succeeded')).toBeVisible();
});

test('does so by the keyboard alone', async ({ open, folder }) => {
  const { page } = open;
  await begin(open, folder);
  const cockpit = cockpitPage(page);
  await page.keyboard.press('p');
  await expect(cockpit.pauseDialog()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(cockpit.pausedBanner()).toBeVisible();

  await cockpit.grid().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(cockpit.menuItem('Exclude host…')).toBeVisible();
  // A menu is there some frames before the keys are its own.
  await expect(page.locator('[role="menu"]:focus, [role="menu"] :focus')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(cockpit.excludeDialog().getByRole('textbox', { name: 'Reason' })).toBeFocused();
  await page.keyboard.type('Its disk is full');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(cockpit.excludedHosts()).toContainText(['app2']);
  await expect(page.getByRole('main')).toBeFocused();

  await page.keyboard.press('x');
  await expect(cockpit.returnDialog()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(cockpit.excludedHosts()).toHaveCount(0);
  await expect(cockpit.returnDialog()).toBeHidden();
  await cockpit.continueByKey();
  await expect(cockpit.pausedBanner()).toBeHidden();
});
