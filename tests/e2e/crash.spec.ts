import { execFileSync } from 'node:child_process';
import { expect, test } from '#support/app/app-test.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';

test('shows a run as interrupted after its engine was killed, and runs nothing again by itself', async ({
  open,
}) => {
  const { page, app } = open;
  await libraryPage(page).openSample();
  await workspacePage(page).prepareRun();
  await startPage(page).start();
  await cockpitPage(page).confirmDone();
  await page.getByRole('textbox', { name: /^Name of the person/ }).waitFor();
  killEngine(app.process().pid ?? 0);
  await expect(page.getByText(/interrupted/i).first()).toBeVisible();
  await expect(page.getByText(/nothing (has been|was) run again/i).first()).toBeVisible();
});

/** The engine is a utility process of the app; its command line says so. */
function killEngine(appPid: number): void {
  const processes = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const rows = processes.split('\n').map((row) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? []);
  const ours = new Set([String(appPid)]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [, pid, parent] of rows) {
      if (pid === undefined || parent === undefined || ours.has(pid) || !ours.has(parent)) continue;
      ours.add(pid);
      grown = true;
    }
  }
  const engine = rows.find(
    ([, pid, , args]) => pid !== undefined && ours.has(pid) && args?.includes('node.mojom.NodeService'),
  );
  process.kill(Number(engine?.[1]), 'SIGKILL');
}
