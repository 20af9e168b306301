import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, expectAccessible, expectAccessibleInAll, test } from '#support/app/app-test.ts';
import { backoutPage } from '#support/app/backout-page.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { comparePage } from '#support/app/compare-page.ts';
import { chooseInMenu, windowOpenedBy } from '#support/app/desktop.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { resize } from '#support/app/open-app.ts';
import { startPage } from '#support/app/start-page.ts';
import { startRun } from '#support/app/start-run.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { BUNDLE, NODE, until } from '#support/cli-fixture.ts';
import { startSshd, userKey } from '#support/sshd.ts';

test('shows all that a backout does, leaves lines out, and says afterwards what became of the run', async ({
  open,
}, info) => {
  const { page } = open;
  await libraryPage(page).openSample();
  await workspacePage(page).prepareRun();
  await startPage(page).operator('engineer');
  await startPage(page).start();
  const cockpit = cockpitPage(page);
  await cockpit.confirmDone();
  await cockpit.releaseHold('manager');
  await cockpit.badStep().waitFor();
  await cockpit.decide('Stop and back out');

  const backout = backoutPage(page);
  await resize(open, 1440, 900);
  await expect(backout.lines()).toHaveCount(12);
  await expect(backout.steps()).toHaveCount(17);
  await expect(backout.operator()).toHaveValue(/engineer/);
  await expect(backout.fact('Takes')).toBeVisible();
  await expectAccessibleInAll(open, (shown) => info.outputPath(`backout-${shown}.png`));
  await resize(open, 1440, 900);

  const [first, second] = await backout
    .lines()
    .evaluateAll((buttons) =>
      buttons.map((button) => (button.getAttribute('aria-label') ?? '').replace('Leave out ', '')),
    );
  await backout.leaveOut([first!, second!], 'they are fine as they are');
  await expect(backout.lines()).toHaveCount(10);
  await expectAccessible(page, info.outputPath('backout-struck.png'));
  await backout.restore(first!);
  await backout.restore(second!);
  await expect(backout.lines()).toHaveCount(12);

  await backout.start();
  await expect(cockpit.stateWord('succeeded')).toBeVisible();
  await cockpit.followLink(/open that run/i);
  await expect(page.getByText(/This run was backed out by r-/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^Back out/ })).toHaveCount(0);
  await expectAccessible(page, info.outputPath('run-backed-out.png'));
  await page.getByRole('link', { name: 'Runs' }).click();
  await expect(page.getByText('failed, backed out')).toBeVisible();
  await expectAccessible(page, info.outputPath('runs.png'));
  await page.getByRole('link', { name: 'Library' }).click();
  await expect(page.getByText('deployment failed, backed out')).toBeVisible();
  await expectAccessible(page, info.outputPath('library.png'));

  await libraryPage(page).openRelease('Order desk');
  await workspacePage(page).show('Deployment');
  await expect(page.getByTitle(/, counting what an earlier backout took/).first()).toBeVisible();
  await expectAccessible(page, info.outputPath('deployment-after-backout.png'));
});

function newestHash(folder: string): string {
  const database = new Sqlite(join(folder, 'library', 'library.db'), { readonly: true });
  const hash = database
    .prepare<[], string>('SELECT hash FROM events WHERE run IS NOT NULL ORDER BY id DESC LIMIT 1')
    .pluck()
    .get();
  database.close();
  return hash?.slice(0, 16) ?? '';
}

test('says how far a backout has come on every page, also while a command in a terminal carries it out', async ({
  open,
  folder,
}) => {
  test.setTimeout(120_000);
  const { page, app } = open;
  const host = await startSshd({ name: 'app1' });
  const journal = join(host.dir, 'journal');
  const gated = `cd "$HOLDPOINT_HOST_DIR"; echo undoing >>journal; until [ -e gate ]; do sleep 0.1; done; exit 7`;
  const steps = [
    { id: 'first', title: 'First', on: 'all', run: 'true', undo: 'true' },
    { id: 'second', title: 'Second', on: 'all', run: 'true', undo: gated },
    { id: 'third', title: 'Third', on: 'all', run: 'exit 3', nothing_to_undo: 'It only looks' },
  ];
  try {
    await startRun(page, folder, { hosts: [host], steps });
    const cockpit = cockpitPage(page);
    await cockpit.badStep().waitFor();
    const run = /r-\d{8}-\d{4}-\w+/.exec(page.url())?.[0] ?? '';
    await cockpit.decide('Stop and back out');
    const backout = backoutPage(page);
    await backout.leaveOut(['Undo: Second on app1'], 'later');
    await backout.acknowledge();
    await backout.start();
    await expect(cockpit.stateWord('succeeded')).toBeVisible();
    await cockpit.followLink(/open that run/i);
    const beside = await windowOpenedBy(app, () => chooseInMenu(app, 'own-window'));
    await expect(beside.getByText(/^Part of this run was backed out by r-/)).toBeVisible();
    await libraryPage(page).goTo('Runs');
    await expect(page.getByText('failed, partly backed out, 1 left')).toBeVisible();

    const login = ['--credential', `lab=key:${(await userKey()).key}`, '--operator', 'engineer'];
    const words = ['backout', run, ...login, '--data', join(folder, 'library')];
    const command = spawn(NODE, [join(BUNDLE, 'cli.js'), ...words], { stdio: 'ignore' });
    await until(() => existsSync(journal) && readFileSync(journal, 'utf8') === 'undoing\n');
    await expect(page.getByText('failed, backout not finished')).toBeVisible();
    await expect(beside.getByText(/^The backout r-\S+ of this run is not finished\.$/)).toBeVisible();
    await beside.getByRole('link', { name: 'Open the backout' }).click();
    const elsewhere = cockpitPage(beside);
    await expect(elsewhere.cell('Undo: Second', 'app1')).toContainText('running');
    const head = beside.getByText(/^Log head [0-9a-f]{16}$/);
    await libraryPage(page).open();
    await expect(page.getByText('deployment failed, backout not finished')).toBeVisible();

    writeFileSync(join(host.dir, 'gate'), '');
    await expect(page.getByText('deployment failed, backout failed, 1 left')).toBeVisible();
    await expect(elsewhere.stateWord('failed')).toBeVisible();
    await until(() => command.exitCode !== null);
    await expect(head).toHaveText(`Log head ${newestHash(folder)}`);
    await libraryPage(page).goTo('Runs');
    await comparePage(page).open(run);
    await expect(page.getByText(/^Lab: .*, failed, backout failed, 1 left \(/)).toBeVisible();
  } finally {
    await host.stop();
  }
});
