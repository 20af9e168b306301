/** A run of the hosts alone that another left unfinished, begun from the page of that run. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, resize } from '#support/app/open-app.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

/** One host after the other; a host is broken until it is mended. */
const WORK = {
  id: 'work',
  title: 'Do the work',
  on: 'all',
  run: 'echo tried >>"$HOLDPOINT_HOST_DIR/journal"; test ! -e "$HOLDPOINT_HOST_DIR/broken"',
  rollout: { batches: [1], stop_after: 1 },
  on_failure: 'stop',
  nothing_to_undo: 'A line in a file',
};

let hosts: Sshd[] = [];
test.beforeEach(async () => {
  hosts = await Promise.all(['app1', 'app2', 'app3'].map((name) => startSshd({ name })));
});
test.afterEach(() => Promise.all(hosts.map((host) => host.stop())));

const broken = (): string => join((hosts[1] as Sshd).dir, 'broken');
const tries = (): number[] =>
  hosts.map(({ dir }) => {
    const journal = join(dir, 'journal');
    return existsSync(journal) ? readFileSync(journal, 'utf8').trim().split('\n').length : 0;
  });

test('takes the host that failed and those whose turn never came, after its plan was seen', async ({
  open,
  folder,
}, info) => {
  const { page } = open;
  const cockpit = cockpitPage(page);
  const start = startPage(page);
  writeFileSync(broken(), '');
  writeFileSync(chosenFile(folder), releaseText({ hosts, steps: [WORK] }));
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  await start.operator('engineer');
  await start.useKeyFile('lab', (await userKey()).key);
  const first = await start.start();
  await expect(cockpit.stateWord('failed')).toBeVisible();
  expect(tries()).toEqual([1, 1, 0]);
  await expect(libraryPage(page).notice('Imported')).toHaveCount(0);
  await expectAccessible(page, info.outputPath('failed.png'));

  await page.getByRole('link', { name: 'Run the 2 unfinished hosts…' }).click();
  await expect(start.taken()).toContainText(first);
  await expect(start.taken()).toContainText('It failed on1 host: app2');
  await expect(start.taken()).toContainText('Their turn never came1 host: app3');
  await start.operator('engineer');
  await expect(start.planNote()).toContainText('on 2 hosts, 2 steps on hosts in all');
  await expectAccessible(page, info.outputPath('start.png'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(open, 1024, 768);
  await expectAccessible(page, info.outputPath('start-dark.png'));
  rmSync(broken());
  await start.start();
  await expect(cockpit.stateWord('succeeded')).toBeVisible();
  expect(tries()).toEqual([1, 2, 1]);
  await expect(page.getByRole('status').filter({ hasText: 'takes only the hosts' })).toContainText(first);
  await expectAccessible(page, info.outputPath('done-dark.png'));
});
