import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { credentialsPage } from '#support/app/credentials-page.ts';
import { environmentsPage } from '#support/app/environments-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, type OpenApp, resize } from '#support/app/open-app.ts';
import { planPage } from '#support/app/plan-page.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { hostOf, type ManyHosts, startManyHosts, userKey } from '#support/sshd.ts';

const STEPS = 60;

let many: ManyHosts;
test.beforeAll(async () => {
  many = await startManyHosts(8);
});
test.afterAll(() => many.stop());

const short = (number: number, more: object = {}) => ({
  id: `short-${number}`,
  title: `Short ${number}`,
  on: 'all',
  run: 'true',
  nothing_to_undo: 'It changes nothing',
  ...more,
});
const numbers = Array.from({ length: STEPS }, (_, index) => index + 1);

async function start(open: OpenApp, folder: string, steps: readonly object[]): Promise<string> {
  const { page } = open;
  const hosts = many.hosts.map((host) => ({
    ...hostOf({ ...many.servers[0]!, name: host.name, address: host.address, port: host.port }),
    user: many.servers[0]?.user ?? '',
    fingerprint: host.hostKeys[0] ?? '',
  }));
  writeFileSync(chosenFile(folder), releaseText({ hosts, steps }));
  await libraryPage(page).goTo('Credentials');
  await credentialsPage(page).openDialog();
  await credentialsPage(page).addKeyFile('lab', (await userKey()).key);
  await libraryPage(page).open();
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  await startPage(page).operator('engineer');
  return startPage(page).start();
}

test('stops in the midst of many short steps: no attempt begins behind the stop, and the page shows the head of the log', async ({
  open,
  folder,
}) => {
  const run = await start(
    open,
    folder,
    numbers.map((number) => short(number)),
  );
  const cockpit = cockpitPage(open.page);
  await expect(cockpit.step('Short 3')).toContainText('8 of 8');
  await cockpit.openStopDialog();
  await cockpit.stop('enough seen');
  await expect(cockpit.stateWord('stopped')).toBeVisible();
  // Steps are stopped before their run is: its end is what says so with the head of the log.
  await expect(open.page.getByText(/^Log head /)).toBeVisible();
  const database = new Sqlite(join(folder, 'library', 'library.db'), { readonly: true });
  const log = database
    .prepare<[string], { type: string; hash: string }>(
      'SELECT type, hash FROM events WHERE run = ? ORDER BY seq',
    )
    .all(run);
  database.close();
  const types = log.map(({ type }) => type);
  expect(types.slice(types.indexOf('stopRequested'))).not.toContain('attemptIntended');
  expect(types.filter((type) => type === 'attemptIntended').length).toBeLessThan(STEPS * 8);
  await expect(open.page.getByText(`Log head ${log.at(-1)?.hash.slice(0, 16)}`)).toBeVisible();
});

test('brings the bad unit of a long run into view, and draws no more of the rest than is seen', async ({
  open,
  folder,
}, info) => {
  await resize(open, 1024, 768);
  const fails = { run: 'test "$HOLDPOINT_HOST" != 127.77.0.7', on_failure: 'stop' };
  await start(
    open,
    folder,
    numbers.map((number) => short(number, number === 31 ? fails : {})),
  );
  const cockpit = cockpitPage(open.page);
  await expect(cockpit.stateWord('failed')).toBeVisible({ timeout: 60_000 });
  await expect(cockpit.cell('Short 31', 'host-7')).toBeInViewport({ ratio: 1 });
  expect(await open.page.getByRole('gridcell').count()).toBeLessThan(STEPS * 8);
  await expectAccessible(open.page, info.outputPath('bad-unit-narrow.png'));
  await resize(open, 1440, 900);
  await expect(cockpit.cell('Short 31', 'host-7')).toBeInViewport({ ratio: 1 });
  await expect(cockpit.step('Short 31')).toBeInViewport({ ratio: 1 });
  await expectAccessible(open.page, info.outputPath('bad-unit.png'));
});

test('shows a plan of many steps without drawing all of it, and a saved step at once', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const steps = Array.from({ length: 600 }, (_, index) => short(index + 1));
  const hosts = [{ ...many.servers[0]!, name: 'app1' }];
  writeFileSync(chosenFile(folder), releaseText({ hosts, steps }));
  await libraryPage(page).importFile();
  await workspacePage(page).show('Deployment');
  const plan = planPage(page);
  await expect(plan.steps().first()).toBeVisible();
  expect(await plan.steps().count()).toBeLessThan(60);
  await expectAccessible(page, info.outputPath('long-plan.png'));
  await plan.edit('Short 2');
  await plan.fill({ Title: 'Renamed' });
  await plan.save();
  await expect(plan.step('Renamed')).toBeVisible();
  await expect(workspacePage(page).saved()).toBeVisible();
  await workspacePage(page).show('Plan');
  await expect(page.getByRole('heading', { level: 2, name: 'Renamed' })).toBeVisible();
  expect(await page.getByRole('main').getByRole('listitem').count()).toBeLessThan(60);
  await expectAccessible(page, info.outputPath('long-preview.png'));
});

test('draws no more of many hosts than is seen, scrolls to the last of them, and finds one by Ctrl+F', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const hosts = Array.from({ length: 300 }, (_, index) => ({
    ...many.servers[0]!,
    name: `web-${index + 1}`,
  }));
  writeFileSync(chosenFile(folder), releaseText({ hosts, steps: [short(1)] }));
  await libraryPage(page).importFile();
  await workspacePage(page).show('Environments');
  const table = environmentsPage(page).hosts('lab');
  const rows = table.getByRole('row');
  await expect(table).toHaveAttribute('aria-rowcount', '301');
  await expect(rows.nth(1)).toHaveAttribute('aria-rowindex', '2');
  expect(await rows.count()).toBeLessThan(60);
  await expectAccessible(page, info.outputPath('many-hosts.png'));
  await rows.last().hover();
  await page.mouse.wheel(0, 40_000);
  await expect(table.getByRole('rowheader', { name: 'web-300', exact: true })).toBeInViewport();
  expect(await rows.count()).toBeLessThan(60);

  await page.keyboard.press('Control+f');
  const find = environmentsPage(page).find('lab');
  await expect(find).toBeFocused();
  await find.fill('web-277');
  await expect(table.getByRole('rowheader')).toHaveText(['web-277']);
  await expect(page.getByText('1 of 300')).toBeVisible();
  await expectAccessible(page, info.outputPath('found-host.png'));
  await find.press('Escape');
  await expect(table).toHaveAttribute('aria-rowcount', '301');
});
