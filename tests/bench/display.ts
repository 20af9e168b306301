/** The built app on a display that nobody sees. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBundle } from '#build/provision/bundle.mjs';
import { electronLaunch } from '#build/provision/electron-runtime.mjs';
import { startVirtualDisplay } from '#build/virtual-display.mjs';
import type { AppLaunch } from '#support/app/open-app.ts';

export async function onDisplay<T>(use: (launch: AppLaunch) => Promise<T>): Promise<T> {
  await ensureBundle();
  const launch = electronLaunch();
  console.log(launch.why);
  const { display, stop } = await startVirtualDisplay();
  try {
    return await use({ ...launch, env: { ...launch.env, DISPLAY: display } });
  } finally {
    stop();
  }
}

export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'holdpoint-bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
