import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { killApp } from '#support/app/kill.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { lossesPage } from '#support/app/losses-page.ts';
import { chosenFile, resize } from '#support/app/open-app.ts';
import { recoveryPage } from '#support/app/recovery-page.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { untilKept } from '#support/app/typed.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { until } from '#support/cli-fixture.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

let host: Sshd;
test.beforeAll(async () => {
  host = await startSshd({ name: 'app1' });
});
test.afterAll(() => host.stop());

const gated = (id: string) => ({
  id,
  title: `Wait at ${id}`,
  on: 'all',
  run: `cd "$HOLDPOINT_HOST_DIR"; echo ${id} >>journal; until [ -e gate-${id} ]; do sleep 0.1; done`,
  undo: 'echo nothing',
});
const FOUND = 'second ran on app1 and is at its end';
const PEOPLE = [{ id: 'ann', name: 'Ann Archer', roles: ['engineer'] }];

const library = (folder: string, file: string): string => join(folder, 'library', file);
const hasBegun = (id: string): boolean =>
  existsSync(join(host.dir, 'journal')) && readFileSync(join(host.dir, 'journal'), 'utf8').includes(id);

/** What stands in the write-ahead log goes into the database; what comes later is lost with the log. */
function moveLogIntoDatabase(folder: string): void {
  const database = new Sqlite(library(folder, 'library.db'));
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

function notedEvent(folder: string, run: string): number {
  const noted = JSON.parse(readFileSync(library(folder, 'checkpoint.json'), 'utf8'));
  return noted.runs[run]?.seq ?? 0;
}

test('shows what a lost write-ahead log took with it, and continues only after a person has said what the hosts show', async ({
  open,
  reopen,
  folder,
}, info) => {
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  writeFileSync(
    chosenFile(folder),
    releaseText({ hosts: [host], people: PEOPLE, steps: [gated('first'), gated('second')] }),
  );
  await libraryPage(open.page).importFile();
  await workspacePage(open.page).prepareRun();
  await startPage(open.page).operator('ann');
  await startPage(open.page).useKeyFile('lab', (await userKey()).key);
  const run = await startPage(open.page).start();
  await expect(cockpitPage(open.page).cell('Wait at first', 'app1')).toContainText('running');
  await until(() => hasBegun('first'));
  moveLogIntoDatabase(folder);
  const kept = notedEvent(folder, run);
  writeFileSync(join(host.dir, 'gate-first'), '');
  await until(() => hasBegun('second'));
  // Only what the checkpoint names is known to be missing, and it is written with what is recorded.
  await until(async () => {
    await cockpitPage(open.page).addNote('Still at it');
    return notedEvent(folder, run) > kept + 2;
  });
  await killApp(open);
  for (const file of ['library.db-wal', 'library.db-shm']) rmSync(library(folder, file), { force: true });
  writeFileSync(join(host.dir, 'gate-second'), '');

  const again = await reopen();
  const { page } = again;
  const losses = lossesPage(page);
  await expect(recoveryPage(page).heading()).toBeVisible();
  await expect(losses.section()).toContainText(new RegExp(`\\d+ events of run ${run} missing since`));
  await expect(losses.section()).toContainText(/The log of this run ends with event \d+/);
  await expect(losses.section()).not.toContainText('--');
  await expect(page.getByRole('button', { name: /Find out what happened|Resume run/ })).toHaveCount(0);
  await expect(losses.read()).toBeDisabled();
  await resize(again, 1440, 900);
  await expectAccessible(page, shot('recovery'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(again, 1024, 768);
  await expectAccessible(page, shot('recovery-dark'));

  await recoveryPage(page).openRun();
  await losses.linkFromRun().click();
  await expect(losses.section()).toBeVisible();
  await recoveryPage(page).openRun();
  await page.getByRole('link', { name: 'Back out…' }).click();
  await expect(losses.section()).toBeVisible();
  await expect(page.getByText('First read what is missing from the library.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start the backout' })).toBeDisabled();
  await expectAccessible(page, shot('backout-dark'));

  await libraryPage(page).open();
  await expectAccessible(page, shot('library-dark'));
  await losses.linkFromRun().click();
  await losses.note().fill(FOUND);
  await untilKept(folder, FOUND);
  await killApp(again);

  const third = await reopen();
  const restored = lossesPage(third.page);
  await expect(restored.note()).toHaveValue(FOUND);
  await restored.acknowledge('ann', FOUND);
  await expect(restored.section()).toHaveCount(0);
  await recoveryPage(third.page).findOut('ann');
  expect(readFileSync(join(host.dir, 'journal'), 'utf8')).toBe('first\nsecond\n');
  expect(acknowledged(folder, run)).toEqual([expect.objectContaining({ by: 'ann', note: FOUND, count: 1 })]);
});

function acknowledged(folder: string, run: string): readonly unknown[] {
  const database = new Sqlite(library(folder, 'library.db'), { readonly: true });
  const found = database
    .prepare<[string], string>("SELECT data FROM events WHERE run = ? AND type = 'lossAcknowledged'")
    .pluck()
    .all(run);
  database.close();
  return found.map((data) => JSON.parse(data));
}
