import { writeFileSync } from 'node:fs';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, resize } from '#support/app/open-app.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

const LAB = `
holdpoint: 1
release:
  id: lab
  name: Lab
  version: "1.0.0"
  window: { opens: 2020-03-01T22:00:00Z, closes: 2020-03-02T02:00:00Z }
  people:
    - { id: ann, name: Ann Example, roles: [deployment-manager], phone: "4400" }
    - { id: bob, name: Bob Example, roles: [deployment-engineer] }
controls:
  - { id: rehearsed, title: Backout rehearsed, state: not-met }
  - { id: agreed, title: The customer agrees, state: waived, by: ann }
environments:
  lab: { kind: production, hosts: { web1: { address: 192.0.2.1, user: deploy } } }
deployment:
  phases: [{ id: main, title: Main, steps: [{ id: work, title: Work, on: all, check: "true" }] }]
`;

test('row W12: what holds a live run on production back is named first, overridden with a reason, and confirmed by typing', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const start = startPage(page);
  writeFileSync(chosenFile(folder), LAB);
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  const gate = page.getByRole('region', { name: 'Before you start' });
  await expect(gate.getByRole('status')).toHaveText('No-go: the window is over; 1 control is not met.');
  await expect(start.openRules()).toHaveText([
    /The window of this release closed 2020-03-02 .*Agree on another window/,
    /Control not met: Backout rehearsed.*Set its state when it is met/,
  ]);
  await start.operator('bob');
  await expect(start.blockers()).toContainText('2 rules hold this run back.');
  await resize(open, 1024, 768);
  await expectAccessible(page, info.outputPath('light.png'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(open, 1440, 900);
  await expectAccessible(page, info.outputPath('dark.png'));

  await start.override(/The window of this release closed/, 'Agreed by phone', 'ann');
  await start.override(/Control not met/, 'The customer takes the risk', 'ann');
  await expect(gate.getByRole('status')).toHaveText('Go, with 2 rules overridden.');
  await expect(start.openRules().first()).toContainText('Overridden by ann: Agreed by phone');
  await expect(start.blockers()).toContainText('Confirm that this is production.');
  const confirm = page.getByRole('textbox', { name: /^Type lab [0-9a-f]{4}-[0-9a-f]{4} to confirm/ });
  await confirm.fill('lab');
  await expect(start.blockers()).toContainText('Confirm that this is production.');
  await confirm.fill(await start.wantedConfirmation());
  await expect(start.blockers()).not.toContainText('Confirm that this is production.');
  await expectAccessible(page, info.outputPath('overridden.png'));
  await page.getByRole('button', { name: /^Take back: Control not met/ }).click();
  await expect(start.blockers()).toContainText('1 rule holds this run back.');

  await page.getByRole('radio', { name: /^Check/ }).check();
  await expect(gate).toHaveCount(0);
});

test('the overview says go or no-go with its reasons, each leading to where it is mended, and a revision is approved there', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const workspace = workspacePage(page);
  writeFileSync(chosenFile(folder), LAB);
  await libraryPage(page).importFile();
  const gate = workspace.gate();
  await expect(gate.getByRole('status')).toHaveText('No-go: the window is over; 1 control is not met.');
  await expect(gate.getByRole('timer')).toHaveText(/^The window closed /);
  await expect(gate.getByText('The deployment was not rehearsed')).toBeVisible();
  await gate.getByRole('link', { name: /^Set its state when it is met/ }).click();
  await expect(page).toHaveURL(/\/release\/lab\/preparation$/);
  await workspace.show('Overview');

  await workspace.approve('ann', 'Read it all');
  await expect(workspace.approvals()).toHaveText([/Ann Example · deployment-manager · 4400.*this revision/]);
  await expect(gate.getByText(/rules? that (is|are) met/)).toBeVisible();
  await resize(open, 1024, 768);
  await expectAccessible(page, info.outputPath('overview-light.png'));
  await page.getByRole('textbox', { name: 'Summary' }).fill('Refunds go faster');
  await expect(workspace.approvals()).toHaveText([/revision 1 of the history/]);
  await expect(gate.getByRole('status')).toHaveText(/another revision was approved\.$/);
  await workspace.approvals().getByText('What has changed since').click();
  await expect(workspace.approvals().getByText(/summary .*Refunds go faster/)).toBeVisible();
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(open, 1440, 900);
  await expectAccessible(page, info.outputPath('overview-dark.png'));
});
