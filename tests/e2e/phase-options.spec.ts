import { expect, expectAccessibleInAll, test } from '#support/app/app-test.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { planPage } from '#support/app/plan-page.ts';
import { sourcePage } from '#support/app/source-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

const SHOP = `holdpoint: 1
release: { id: shop, name: Shop, version: "1" }
environments:
  lab:
    hosts:
      web1: { address: 192.0.2.1, user: deploy, tags: [web] }
deployment:
  phases:
    - id: switch
      title: Switch over
      steps:
        - id: stop
          title: Stop the service
          on: web
          run: systemctl stop shop
          undo: systemctl start shop
`;

test('a phase says once how its steps are done, and a step says otherwise', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const plan = planPage(page);
  const workspace = workspacePage(page);
  await libraryPage(page).importText(folder, SHOP);
  await workspace.title('Shop').waitFor();
  await workspace.show('Deployment');

  const phase = page.getByRole('dialog', { name: 'Phase' });
  await plan.step('Switch over').click();
  await phase.getByLabel('As user').fill('root');
  await phase.getByLabel('Timeout').fill('5m');
  await phase.getByLabel('Only when').fill('host.name == "web1"');
  await phase.getByRole('combobox', { name: 'When one fails' }).click();
  await page.getByRole('option', { name: 'Stop the run' }).click();
  await expectAccessibleInAll(open, (shown) => info.outputPath(`phase-${shown}.png`));
  await phase.getByRole('button', { name: 'Save phase' }).click();
  await expect(
    page.getByText('Steps as root; at most 5m; on failure: stops the run; when host.name == "web1"'),
  ).toBeVisible();

  await plan.edit('Stop the service');
  const form = plan.drawer();
  await expect(form.getByLabel('As user').first()).toHaveAttribute('placeholder', 'root');
  await expect(form.getByLabel('Timeout').first()).toHaveAttribute('placeholder', '5m');
  await expect(form.getByRole('combobox', { name: 'When it fails' })).toHaveAttribute(
    'placeholder',
    'As the phase: stop the run',
  );
  await form.getByRole('checkbox', { name: 'As the login user, whatever the phase says' }).check();
  await expect(form.getByLabel('As user').first()).toBeDisabled();
  await plan.pick('When it fails', 'Ask what to do');
  await expectAccessibleInAll(open, (shown) => info.outputPath(`step-${shown}.png`));
  await plan.save();
  await expect(workspace.noProblems()).toBeVisible();
  await workspace.show('Source');
  const source = sourcePage(page).editor();
  await expect(source).toContainText(/sudo: true.*timeout: 5m.*on_failure: stop.*when: host.name == "web1"/s);
  await expect(source).toContainText(/id: stop.*sudo: false.*on_failure: ask/s);
});
