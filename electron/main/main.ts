/** The desktop app's way in: what kind of start this is, and what has to be said before Electron is ready. */
import { dirname, join } from 'node:path';
import { app } from 'electron';
import { findDataFolder } from '#adapters/system/data-folder.ts';
import { holdsLibrary, isDefaultLibrary, lastChosenLibrary } from '#adapters/system/known-libraries.ts';
import { appVersion } from '#adapters/system/program-files.ts';
import { ENGINE_ENV } from '#contract/wire.ts';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { startDesktopApp } from './desktop-app.ts';
import { showFatal } from './dialogs.ts';
import { createDiary } from './diary.ts';
import type { HandedOver } from './handed.ts';
import { PLACES } from './places.ts';
import { type PrintOrder, printAndExit, printOrder } from './print-cli.ts';
import { profileFolder, whyNotKept } from './profile-folder.ts';
import { runtimeLine, runtimeName } from './runtime.ts';
import { lockDefaultSession, lockProcess } from './security.ts';

app.setName('Holdpoint');
// Windows shows notifications and a jump list only of programs that say who they are, as their shortcut does.
app.setAppUserModelId('io.github.holdpoint.Holdpoint');
lockProcess();
registerAppScheme();
begin(printOrder(process.argv));

function begin(order: PrintOrder | null): void {
  if (order) void print(order);
  else if (ownsLibrary()) open().catch(endUnexpected);
  else app.exit(0);
}

/** Beside the document, in the private folder of whoever gave the order, stands all that Chromium writes down. */
async function print(given: PrintOrder): Promise<void> {
  app.setPath('userData', join(dirname(given.html), 'profile'));
  app.disableHardwareAcceleration();
  app.on('window-all-closed', () => undefined);
  await app.whenReady();
  lockDefaultSession();
  serveApp(PLACES.renderer);
  await printAndExit(given);
}

/** Two programs on one library would be two people at one wheel: the second start hands over what it was given and ends. */
function ownsLibrary(): boolean {
  chooseLibrary();
  const library = process.env[ENGINE_ENV.data] ? findDataFolder() : null;
  const profile = profileFolder({
    platform: process.platform,
    environment: process.env,
    library: library === null || isDefaultLibrary(library) ? null : library,
    appData: app.getPath('appData'),
  });
  if (profile !== null) app.setPath('userData', profile);
  const folder = app.getPath('userData');
  const refused = whyNotKept(folder);
  // Electron would take it for a program that runs already, and end without a word.
  if (refused !== null) endUnstarted(describeUnkept(folder, refused));
  return app.requestSingleInstanceLock();
}

function describeUnkept(folder: string, refused: string): string {
  return `${folder} cannot be written (${refused}), where the window keeps what is its own. Make room on that disk or give yourself permission. Nothing was changed. The command holdpoint works without it.`;
}

/** Nobody waits for a window that does not come. */
function endUnstarted(why: string): never {
  showFatal('Holdpoint cannot start', why);
  process.exit(1);
}

function endUnexpected(error: unknown): never {
  console.error(error);
  endUnstarted(error instanceof Error ? error.message : String(error));
}

/** A start without a word opens the library that a person opened last, where that is there. */
function chooseLibrary(): void {
  if (process.env[ENGINE_ENV.data]) return;
  const last = lastChosenLibrary();
  if (last === null) return;
  process.env[holdsLibrary(last) ? ENGINE_ENV.data : ENGINE_ENV.absent] = last;
}

async function open(): Promise<void> {
  process.stdout.write(`${runtimeLine(appVersion())}\n`);
  const early = hearEarly();
  await app.whenReady();
  lockDefaultSession();
  serveApp(PLACES.renderer);
  const diary = createDiary(findDataFolder(), runtimeLine(appVersion()));
  diary.log.add({
    event: 'started',
    version: appVersion(),
    runtime: runtimeName(appVersion()),
    platform: process.platform,
    command: null,
  });
  const { handed } = startDesktopApp(diary);
  handed.hand(process.argv, process.cwd());
  early.pass(handed);
}

/** macOS names files and links before the app is ready. */
function hearEarly(): { pass(handed: HandedOver): void } {
  const words: string[] = [];
  let to: HandedOver | null = null;
  const hear = (event: Electron.Event, word: string): void => {
    event.preventDefault();
    if (to) to.handOne(word);
    else words.push(word);
  };
  app.on('open-file', hear);
  app.on('open-url', hear);
  return {
    pass(handed) {
      to = handed;
      for (const word of words) handed.handOne(word);
    },
  };
}
