import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '#support/app/app-test.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { profileOf } from '#support/app/open-app.ts';
import { until } from '#support/cli-fixture.ts';
import { electronLaunch } from '../../build/provision/electron-runtime.mjs';

/** As much as there is of a log. */
function logOf(folder: string, name: string): string {
  const path = join(folder, 'library', 'logs', name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

test('a session that ends by a signal to every process at once is an end in order, and no crash', async ({
  folder,
  reopen,
}) => {
  const { electronPath, args, env } = electronLaunch();
  const app = spawn(electronPath, [...args, ...profileOf(folder)], {
    env: { ...env, HOLDPOINT_DATA: join(folder, 'library'), XDG_CONFIG_HOME: join(folder, 'config') },
    detached: true,
    stdio: 'ignore',
  });
  const ended = once(app, 'exit');
  try {
    await until(() => logOf(folder, 'engine.log').includes('libraryOpened'));
    await until(() => existsSync(join(folder, 'library', 'logs', 'app-is-running')));
    process.kill(-(app.pid ?? 0), 'SIGTERM');
    await ended;
  } finally {
    if (app.exitCode === null && app.signalCode === null) process.kill(-(app.pid ?? 0), 'SIGKILL');
  }
  expect(logOf(folder, 'app.log')).toContain(' ended');
  const crashes = join(folder, 'library', 'logs', 'crashes');
  expect(existsSync(crashes) ? readdirSync(crashes) : []).toEqual([]);
  const { page } = await reopen();
  await libraryPage(page).openSample();
  await expect(page.getByText(/crashed|without closing/)).toHaveCount(0);
});
