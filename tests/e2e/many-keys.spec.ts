import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { HoldpointApi } from '#contract/api.ts';
import { expect, expectAccessible, expectAccessibleInAll, test } from '#support/app/app-test.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, type OpenApp, resize } from '#support/app/open-app.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { type ManyHosts, startManyHosts } from '#support/sshd.ts';

let many: ManyHosts;
test.beforeAll(async () => {
  many = await startManyHosts(70);
});
test.afterAll(() => many.stop());

/** As a person who compared each of them. */
async function acceptAll(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { holdpoint } = globalThis as unknown as { readonly holdpoint: HoldpointApi };
    const shown = await holdpoint.call('hosts.untrusted', {
      release: 'lab',
      environment: 'lab',
      limit: null,
    });
    if (!shown.ok) throw new Error(shown.error.message);
    for (const { address, port, publicKey, presented } of shown.value.untrusted)
      await holdpoint.call('hosts.accept', {
        address,
        port,
        publicKey,
        fingerprint: presented,
        by: 'engineer',
      });
  });
}

/** A release on all of the hosts is in the library; their keys are not known yet. */
async function importMany(open: OpenApp, folder: string): Promise<void> {
  await resize(open, 1440, 900);
  const user = many.servers[0]?.user ?? '';
  const hosts = many.hosts.map(({ name, address, port }) => ({ name, address, port, user }));
  const step = { id: 'say', title: 'Say', on: 'all', run: 'true', nothing_to_undo: 'It only speaks' };
  writeFileSync(chosenFile(folder), releaseText({ hosts, steps: [step] }));
  await libraryPage(open.page).importFile();
}

test('lists many keys that are to be compared in one list, finds one, and accepts it alone', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  await importMany(open, folder);
  await workspacePage(page).prepareRun();
  const start = startPage(page);
  await start.operator('Kim');
  await expect(start.keys().first()).toHaveAttribute('aria-setsize', '70');
  expect(await start.keys().count()).toBeLessThan(40);
  await expect(start.fingerprint('Fingerprint that host-1 shows')).toHaveText(
    many.servers[0]?.fingerprint ?? '',
  );
  await expect(start.anyAccept()).toHaveCount(await start.keys().count());
  await expect(start.acceptKey('host-1')).toBeDisabled();
  await expectAccessibleInAll(
    open,
    (shown) => info.outputPath(`compare-${shown}.png`),
    () => start.acceptKey('host-1').scrollIntoViewIfNeeded(),
  );

  await page.keyboard.press('Control+f');
  await page.keyboard.type('host-66');
  await expect(start.keys()).toHaveCount(1);
  await start.compare('host-66');
  await start.acceptKey('host-66').click();
  await expect(start.keys()).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Find in Host keys' }).fill('');
  await expect(start.keys().first()).toHaveAttribute('aria-setsize', '69');
  await expect(start.acceptKey('host-1')).toBeDisabled();
});

test('lists many accepted keys in the order of their addresses, finds one, and fits a window that is made narrower', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  await importMany(open, folder);
  await workspacePage(page).show('Environments');
  await acceptAll(page);
  await libraryPage(page).goTo('Hosts and trust');
  const table = page.getByRole('table', { name: 'Accepted keys' });
  await expect(table.getByRole('rowheader').nth(0)).toContainText('127.77.0.1:');
  await expect(table.getByRole('rowheader').nth(1)).toContainText('127.77.0.2:');
  await expectAccessible(page, info.outputPath('keys.png'));

  await resize(open, 1024, 768);
  const forget = table.getByRole('button', { name: 'Forget' }).first();
  await expect(forget).toBeInViewport({ ratio: 1 });
  await expectAccessible(page, info.outputPath('keys-narrow.png'));

  await page.keyboard.press('Control+f');
  await page.keyboard.type('127.77.0.66');
  await expect(table.getByRole('rowheader')).toHaveText([/^127\.77\.0\.66:/]);
});
