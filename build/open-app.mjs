/** Opens the built app under Playwright's hand, the same way `npm start` opens it. */
import { _electron } from '@playwright/test';

/**
 * Starts the app and waits for its window. The caller closes `app`.
 * @param {import('./provision/electron-runtime.mjs').Launch} launch from `electronLaunch()`
 * @param {{ args?: string[], env?: Record<string, string>, timeoutMs?: number }} [extra] the app's own arguments and settings
 * @returns {Promise<{ app: import('@playwright/test').ElectronApplication, page: import('@playwright/test').Page }>}
 */
export async function openApp(launch, { args = [], env = {}, timeoutMs = 30_000 } = {}) {
  const app = await _electron.launch({
    executablePath: launch.electronPath,
    args: [...launch.args, ...args],
    env: { ...launch.env, ...env },
    timeout: timeoutMs,
  });
  return { app, page: await app.firstWindow({ timeout: timeoutMs }) };
}
