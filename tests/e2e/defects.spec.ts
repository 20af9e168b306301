import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { resize } from '#support/app/open-app.ts';
import { startRun } from '#support/app/start-run.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const STEPS = [
  {
    id: 'wait',
    title: 'Wait at the gate',
    on: 'all',
    takes: '5m',
    run: 'cd "$HOLDPOINT_HOST_DIR"; echo at >>journal; until [ -e gate ]; do sleep 0.1; done',
    undo: 'echo nothing',
  },
];

let host: Sshd;
test.beforeEach(async () => {
  host = await startSshd({ name: 'app1' });
});
test.afterEach(() => host.stop());

test('defects are logged while the run goes on and after it, and closed with a reason, by the keyboard', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  const cockpit = cockpitPage(page);
  await startRun(page, folder, { hosts: [host], steps: STEPS });
  await expect(cockpit.cell('Wait at the gate', 'app1')).toContainText('running');
  const journal = join(host.dir, 'journal');
  await expect.poll(() => existsSync(journal) && readFileSync(journal, 'utf8')).toBe('at\n');

  await expect(cockpit.fact('Expected end')).toContainText('on time');
  await expect(page.getByText(/running for 0:00:\d\d of about 5 min/)).toBeVisible();
  await page.keyboard.press('b');
  const dialog = cockpit.defectDialog();
  await expect(dialog.getByRole('textbox', { name: /^What is wrong/ })).toBeFocused();
  await page.keyboard.type('Orders are <b>lost</b>');
  await dialog.getByText('Critical', { exact: true }).click();
  await expect(dialog).toContainText('a reason to back out');
  await expectAccessible(page, shot('log'));
  await resize(open, 1024, 768);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, shot('log-dark'));
  await dialog.getByRole('button', { name: 'Log defect' }).click();
  await expect(dialog).toBeHidden();
  await expect(cockpit.header()).toContainText('1 open defect, 1 critical');
  await expect(cockpit.cell('Wait at the gate', 'app1')).toContainText('running');

  await cockpit.showPane('Defects (1 open)');
  const list = cockpit.defects();
  await expect(list).toContainText('Orders are <b>lost</b>');
  await expect(list).toContainText('Wait at the gate on app1');
  await expect(list).toContainText('logged by engineer');
  await expectAccessible(page, shot('list-dark'));
  await page.emulateMedia({ colorScheme: 'light' });
  await resize(open, 1440, 900);
  await expectAccessible(page, shot('list'));

  writeFileSync(join(host.dir, 'gate'), '');
  await expect(cockpit.stateWord('succeeded')).toBeVisible();
  await expect(cockpit.fact('Expected end')).toHaveCount(0);
  await list.getByRole('button', { name: 'Close defect 1…' }).click();
  const closing = page.getByRole('dialog', { name: 'Close defect 1?' });
  await expect(closing.getByRole('textbox', { name: 'How it was dealt with' })).toBeFocused();
  await expect(closing.getByRole('button', { name: 'Close defect' })).toBeDisabled();
  await page.keyboard.type('They were late, not lost');
  await closing.getByRole('button', { name: 'Close defect' }).click();
  await expect(closing).toBeHidden();
  await expect(list).toContainText('They were late, not lost');
  await expect(cockpit.header()).not.toContainText('open defect');

  await page.getByRole('main').press('b');
  await dialog.getByRole('textbox', { name: /^What is wrong/ }).fill('The page flickers');
  await dialog.getByRole('button', { name: 'Log defect' }).click();
  await expect(dialog).toBeHidden();
  await expect(cockpit.header()).toContainText('1 open defect');
  await expect(list.getByRole('row')).toContainText(['What is wrong', 'The page flickers', 'Orders are']);
  await expectAccessible(page, shot('ended'));

  await cockpit.showPane('Close-out (1 open)');
  const closeOut = page.getByRole('region', { name: 'Close-out' });
  await expect(closeOut).toContainText('Defect 2 is open, major: The page flickers');
  await expect(closeOut.getByRole('button', { name: 'Close the run' })).toBeDisabled();
  await closeOut.getByRole('button', { name: 'Open Defects' }).click();
  await expect(list).toBeVisible();
  await cockpit.showPane('Close-out (1 open)');
  await closeOut
    .getByRole('textbox', { name: /^Close the run all the same.*defect:2/ })
    .fill('CR-7 mends it');
  await expect(closeOut).toContainText('Ready. It stands in the log');
  await expectAccessible(page, shot('close-out'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(open, 1024, 768);
  await expectAccessible(page, shot('close-out-dark'));
  await closeOut.getByRole('button', { name: 'Close the run' }).click();
  await expect(closeOut).toContainText('1 point was open and accepted');
  await expect(closeOut).toContainText('Nothing has come up since it was closed');
  await expect(cockpit.header()).toContainText('Closed');
  await expectAccessible(page, shot('closed-dark'));
  await libraryPage(page).open();
  await expect(page.getByText('deployed, not verified on lab, closed')).toBeVisible();
  await expectAccessible(page, shot('library-dark'));
});
