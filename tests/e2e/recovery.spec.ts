import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { killApp } from '#support/app/kill.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, resize } from '#support/app/open-app.ts';
import { paperPage } from '#support/app/paper-page.ts';
import { recoveryPage } from '#support/app/recovery-page.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { until } from '#support/cli-fixture.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

/** Says that it began, waits for its file, and says that it ended. */
const WAITS = `cd "$HOLDPOINT_HOST_DIR"; echo begun >>journal; echo waiting; until [ -e gate ]; do sleep 0.1; done; echo ended >>journal; echo through; touch through`;
const STEPS = [
  { id: 'wait', title: 'Wait at the gate', on: 'all', run: WAITS, undo: 'echo nothing' },
  {
    id: 'after',
    title: 'Go through',
    on: 'all',
    run: 'echo after >>"$HOLDPOINT_HOST_DIR/journal"',
    undo: 'echo nothing',
  },
];

const hosts: Sshd[] = [];
test.beforeAll(async () => {
  hosts.push(await startSshd({ name: 'app1' }), await startSshd({ name: 'app2' }));
});
test.afterAll(() => Promise.all(hosts.map((host) => host.stop())));

const journal = ({ dir }: Sshd): string[] =>
  existsSync(join(dir, 'journal')) ? readFileSync(join(dir, 'journal'), 'utf8').trim().split('\n') : [];

test('tells after a crash what ended meanwhile and what still runs, and continues only when told to', async ({
  open,
  reopen,
  folder,
}, info) => {
  const shot = (name: string): string => info.outputPath(`${name}.png`);
  const [app1, app2] = hosts as [Sshd, Sshd];
  writeFileSync(chosenFile(folder), releaseText({ hosts, steps: STEPS }));
  await libraryPage(open.page).importFile();
  await workspacePage(open.page).prepareRun();
  await startPage(open.page).operator('engineer');
  await startPage(open.page).useKeyFile('lab', (await userKey()).key);
  await startPage(open.page).start();
  await until(() => hosts.every((host) => journal(host).length === 1));
  await expect(cockpitPage(open.page).cell('Wait at the gate', 'app2')).toContainText('running');
  await killApp(open);
  writeFileSync(join(app1.dir, 'gate'), '');
  await until(() => existsSync(join(app1.dir, 'through')));

  const again = await reopen();
  const { page } = again;
  const recovery = recoveryPage(page);
  await expect(recovery.heading()).toBeVisible();
  await expect(recovery.inShort()).toContainText('2 steps were running when Holdpoint closed.');
  await expect(recovery.inShort()).toContainText('Nothing has been run again.');
  await expectAccessible(page, shot('before'));

  await libraryPage(page).open();
  await expect(recovery.cards()).toContainText('2 steps were running when Holdpoint closed');
  await expectAccessible(page, shot('library'));
  await recovery.findOut();

  await expect(recovery.found('Ended while you were away')).toContainText(['Wait at the gate on app1']);
  await expect(recovery.found('Still running, followed again')).toContainText(['Wait at the gate on app2']);
  await expectAccessible(page, shot('found'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await resize(again, 1024, 768);
  await expectAccessible(page, shot('found-dark'));
  expect([app1, app2].map(journal)).toEqual([['begun', 'ended'], ['begun']]);

  await recovery.goOn();
  writeFileSync(join(app2.dir, 'gate'), '');
  const cockpit = cockpitPage(page);
  await expect(cockpit.stateWord('succeeded')).toBeVisible();
  await expect(cockpit.cell('Wait at the gate', 'app1')).toHaveAccessibleName(
    /ok adopted, Nobody was watching/,
  );
  await cockpit.selectStep('Wait at the gate');
  expect([app1, app2].map(journal)).toEqual([
    ['begun', 'ended', 'after'],
    ['begun', 'ended', 'after'],
  ]);

  await cockpit.openPrints();
  const paper = paperPage(page);
  await expect(paper.preview('Run report').getByRole('heading', { name: 'Decisions' })).toBeVisible();
  await paper.choose('Shift handover');
  const sheet = paper.preview('Shift handover');
  await expect(sheet.getByText('Taken over by')).toBeVisible();
  await expect(sheet.getByText('Go through')).toHaveCount(0);
  await expectAccessible(page, shot('handover-dark'));
  await paper.saveAs('Markdown');
  await expect
    .poll(() => readdirSync(folder).filter((name) => /^Shift-handover-.*[.]md$/.test(name)))
    .toHaveLength(1);
});
