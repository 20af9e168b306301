/** Without a display: the real app, driven through the sample release to its backout, and what that leaves behind. */
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backoutPage } from '../../tests/support/app/backout-page.ts';
import { cockpitPage } from '../../tests/support/app/cockpit-page.ts';
import { libraryPage } from '../../tests/support/app/library-page.ts';
import { attended, openApp, resize } from '../../tests/support/app/open-app.ts';
import { startPage } from '../../tests/support/app/start-page.ts';
import { workspacePage } from '../../tests/support/app/workspace-page.ts';
import { show } from '../provision/command.mjs';
import { ROOT } from '../provision/places.mjs';
import { say } from '../provision/progress.mjs';

/**
 * Runs the sample release on practice hosts, sees its step fail on one host, backs out, and prints the report.
 * @param {import('../provision/electron-runtime.mjs').Launch} launch
 */
export async function takeTour(launch) {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-tour-'));
  const open = await openApp(attended(launch), folder);
  try {
    const { run, screenshot, pdf } = await walk(open, folder);
    await open.close();
    const report = join(folder, 'report.html');
    await holdpoint(['report', run, '--format', 'html', '-o', report], folder);
    await holdpoint(['verify'], folder);
    say(`report      ${report}`);
    say(`PDF         ${pdf}`);
    say(`screenshot  ${screenshot}`);
  } catch (error) {
    await open.page.screenshot({ path: join(folder, 'stopped-here.png') }).catch(() => undefined);
    await open.close().catch(() => undefined);
    throw new Error(`the tour stopped; ${join(folder, 'stopped-here.png')} shows where`, { cause: error });
  }
}

async function walk(open, folder) {
  const { page } = open;
  await resize(open, 1440, 900);
  say('the sample release, on practice hosts inside the app');
  await libraryPage(page).openSample();
  await workspacePage(page).prepareRun();
  const run = await startPage(page).start();
  say(`${run}: a person confirms the manual step and releases the hold point`);
  const cockpit = cockpitPage(page);
  await cockpit.confirmDone();
  await cockpit.releaseHold('manager');
  await cockpit.badStep().waitFor();
  await cockpit.showErrorOutput();
  say('a step failed on one host; the decision is to stop and back out');
  const screenshot = join(folder, 'cockpit.png');
  await page.screenshot({ path: screenshot });
  await cockpit.decide('Stop and back out');
  const backout = backoutPage(page);
  await backout.acknowledge();
  const undoing = await backout.start();
  await cockpit.stateWord('succeeded').waitFor();
  say(`${undoing}: what ran is undone, newest first`);
  await cockpit.followLink(/open that run/i);
  const pdf = await savedPdf(cockpit, folder);
  return { run, screenshot, pdf };
}

async function savedPdf(cockpit, folder) {
  await cockpit.saveReport();
  for (;;) {
    const name = readdirSync(folder).find((file) => file.endsWith('.pdf'));
    if (name) return join(folder, name);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The command line, on the library that the app has left. */
async function holdpoint(words, folder) {
  mkdirSync(folder, { recursive: true });
  const code = await show(process.execPath, [join(ROOT, 'out', 'main', 'cli.js'), ...words], {
    env: { ...process.env, HOLDPOINT_DATA: join(folder, 'library') },
  });
  if (code !== 0) throw new Error(`holdpoint ${words[0]} ended with ${code}`);
}
