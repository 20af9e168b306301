import { writeFileSync } from 'node:fs';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, resize } from '#support/app/open-app.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

const LAB = `
holdpoint: 1
release:
  id: lab
  name: Lab
  version: "1.0.0"
  window: { opens: 2020-03-01T22:00:00Z, closes: 2020-03-02T02:00:00Z }
controls: [{ id: rehearsed, title: Backout rehearsed, state: not-met }]
environments:
  lab: { kind: production, hosts: { web1: { address: 192.0.2.1, user: deploy } } }
deployment:
  phases: [{ id: main, title: Main, steps: [{ id: work, title: Work, on: all, check: "true" }] }]
`;

test('row W12: what speaks against a run is named first on the page that starts it, and not for a check', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  writeFileSync(chosenFile(folder), LAB);
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  const notice = page.getByRole('status').filter({ hasText: 'Before you start' });
  await expect(notice.getByRole('listitem')).toHaveText([
    /^The window of this release closed 2020-03-02 /,
    'Control not met: Backout rehearsed',
    'The environment lab is production',
  ]);
  await resize(open, 1024, 768);
  await expectAccessible(page, info.outputPath('light.png'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(open, 1440, 900);
  await expectAccessible(page, info.outputPath('dark.png'));
  await page.getByRole('radio', { name: /^Check/ }).check();
  await expect(notice).toHaveCount(0);
});
