/** A start that is refused says why, where and what to do next, and offers the way out. */
import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { HoldpointApi } from '#contract/api.ts';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile } from '#support/app/open-app.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

const STEP = { id: 'fails', title: 'Fail', on: 'all', run: 'exit 3', nothing_to_undo: 'It changes nothing' };

let host: Sshd;
test.beforeAll(async () => {
  host = await startSshd({ name: 'app1' });
});
test.afterAll(() => host.stop());

/** As another window or terminal does while the page is open. */
async function saveText(page: Page, text: string): Promise<void> {
  await page.evaluate(async (wanted) => {
    const { holdpoint } = globalThis as unknown as { readonly holdpoint: HoldpointApi };
    const opened = await holdpoint.call('release.open', { release: 'lab' });
    if (!opened.ok) throw new Error(opened.error.message);
    const { saved } = opened.value;
    const reply = await holdpoint.call('release.save', { release: 'lab', text: wanted, saved });
    if (!reply.ok) throw new Error(reply.error.message);
  }, text);
}

test('a refused start names cause, place and next step, and leads out', async ({ open, folder }, info) => {
  const { page } = open;
  const start = startPage(page);
  const sound = releaseText({ hosts: [host], steps: [STEP] });
  writeFileSync(chosenFile(folder), sound);
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  await start.operator('engineer');
  await start.useKeyFile('lab', (await userKey()).key);
  await expect(start.startButton()).toBeEnabled();
  await saveText(page, `${sound}\nno_such_key: 1\n`);
  await start.limit().fill('app1');
  await start.limit().blur();
  const why = page.getByText('The release has an error');
  await expect(page.getByRole('alert', { name: 'The run could not be prepared' })).toContainText(
    'The release has an error',
  );
  await expect(why).toHaveCount(1);
  await saveText(page, sound);
  await start.limit().fill('');
  await start.limit().blur();
  await expect(start.startButton()).toBeEnabled();
  await saveText(page, releaseText({ hosts: [host], steps: [{ ...STEP, run: 'exit {{ vars.code }}' }] }));
  await start.startButton().click();
  await expect(start.refused()).toContainText('vars.code');
  await expect(start.refused()).toContainText('(step fails on app1)');
  await expect(start.refused()).toContainText('Next: Open the release and fix what is named here.');
  await expectAccessible(page, info.outputPath('plan-invalid.png'));
  await start.refused().getByRole('button', { name: 'Open the release' }).click();
  await expect(workspacePage(page).title('Lab')).toBeVisible();

  await saveText(page, sound);
  await workspacePage(page).prepareRun();
  await start.operator('engineer');
  const first = await start.start();
  await expect(cockpitPage(page).stateWord('failed')).toBeVisible();
  await libraryPage(page).open();
  await libraryPage(page).openRelease('Lab');
  await workspacePage(page).prepareRun();
  await start.operator('engineer');
  await start.startButton().click();
  await expect(start.refused()).toContainText('app1');
  await expect(start.refused()).toContainText(first);
  await expect(start.refused()).toContainText('Next: Wait for these hosts, or open the run');
  await expectAccessible(page, info.outputPath('hosts-busy.png'));
  await start.refused().getByRole('button', { name: 'Wait for these hosts' }).click();
  await page.waitForURL((url) => /\/run\/r-[^/]+$/.test(url.href) && !url.href.endsWith(first));
});
