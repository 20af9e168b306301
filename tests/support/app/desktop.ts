/** The desktop around the app: its menu, its windows, notifications, and a second start. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import type { AppCommandId } from '#contract/app-commands.ts';
import { type AppLaunch, type OpenApp, profileOf } from './open-app.ts';

/** What the menu bar offers for a command, as a person sees it now. */
export async function menuItem(app: ElectronApplication, id: AppCommandId) {
  return await app.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
    return item ? { label: item.label, enabled: item.enabled, keys: item.accelerator ?? null } : null;
  }, id);
}

export async function chooseInMenu(app: ElectronApplication, id: AppCommandId): Promise<void> {
  await app.evaluate(({ Menu }, wanted) => Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click(), id);
}

/** What was opened last, in the File menu. */
export async function recentItems(app: ElectronApplication): Promise<readonly string[]> {
  return await app.evaluate(
    ({ Menu }) =>
      Menu.getApplicationMenu()
        ?.getMenuItemById('recent')
        ?.submenu?.items.map(({ label }) => label) ?? [],
  );
}

/** Waits for the window that `open` brings. */
export async function windowOpenedBy(app: ElectronApplication, open: () => Promise<unknown>): Promise<Page> {
  const [page] = await Promise.all([app.waitForEvent('window'), open()]);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

export async function closeWindow({ app }: OpenApp, page: Page): Promise<void> {
  const window = await app.browserWindow(page);
  const closed = page.waitForEvent('close');
  await window.evaluate((browserWindow) => browserWindow.close());
  await closed;
}

export interface Notified {
  readonly title: string;
  readonly body: string;
}

/** From now on nobody looks at the app, and what it notifies is written down besides. */
export async function lookElsewhere(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ BrowserWindow, Notification }) => {
    BrowserWindow.getFocusedWindow = () => null;
    const shown: Electron.Notification[] = [];
    Reflect.set(globalThis, 'notified', shown);
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      shown.push(this);
    };
  });
}

export async function notified(app: ElectronApplication): Promise<readonly Notified[]> {
  return await app.evaluate(() =>
    (Reflect.get(globalThis, 'notified') as Electron.Notification[]).map(({ title, body }) => ({
      title,
      body,
    })),
  );
}

/** As a click on the newest one. */
export async function clickNotification(app: ElectronApplication): Promise<void> {
  await app.evaluate(() =>
    (Reflect.get(globalThis, 'notified') as Electron.Notification[]).at(-1)?.emit('click'),
  );
}

export interface Asked {
  readonly message: string;
  readonly detail: string;
}

/** From now on this answers every question that the program asks by a window of the system: the number of a button. */
export async function answerQuestions(app: ElectronApplication, button: number): Promise<void> {
  await app.evaluate(({ dialog }, response) => {
    const asked: Electron.MessageBoxOptions[] = [];
    Reflect.set(globalThis, 'asked', asked);
    const show = (...given: readonly unknown[]) => {
      asked.push(given.at(-1) as Electron.MessageBoxOptions);
      return Promise.resolve({ response, checkboxChecked: false });
    };
    dialog.showMessageBox = show as typeof dialog.showMessageBox;
  }, button);
}

export async function questions(app: ElectronApplication): Promise<readonly Asked[]> {
  return await app.evaluate(() =>
    (Reflect.get(globalThis, 'asked') as Electron.MessageBoxOptions[]).map(({ message, detail = '' }) => ({
      message,
      detail,
    })),
  );
}

export async function quit(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ app: program }) => program.quit());
}

/** As when the system shuts down or logs the person out. */
export async function endSession(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ powerMonitor }) => {
    powerMonitor.emit('shutdown', { preventDefault: () => undefined });
  });
}

/** Is the workstation kept awake. */
export async function isAwake(app: ElectronApplication): Promise<boolean> {
  return await app.evaluate(({ powerSaveBlocker }) =>
    [0, 1, 2, 3, 4, 5].some((id) => powerSaveBlocker.isStarted(id)),
  );
}

/** Starts the app again over the one that runs, and waits for the second process to end. Gives its exit code. */
export async function startAgain(
  launch: AppLaunch,
  folder: string,
  words: readonly string[],
): Promise<number> {
  const second = spawn(launch.electronPath, [...launch.args, ...profileOf(folder), ...words], {
    env: { ...launch.env, HOLDPOINT_DATA: join(folder, 'library'), XDG_CONFIG_HOME: join(folder, 'config') },
    stdio: 'ignore',
  });
  const [code] = (await once(second, 'exit')) as [number | null];
  return code ?? -1;
}

/** A start whose own files would lie in the folder `config`; gives its exit code and what it said. */
export async function startOn(
  launch: AppLaunch,
  folder: string,
  config: string,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const env = { ...launch.env, HOLDPOINT_DATA: join(folder, 'library'), XDG_CONFIG_HOME: config };
  const child = spawn(launch.electronPath, launch.args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

/** What a window shows, larger or smaller too, of which Playwright takes a part only. */
export async function captureWindow({ app, page }: OpenApp, path: string): Promise<void> {
  const window = await app.browserWindow(page);
  const png = await window.evaluate(async (browserWindow) =>
    (await browserWindow.webContents.capturePage()).toPNG().toString('base64'),
  );
  writeFileSync(path, Buffer.from(png, 'base64'));
}
