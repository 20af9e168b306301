import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { resize } from '#support/app/open-app.ts';
import { startRun } from '#support/app/start-run.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const LONG = 'frontend-eu-west-production-17';
const STEPS = [
  {
    id: 'deploy',
    title: 'Deploy',
    on: 'all',
    run: String.raw`printf '\033[31mred\033[0m <b>bold</b>\n'; echo "hello from here"; echo "oh no" >&2`,
    nothing_to_undo: 'It only prints',
  },
  {
    id: 'look',
    title: 'Look around',
    on: 'all',
    run: 'echo looking; cd "$HOLDPOINT_HOST_DIR"; until [ -e gate ]; do sleep 0.1; done; echo through',
    nothing_to_undo: 'It only prints',
  },
];

let hosts: Sshd[] = [];
test.beforeEach(async () => {
  hosts = [await startSshd({ name: 'app1' }), await startSshd({ name: LONG })];
});
test.afterEach(() => Promise.all(hosts.map((host) => host.stop())));

test('the output of all hosts is one, with whose each line is; it is followed, searched and saved', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  const cockpit = cockpitPage(page);
  await startRun(page, folder, { hosts, steps: STEPS });
  await expect(cockpit.cell('Look around', LONG)).toContainText('running');

  await expect(cockpit.step('Look around')).toContainText(/0:00:\d\d/);
  await cockpit.showPane('All output');
  const lines = cockpit.allOutput();
  await expect(lines).toContainText(`${LONG} deploy`);
  await expect(lines).toContainText('red <b>bold</b>');
  await expect(lines).toContainText('deploy stderr');
  await expect(lines).toContainText('looking');
  await expectAccessible(page, shot('all'));
  for (const { dir } of hosts) writeFileSync(join(dir, 'gate'), '');
  await expect(lines).toContainText('through');
  await expect(cockpit.stateWord('succeeded')).toBeVisible();

  await page.keyboard.press('/');
  await page.keyboard.type('HELLO');
  await page.keyboard.press('Enter');
  await expect(page.getByText('2 lines', { exact: true })).toBeVisible();
  await expect(lines).not.toContainText('through');
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(open, 1024, 768);
  await expectAccessible(page, shot('found-dark'));
  await lines.getByRole('button', { name: `${LONG} deploy` }).press('Enter');
  await expect(cockpit.cell('Deploy', LONG)).toHaveAttribute('aria-selected', 'true');
  await cockpit.showPane('All output');
  await expect(lines.getByRole('button')).toHaveCount(0);
  await expect(lines).toContainText('through');
  await page.getByRole('checkbox', { name: 'Wrap' }).check();
  await expectAccessible(page, shot('all-dark'));

  await page.getByRole('button', { name: 'Save all of it as a file…' }).click();
  await expect(page.getByText('Output saved')).toBeVisible();
  const name = readdirSync(folder).find((each) => each.endsWith('-output.log')) ?? '';
  const saved = readFileSync(join(folder, name), 'utf8');
  expect(saved).toContain(`${LONG} look | through\n`);
  expect(saved).toContain('app1 deploy | <U+001B>[31mred');
});
