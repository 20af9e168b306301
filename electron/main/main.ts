/** The desktop app: one window, one engine process, and the rules between them. */
import { dirname, join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import { NEWS_CHANNEL, type News } from '#contract/api.ts';
import { ENGINE_ENV } from '#contract/wire.ts';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { forkEngine } from './engine-fork.ts';
import { createEngine } from './engine-process.ts';
import { createHandedFile } from './handed-file.ts';
import { registerCalls } from './ipc/register.ts';
import { createLeaving } from './leaving.ts';
import { setMenu } from './menu.ts';
import { appVersion, PLACES } from './places.ts';
import { type PrintOrder, printAndExit, printOrder } from './print-cli.ts';
import { profileFolder } from './profile-folder.ts';
import { runtimeLine } from './runtime.ts';
import { lockDefaultSession, lockProcess } from './security.ts';
import { applyTheme, openWindow } from './window.ts';

app.setName('Holdpoint');
lockProcess();
registerAppScheme();
begin(printOrder(process.argv));

function begin(order: PrintOrder | null): void {
  if (order) void print(order);
  else if (ownsLibrary()) void open();
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

/** Two windows on one library would be two people at one wheel: the second start only shows the first one's window. */
function ownsLibrary(): boolean {
  const profile = profileFolder({
    platform: process.platform,
    environment: process.env,
    library: process.env[ENGINE_ENV.data],
    appData: app.getPath('appData'),
  });
  if (profile !== null) app.setPath('userData', profile);
  return app.requestSingleInstanceLock();
}

async function open(): Promise<void> {
  process.stdout.write(`${runtimeLine(appVersion())}\n`);
  await app.whenReady();
  lockDefaultSession();
  serveApp(PLACES.renderer);

  let window: BrowserWindow | null = null;
  const tell = (news: News): void => window?.webContents.send(NEWS_CHANNEL, news);
  const engine = createEngine(forkEngine, tell);
  const leaving = createLeaving(engine, tell);
  const handed = createHandedFile(() => tell({ kind: 'menu', item: 'import' }));
  handed.hand(process.argv, process.cwd());
  registerCalls({
    engine,
    takeHanded: handed.take,
    leaving: leaving.handlers,
    windowNow: () => window,
    onSettings: ({ theme }) => {
      applyTheme(theme);
      handed.pageIsReady();
    },
  });
  setMenu(tell);
  const opened = openWindow();
  window = opened;
  leaving.watch(opened);
  opened.once('closed', () => {
    window = null;
    app.quit();
  });
  app.on('second-instance', (_event, argv, cwd) => {
    show(opened);
    handed.hand(argv, cwd);
  });
}

function show(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}
