import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { backoutPage } from '#support/app/backout-page.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { whoField } from '#support/app/say-who.ts';
import { settingsPage } from '#support/app/settings-page.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

test('runs the sample, sees a step fail on one host, backs out and prints the report', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  await expectAccessible(page, shot('library-empty'));

  await libraryPage(page).openSample();
  await expectAccessible(page, shot('overview'));
  await workspacePage(page).prepareRun();
  await startPage(page).operator('engineer');
  await expectAccessible(page, shot('start'));
  const run = await startPage(page).start();

  const cockpit = cockpitPage(page);
  await cockpit.confirmDone();
  await cockpit.releaseHold('manager');
  await cockpit.badStep().waitFor();
  await expect(page.getByText('cannot listen on port 8080').first()).toBeVisible();
  await expectAccessible(page, shot('decision'));

  await cockpit.decide('Stop and back out');
  const backout = backoutPage(page);
  await expect(backout.lines()).toHaveCount(12);
  await expectAccessible(page, shot('backout'));
  const undoing = await backout.start();
  expect(undoing).not.toBe(run);
  await expect(cockpit.stateWord('succeeded')).toBeVisible();
  await expectAccessible(page, shot('backed-out'));

  await cockpit.followLink(/open that run/i);
  await cockpit.verify();
  await expect(page.getByText(/The evidence verifies/)).toBeVisible();
  await libraryPage(page).goTo('Settings');
  await settingsPage(page).choosePaper('US Letter');
  await expectAccessible(page, shot('settings-paper'));
  await page.goBack();
  await cockpit.saveReport();
  await expect.poll(() => pdfIn(folder)).not.toBeNull();
  const pdf = join(folder, pdfIn(folder) ?? '');
  expect(execFileSync('pdfinfo', [pdf], { encoding: 'utf8' })).toContain('612 x 792 pts (letter)');
  const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
  expect(text).toContain(run);
  expect(text).toContain('address already in use');
});

test('retries the failed step once its cause is gone and continues to the end', async ({ open }) => {
  const { page } = open;
  await libraryPage(page).openSample();
  await workspacePage(page).prepareRun();
  await startPage(page).start();
  const cockpit = cockpitPage(page);
  await cockpit.confirmDone();
  await cockpit.releaseHold('manager');
  await cockpit.badStep().waitFor();
  await cockpit.decide('Retry');
  await expect(cockpit.stateWord('succeeded')).toBeVisible();
});

test('offers a hold point to nobody but those who may release it', async ({ open }) => {
  const { page } = open;
  await libraryPage(page).openSample();
  await workspacePage(page).prepareRun();
  await startPage(page).start();
  const cockpit = cockpitPage(page);
  await cockpit.confirmDone();
  const who = whoField(page, /^Name of the person/);
  await expect(who).toHaveValue('');
  await who.click();
  await expect(page.getByRole('option')).toHaveText([/^Deployment manager \(manager\)/]);
  await expect(page.getByRole('button', { name: 'Release', exact: true })).toBeDisabled();
});

function pdfIn(folder: string): string | null {
  return readdirSync(folder).find((file) => file.endsWith('.pdf')) ?? null;
}
