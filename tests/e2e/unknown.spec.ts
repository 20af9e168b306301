import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { resize } from '#support/app/open-app.ts';
import { startRun } from '#support/app/start-run.ts';
import { until } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const STEPS = [
  {
    id: 'cut',
    title: 'Change something',
    on: 'app1',
    mode: 'attached',
    run: 'cd "$HOLDPOINT_HOST_DIR"; echo half of it; touch begun; sleep 600',
    done_if: 'test -e "$HOLDPOINT_HOST_DIR/done"',
    undo: 'echo nothing',
  },
  { id: 'paper', title: 'Turn the key', on: 'app1', run: 'exit 3', undo: 'echo nothing' },
];

let host: Sshd;
test.beforeAll(async () => {
  host = await startSshd({ name: 'app1' });
});
test.afterAll(() => host.stop());

test('settles an outcome that nobody saw, and takes down what was done from paper', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  await startRun(page, folder, { hosts: [host], steps: STEPS });
  const cockpit = cockpitPage(page);
  await until(() => existsSync(join(host.dir, 'begun')));
  await expect(page.getByText('half of it', { exact: true })).toBeVisible();
  host.killSessions();

  await cockpit.unknownOutcome().waitFor();
  await expect(cockpit.question()).toContainText('half of it');
  await expect(cockpit.cell('Change something', 'app1')).toContainText('unknown');
  await expectAccessible(page, shot('unknown'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(open, 1024, 768);
  await cockpit.choose('Run it again');
  await expect(cockpit.remedyButton('Run it again')).toBeDisabled();
  await expect(cockpit.question()).toContainText('why it may run twice');
  await expectAccessible(page, shot('unknown-dark'));
  await page.emulateMedia({ colorScheme: 'light' });
  await resize(open, 1440, 900);
  await cockpit.choose('It is done');
  await expect(cockpit.remedyButton('It is done')).toBeDisabled();
  await cockpit.note('How do you know?', 'The log of the host has the end of it');
  await cockpit.remedyButton('It is done').click();

  await cockpit.badStep().waitFor();
  await expect(cockpit.cell('Change something', 'app1')).toHaveAccessibleName(
    /ok settled, .*Settled as done by engineer: The log of the host has the end of it/,
  );
  await cockpit.openPaper();
  const paper = cockpit.paperDialog();
  await paper.getByRole('button', { name: 'All 1' }).click();
  await paper.getByRole('textbox', { name: /^Done by/ }).fill('night shift');
  await expectAccessible(page, shot('paper'));
  await paper.getByRole('button', { name: 'Record step', exact: true }).click();
  await expect(cockpit.stateWord('succeeded')).toBeVisible();
  await paper.getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(cockpit.cell('Turn the key', 'app1')).toHaveAccessibleName(/Done on paper/);
});
