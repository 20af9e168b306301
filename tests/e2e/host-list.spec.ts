import { writeFileSync } from 'node:fs';
import { expect, expectAccessibleInAll, test } from '#support/app/app-test.ts';
import { environmentsPage } from '#support/app/environments-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile } from '#support/app/open-app.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

const SHOP = `holdpoint: 1
release: { id: shop, name: Shop, version: "1" }
environments:
  lab:
    hosts:
      web1: { address: 192.0.2.1, user: deploy, tags: [web] }
deployment:
  phases: [{ id: main, title: Main }]
`;
const INVENTORY = `[web]
web[1:12] ansible_user=deploy role=front
[web:vars]
ansible_become=true
api_token=hunter2
[legacy]
old ansible_connection=winrm
`;

test('hosts come from an inventory that is kept elsewhere, with what is not imported', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const environments = environmentsPage(page);
  const workspace = workspacePage(page);
  await libraryPage(page).importText(folder, SHOP);
  await workspace.title('Shop').waitFor();
  await workspace.show('Environments');

  // The answer of every file dialog: by its ending it would be YAML, which this is not.
  writeFileSync(chosenFile(folder), INVENTORY);
  await environments.openHostList();
  const dialog = environments.importDialog();
  await expect(dialog.getByRole('alert')).toContainText(/, line \d+: /);

  writeFileSync(
    chosenFile(folder),
    `all: { children: { web: { vars: { api_token: hunter2 }, hosts: {
    "web[1:12]": { ansible_user: deploy, role: front } } }, legacy: { hosts: { old: { ansible_connection: winrm } } } } }`,
  );
  await dialog.getByRole('button', { name: /^Choose a/ }).click();
  await dialog.getByRole('checkbox', { name: 'All 11 hosts that can be imported' }).check();
  await expect(dialog.getByText('api_token is not imported')).toBeVisible();
  await expect(dialog.getByRole('checkbox', { name: 'old' })).toBeDisabled();
  await expectAccessibleInAll(open, (shown) => info.outputPath(`list-${shown}.png`));
  await dialog.getByRole('button', { name: 'Add 11 hosts' }).click();
  await expect(environments.host('web12')).toContainText('web');
  await expect(page.getByText('hunter2')).toHaveCount(0);
});
