import { expect, expectAccessible, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { comparePage } from '#support/app/compare-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import type { OpenApp } from '#support/app/open-app.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

/** Up to the step that fails on one host, and stopped there. */
async function runAndStop({ page }: OpenApp): Promise<string> {
  await workspacePage(page).prepareRun();
  const run = await startPage(page).start();
  const cockpit = cockpitPage(page);
  await cockpit.confirmDone();
  await cockpit.releaseHold('manager');
  await cockpit.badStep().waitFor();
  await cockpit.decide('Stop');
  await cockpit.stateWord('stopped').or(cockpit.stateWord('failed')).first().waitFor();
  return run;
}

test('compares two runs step by step, shows the lines that differ, and makes a baseline', async ({
  open,
}, info) => {
  const { page } = open;
  await libraryPage(page).openSample();
  const first = await runAndStop(open);
  await libraryPage(page).open();
  await libraryPage(page).openRelease('Order desk');
  const second = await runAndStop(open);

  await libraryPage(page).goTo('Runs');
  const compare = comparePage(page);
  await compare.open(first);
  await compare.holdAgainst(second);
  await expect(compare.summary()).toContainText(/\d+ the same, \d+ differ/);
  const migrate = compare.row('migrate', 'db1');
  await expect(migrate).toContainText('differs');
  await compare.openLines(migrate);
  await expect(compare.lines(migrate)).toContainText(/-.*\+/);
  await expect(compare.row('pause-import', 'db1')).toHaveCount(0);
  await compare.showAll();
  await expect(compare.row('pause-import', 'db1')).toContainText('the same');
  await expectAccessible(page, info.outputPath('compared.png'));

  await compare.setBaseline('engineer');
  await expect(compare.notice('This run is the baseline now')).toBeVisible();
});
