import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { resize } from '#support/app/open-app.ts';
import { outputPanel } from '#support/app/output-panel.ts';
import { startRun } from '#support/app/start-run.ts';
import { isAlive, until } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const NOISE = String.raw`
printf '\033[31mred alert\033[0m and plain\n'
printf '\033]0;a title of its own\007after the title\n'
printf 'copied 10%%\rcopied 60%%\rcopied 100%%\n'
printf 'broken \377\376 bytes\n'
i=1
while [ $i -le 20000 ]; do echo "line $i of the log"; i=$((i + 1)); done
`;
const STEPS = [
  {
    id: 'noise',
    title: 'Make noise',
    on: 'app1',
    script: { interpreter: 'sh', text: NOISE },
    nothing_to_undo: 'It only prints',
  },
  {
    id: 'complain',
    title: 'Complain',
    on: 'app1',
    run: 'sleep 0.3; echo only to standard error >&2',
    nothing_to_undo: 'It only prints',
  },
  {
    id: 'linger',
    title: 'Linger',
    on: 'app1',
    run: 'echo $$ >"$HOLDPOINT_HOST_DIR/pid"; echo lingering; sleep 600; echo never',
    undo: 'echo nothing',
  },
];

let host: Sshd;
test.beforeAll(async () => {
  host = await startSshd({ name: 'app1' });
});
test.afterAll(() => host.stop());

test('shows what a step prints without letting it act, finds a line in it, and stops what still runs', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  await startRun(page, folder, { hosts: [host], steps: STEPS });

  const cockpit = cockpitPage(page);
  const output = outputPanel(page);
  await expect(output.lines()).toContainText('lingering');
  const title = await page.title();

  await cockpit.selectStep('Make noise');
  await expect(output.lines()).toContainText('line 20000 of the log');
  await output.toBeginning();
  await expect(output.piece('red alert')).toHaveAttribute('data-colour', /./);
  await expect(output.lines()).toContainText(String.raw`\e]0;a title of its own\aafter the title`);
  await expect(output.lines()).toContainText('copied 100%');
  await expect(output.lines()).toContainText('written over 2 times');
  await expect(output.lines()).toContainText(String.raw`broken \xff\xfe bytes`);
  expect(await page.title()).toBe(title);
  await expectAccessible(page, shot('output'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(open, 1024, 768);
  await expectAccessible(page, shot('output-dark'));

  await output.search('line 19987 of');
  await expect(output.count('1 of 1')).toBeVisible();
  await expect(output.found()).toHaveText('line 19987 of');
  await expect(output.found()).toBeInViewport();
  await output.leaveSearch();
  await expect(output.searchField()).toHaveValue('');
  await expect(output.searchField()).not.toBeFocused();
  await output.follow();
  await expect(output.lines()).toContainText('line 20000 of the log');

  await cockpit.selectStep('Complain');
  await expect(output.lines()).toContainText('only to standard error');

  const pid = Number(readFileSync(join(host.dir, 'pid'), 'utf8'));
  expect(isAlive(pid)).toBe(true);
  await cockpit.openStopDialog();
  await expectAccessible(page, shot('stop-dialog'));
  await cockpit.stop('It lingers');
  await expect(cockpit.stateWord('stopped')).toBeVisible();
  await until(() => !isAlive(pid));
  await expect(cockpit.step('Linger')).toContainText('stopped');
  await expectAccessible(page, shot('stopped'));
});
