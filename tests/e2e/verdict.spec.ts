import { writeFileSync } from 'node:fs';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { backoutPage } from '#support/app/backout-page.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, resize } from '#support/app/open-app.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

const HOUR = 3_600_000;
const STEPS = [
  {
    id: 'install',
    title: 'Install',
    on: 'app1',
    run: 'true',
    takes: '10m',
    undo: { run: 'true', takes: '20m' },
  },
];
const VERIFICATION = {
  success: ['It answers with the new version', 'The counter has booked a payment'],
  steps: [
    { id: 'count', title: 'Count the payments', on: 'app1', check: 'test -e /nowhere' },
    { id: 'ask', title: 'Ask for its version', on: 'app1', check: 'true' },
  ],
};

let host: Sshd;
test.beforeAll(async () => {
  host = await startSshd({ name: 'app1' });
});
test.afterAll(() => host.stop());

const iso = (fromNow: number): string => new Date(Date.now() + fromNow).toISOString();

test('ends a verification by its criteria, with the clock of the deployment, and leads to its backout', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  const window = { opens: iso(-3 * HOUR), closes: iso(HOUR / 2), margin: '15m' };
  writeFileSync(
    chosenFile(folder),
    releaseText({ hosts: [host], steps: STEPS, verification: VERIFICATION, window }),
  );
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  await startPage(page).operator('engineer');
  await startPage(page).useKeyFile('lab', (await userKey()).key);
  const deployment = await startPage(page).start();
  const cockpit = cockpitPage(page);
  await expect(cockpit.stateWord('succeeded')).toBeVisible();
  await expect(cockpit.fact('Time to back out')).toHaveText('about 20 min · 1 step');

  await libraryPage(page).open();
  await libraryPage(page).openRelease('Lab');
  await workspacePage(page).prepareRun();
  await startPage(page).choosePlan('Verification');
  await startPage(page).operator('engineer');
  await startPage(page).beginAt('Ask for its version (ask)', 'The payments were counted an hour ago');
  await startPage(page).goStepByStep();
  await expect(page.getByRole('region', { name: 'Steps of the plan' })).toContainText('left out');
  await expectAccessible(page, shot('start'));
  await startPage(page).start();
  await expect(page.getByRole('heading', { name: 'The next step waits for a yes' })).toBeVisible();
  await expect(cockpit.question()).toContainText('Hosts: app1');
  await expect(page.getByText('left out Count the payments: The payments were counted')).toBeVisible();
  await expectAccessible(page, shot('step'));
  await page.getByRole('button', { name: 'Begin this step' }).click();
  await cockpit.verdict().waitFor();
  await expect(cockpit.question()).toContainText('The counter has booked a payment');
  await expect(cockpit.fact('Time to back out')).toHaveText('about 20 min · 1 step');
  await expect(cockpit.fact('Latest moment to decide')).toContainText('passed');
  await expectAccessible(page, shot('verdict'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(open, 1024, 768);
  await expectAccessible(page, shot('verdict-dark'));

  await page.getByRole('radio', { name: /^Success/ }).check();
  await page.getByRole('checkbox', { name: 'It answers with the new version' }).check();
  await expect(cockpit.question()).toContainText('Not ticked: The counter has booked a payment');
  await expect(page.getByRole('button', { name: 'Decide: success' })).toBeDisabled();
  await cockpit.decideVerdict('Back out', 'Decide: back out');
  await page.waitForURL(new RegExp(`/run/${deployment}/backout$`));
  await expect(backoutPage(page).lines()).toHaveCount(1);
});
