import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { killApp } from '#support/app/kill.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, type OpenApp, resize } from '#support/app/open-app.ts';
import { outputPanel } from '#support/app/output-panel.ts';
import { recoveryPage } from '#support/app/recovery-page.ts';
import { releaseText } from '#support/app/release-text.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { until } from '#support/cli-fixture.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

/** Says that it began, prints again when it is told to, and ends at its gate. */
const WAITS = `cd "$HOLDPOINT_HOST_DIR"; echo begun >>journal; until [ -e print ]; do sleep 0.1; done; echo late; until [ -e gate ]; do sleep 0.1; done`;
const wait = { id: 'wait', title: 'Wait at the gate', on: 'app1', run: WAITS, nothing_to_undo: 'it waits' };
const after = {
  id: 'after',
  title: 'Go through',
  on: 'all',
  run: 'echo after >>"$HOLDPOINT_HOST_DIR/journal"',
  nothing_to_undo: 'it prints',
};

let hosts: Sshd[] = [];
test.beforeEach(async () => {
  hosts = [await startSshd({ name: 'app1' }), await startSshd({ name: 'app2' })];
});
test.afterEach(() => Promise.all(hosts.map((host) => host.stop())));

const at = (index: number): Sshd => hosts[index] as Sshd;
const open = ({ dir }: Sshd, gate: 'print' | 'gate'): void => writeFileSync(join(dir, gate), '');
const journal = ({ dir }: Sshd): string =>
  existsSync(join(dir, 'journal')) ? readFileSync(join(dir, 'journal'), 'utf8') : '';

/** Starts a release that is imported first, and waits until its first step runs. */
async function begin({ page }: OpenApp, folder: string, release: string): Promise<string> {
  writeFileSync(chosenFile(folder), release);
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  await startPage(page).operator('engineer');
  await startPage(page).useKeyFile('lab', (await userKey()).key);
  const run = await startPage(page).start();
  await expect(cockpitPage(page).cell('Wait at the gate', 'app1')).toContainText('running');
  return run;
}

test('says in a dialog that was open when its run ended how the run had ended', async ({
  open: app,
  folder,
}) => {
  await begin(app, folder, releaseText({ hosts, steps: [wait] }));
  const cockpit = cockpitPage(app.page);
  await cockpit.openStopDialog();
  open(at(0), 'print');
  open(at(0), 'gate');
  await expect(cockpit.stopDialog()).toContainText('The run had already ended: succeeded.');
  await expect(cockpit.stopDialog().getByRole('button', { name: 'Stop the run' })).toHaveCount(0);
  await cockpit.stopDialog().getByRole('button', { name: 'Close' }).last().click();
  await expect(cockpit.stateWord('succeeded')).toBeVisible();
});

/** When output of the run was stored last. */
function lastOutputAt(folder: string): string {
  const database = new Sqlite(join(folder, 'library', 'library.db'), { readonly: true });
  const newest = database.prepare<[], string>('SELECT max(at) FROM chunks').pluck().get() ?? '';
  database.close();
  return newest;
}

test('says after a kill until when a step was seen by the last line it printed', async ({
  open: app,
  reopen,
  folder,
}, info) => {
  await begin(app, folder, releaseText({ hosts, steps: [wait] }));
  open(at(0), 'print');
  await expect(outputPanel(app.page).lines()).toContainText('late');
  await killApp(app);
  const printed = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' }).format(
    new Date(lastOutputAt(folder)),
  );
  const { page } = await reopen();
  await expect(recoveryPage(page).found('Was running when Holdpoint closed')).toContainText(
    `last seen ${printed}`,
  );
  await expect(recoveryPage(page).inShort()).toContainText(`The last thing on record is from ${printed}.`);
  await expectAccessible(page, info.outputPath('seen.png'));
  open(at(0), 'gate');
});

test('excludes a host that died from the page that continues with the run, and the run continues without it', async ({
  open: app,
  reopen,
  folder,
}, info) => {
  await begin(app, folder, releaseText({ hosts, steps: [wait, after] }));
  await killApp(app);
  await at(1).stop();
  open(at(0), 'print');
  open(at(0), 'gate');

  const { page } = await reopen();
  const recovery = recoveryPage(page);
  await recovery.findOut();
  await expect(recovery.found('Ended while you were away')).toContainText('Wait at the gate on app1');
  await recovery.goOn();
  await expect(recovery.unfit()).toContainText('app2');
  await expectAccessible(page, info.outputPath('unfit.png'));
  await recovery.excludeUnfit('The machine is dead');
  await recovery.findOut();
  await recovery.goOn();
  await expect(cockpitPage(page).stateWord('succeeded')).toBeVisible();
  await expect(cockpitPage(page).cell('Go through', 'app2')).toContainText('excluded');
  expect(journal(at(0))).toBe('begun\nafter\n');
});

test('opens on the library when several runs were cut off, and names each of them in a list that leaves the releases in view', async ({
  open: app,
  reopen,
  folder,
}, info) => {
  const of = (name: string, host: Sshd) =>
    releaseText({ name, hosts: [{ ...host, name: 'app1' }], steps: [wait] });
  hosts.push(await startSshd({ name: 'app3' }));
  await begin(app, folder, of('One', at(0)));
  for (const [name, host] of [
    ['Two', at(1)],
    ['Three', at(2)],
  ] as const) {
    await libraryPage(app.page).open();
    writeFileSync(chosenFile(folder), of(name, host));
    await libraryPage(app.page).importFile();
    await workspacePage(app.page).prepareRun();
    await startPage(app.page).operator('engineer');
    await startPage(app.page).start();
    await expect(cockpitPage(app.page).cell('Wait at the gate', 'app1')).toContainText('running');
  }
  await until(() => hosts.every((host) => journal(host) !== ''));
  await killApp(app);
  const again = await reopen();
  const { page } = again;
  await resize(again, 1024, 768);
  await expect(recoveryPage(page).cards()).toHaveCount(3);
  await expect(
    page.getByRole('heading', {
      level: 2,
      name: '3 interrupted runs. Nothing has been run again.',
    }),
  ).toBeVisible();
  await expect(recoveryPage(page).heading()).toHaveCount(0);
  await expect(recoveryPage(page).cards().filter({ hasText: 'One 1.0.0' })).toHaveCount(1);
  for (const name of ['Two', 'Three'])
    await expect(
      recoveryPage(page)
        .cards()
        .filter({ hasText: `${name} 1.0.0` }),
    ).toHaveCount(1);
  await expect(page.getByRole('main').getByRole('link', { name: 'One', exact: true })).toBeInViewport();
  await expectAccessible(page, info.outputPath('several.png'));
  for (const host of hosts) for (const gate of ['print', 'gate'] as const) open(host, gate);
});
