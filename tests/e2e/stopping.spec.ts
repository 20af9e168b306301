/** What a person sees from a stop until the run has left its hosts. */
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { resize } from '#support/app/open-app.ts';
import { startRun } from '#support/app/start-run.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const STEPS = [
  { id: 'work', title: 'Do the work', on: 'all', run: 'true', nothing_to_undo: 'It changes nothing' },
  { id: 'ask', title: 'Look around', manual: 'Is everything there?', nothing_to_undo: 'It only looks' },
];

let hosts: Sshd[] = [];
test.beforeEach(async () => {
  hosts = [await startSshd({ name: 'app1' }), await startSshd({ name: 'app2' })];
});
test.afterEach(async () => {
  for (const host of hosts) host.thawSessions();
  await Promise.all(hosts.map((host) => host.stop()));
});

test('shows at once that a waiting run is stopping, and which hosts its end waits for', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  await startRun(page, folder, { hosts, steps: STEPS });
  const cockpit = cockpitPage(page);
  await expect(cockpit.stateWord('waiting')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Done', exact: true })).toBeVisible();

  hosts[1]?.freezeSessions();
  await cockpit.openStopDialog();
  await cockpit.stop('The window closes');
  await expect(cockpit.stopping()).toContainText('Stopping: leaving the hosts, 1 of 2.');
  await expect(cockpit.stopping()).toContainText('By engineer: The window closes. Nothing more begins.');
  await expect(cockpit.stopping()).toContainText('Waiting for app2.');
  await expect(cockpit.stateWord('stopping')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Done', exact: true })).toHaveCount(0);
  await expectAccessible(page, shot('stopping'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(open, 1024, 768);
  await page.screenshot({ path: shot('stopping-dark') });
  hosts[1]?.thawSessions();
  await expect(cockpit.stateWord('stopped')).toBeVisible();
  await expect(cockpit.stopping()).toHaveCount(0);
});
