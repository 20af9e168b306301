/** The real app, as a newcomer starts it, with a library of its own. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { ROOT } from '../../../build/provision/places.mjs';

export interface AppLaunch {
  readonly electronPath: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface OpenApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  close(): Promise<void>;
}

const ATTENDED = fileURLToPath(new URL('attended', import.meta.url));

/**
 * The same app, which becomes ready only when Playwright is there to watch it. Otherwise its window opens while Playwright
 * still attaches to it, and one start in fifty or so is waited for without end.
 */
export function attended(launch: AppLaunch): AppLaunch {
  return { ...launch, args: launch.args.map((each) => (each === ROOT ? ATTENDED : each)) };
}

/** What every open dialog of the app answers with; a test writes the file. */
export function chosenFile(folder: string): string {
  return join(folder, 'chosen.release.yaml');
}

/** Where Chromium keeps what is its own. */
export function profileOf(folder: string): readonly string[] {
  return [`--user-data-dir=${join(folder, 'profile')}`];
}

/**
 * `folder` takes the library, the browser's profile and what is saved. Dialogs of the system are answered without a
 * person, and nothing is asked at the end, unless `how` says so; variables in it come in the place of what they name.
 */
export async function openApp(
  launch: AppLaunch,
  folder: string,
  how: 'asks' | Readonly<Record<string, string>> = {},
): Promise<OpenApp> {
  const app = await _electron.launch({
    executablePath: launch.electronPath,
    args: [...launch.args, ...profileOf(folder)],
    env: {
      ...launch.env,
      HOLDPOINT_DATA: join(folder, 'library'),
      XDG_CONFIG_HOME: join(folder, 'config'),
      ...(how === 'asks' ? {} : { HOLDPOINT_SAVE_DIR: folder, HOLDPOINT_OPEN_FILE: chosenFile(folder) }),
      ...(how === 'asks' ? {} : how),
    },
  });
  const page = await app.firstWindow();
  await page.getByRole('heading', { level: 1 }).waitFor();
  return { app, page, close: () => closeApp(app) };
}

/** An app in which something typed still waits for a word, as after a test that failed, is ended without one. */
async function closeApp(app: ElectronApplication): Promise<void> {
  const patience = setTimeout(() => app.process().kill('SIGKILL'), 20_000);
  await app.close().finally(() => clearTimeout(patience));
}

/** The size of the window's inside. */
export async function resize({ app, page }: OpenApp, width: number, height: number): Promise<void> {
  const window = await app.browserWindow(page);
  await window.evaluate((browserWindow, size) => browserWindow.setContentSize(size.width, size.height), {
    width,
    height,
  });
  // A click that meets a page on the way to its new size falls beside what it was meant for.
  await page.waitForFunction(
    (size) =>
      Math.abs(innerWidth * devicePixelRatio - size.width) < 3 &&
      Math.abs(innerHeight * devicePixelRatio - size.height) < 3,
    { width, height },
  );
}
