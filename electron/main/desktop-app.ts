/** The app on its desktop: windows, engine, menu, what calls a person, and how it ends. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { app, BrowserWindow, powerMonitor, powerSaveBlocker, safeStorage } from 'electron';
import type { AppCommandId } from '#contract/app-commands.ts';
import type { KeyChanges } from '#contract/app-keys.ts';
import type { Settings } from '#contract/commands/workstation.ts';
import { LINK_SCHEME, withoutQuery } from '#contract/page-path.ts';
import type { RunActivity } from '#core/run/activity.ts';
import { setClockZone } from '#core/words/figures/format-time.ts';
import { createAwake } from './awake.ts';
import { noteEngineEnd, notePageGone, watchFaults } from './crashes.ts';
import { createDesktop } from './desktop.ts';
import { confirmLeaving, confirmLeavingMutePage } from './dialogs.ts';
import type { Diary } from './diary.ts';
import { forkEngine } from './engine-fork.ts';
import { createEngine, type Engine } from './engine-process.ts';
import { createHandedOver, type HandedOver } from './handed.ts';
import { registerCalls } from './ipc/register.ts';
import { createKeychain, type MainKeychain } from './keychain.ts';
import { createLeaving, type Leaving } from './leaving.ts';
import { setMenu } from './menu.ts';
import { showRecent } from './recent-lists.ts';
import { watchSleep } from './sleep.ts';
import { createSummon, type Summon } from './summon.ts';
import { createTraySign } from './tray.ts';
import { type AppWindow, bringForward, createWindows, type Windows } from './windows.ts';

/** Call when the app is ready. */
export function startDesktopApp(diary: Diary): { readonly handed: HandedOver } {
  // First of all: a session may end while the first window opens.
  hearSignals(() => void leaving.leaveWithSystem());
  const known = { runs: [] as readonly RunActivity[], settings: null as Settings | null };
  const windows: Windows = createWindows({
    onClose: (closing) => mayCloseNow(windows, leaving, { closing, staysInTray: tray.isShown() }),
    onSessionEnd: () => void leaving.leaveWithSystem(),
    onPageGone(why, exit) {
      if (leaving.isLeaving()) return;
      notePageGone(diary, why, exit);
      windows.pages.tell({ kind: 'crashed' });
    },
    onChange() {
      drawMenu(windows, known.settings?.keys ?? {});
      summon.looked();
    },
  });
  const run = (id: AppCommandId): void => runCommand(windows, id);
  const drawMenu = createMenu(run);
  const tray = createTraySign({
    open: () => showAny(windows),
    showRun: ({ run: shown }) => windows.show(`/run/${shown}`),
    quit: () => void leaving.leave(),
  });
  const summon = callPeople(windows, () => known.settings?.notify ?? true);
  const hearers = [summon.tell, keepAwake(), tray.tell];
  const hear = (now: readonly RunActivity[]): void => {
    known.runs = now;
    for (const each of hearers) each(now);
  };
  const keychain = createOwnKeychain();
  const engine = createEngine(forkEngine, {
    readKeychain: keychain.read,
    tell(news) {
      if (news.kind === 'activity') hear(news.runs);
      if (news.kind === 'engineRestarted') hear([]);
      windows.pages.tell(news);
    },
    ended: (exit, expected) => noteEngineEnd(diary, exit, expected),
  });
  watchFaults(diary, () => windows.pages.tell({ kind: 'crashed' }));
  const leaving = createOwnLeaving({ windows, engine, diary }, () => known.runs);
  const handed = createHandedTo(windows);
  beginBeside(engine);
  windows.restore();
  registerCalls({
    engine,
    keychain,
    windows,
    diary,
    takeHanded: handed.take,
    runCommand: run,
    onSettings(settings) {
      known.settings = settings;
      setClockZone(settings.clock);
      drawMenu(windows, settings.keys);
      diary.opened();
      windows.applyTheme(settings.theme);
      tray.show(settings.tray);
      handed.pageIsReady();
    },
  });
  watchInstances(windows, handed);
  watchEnd(leaving);
  watchOwnSleep({ windows, engine, diary }, () => known.runs);
  return { handed };
}

/** On a machine of one or two processors an engine that begins with the page takes them from it, and is ready hardly sooner. */
function beginBeside(engine: Engine): void {
  if (availableParallelism() > 2) engine.begin();
  else app.once('web-contents-created', (_event, page) => page.once('dom-ready', engine.begin));
}

function createHandedTo(windows: Windows): HandedOver {
  return createHandedOver({
    offerFile: () => windows.pages.tellCurrent({ kind: 'fileHanded' }),
    showPage: (path) => windows.show(path),
    refuse: (link) => windows.pages.tellCurrent({ kind: 'linkRefused', link }),
    miss: (path) => windows.pages.tellCurrent({ kind: 'fileMissed', path }),
  });
}

function callPeople(windows: Windows, isWanted: () => boolean): Summon {
  return createSummon({
    desktop: createDesktop(),
    isWanted,
    isSeen: (run) => {
      const seen = BrowserWindow.getFocusedWindow();
      const shown = windows.all().find(({ window }) => window === seen)?.path ?? '';
      return withoutQuery(shown).split('/')[2] === run;
    },
    show: (run) => windows.show(`/run/${run}`),
  });
}

function keepAwake(): (runs: readonly RunActivity[]) => void {
  return createAwake({
    start: () => powerSaveBlocker.start('prevent-app-suspension'),
    stop: (id) => powerSaveBlocker.stop(id),
  });
}

function createOwnKeychain(): MainKeychain {
  return createKeychain({
    storage: safeStorage,
    platform: process.platform,
    file: () => join(app.getPath('userData'), 'keychain.json'),
    now: () => new Date(),
  });
}

interface Running {
  readonly windows: Windows;
  readonly engine: Engine;
  readonly diary: Diary;
}

function createOwnLeaving({ windows, engine, diary }: Running, runs: () => readonly RunActivity[]): Leaving {
  let isSettled = false;
  return createLeaving({
    pages: () => windows.all().map(({ page }) => page),
    runs,
    confirmRuns: confirmLeaving,
    confirmMute: confirmLeavingMutePage,
    closeEngine: () => engine.close(),
    settle() {
      if (isSettled) return;
      isSettled = true;
      windows.keepForGood();
      diary.ended();
    },
    end: () => app.quit(),
  });
}

function watchOwnSleep({ windows, engine, diary }: Running, runs: () => readonly RunActivity[]): void {
  watchSleep({
    power: powerMonitor,
    now: Date.now,
    runs,
    checkLinks: engine.woke,
    log: diary.log.add,
    tell: (slept) => windows.pages.tell({ kind: 'slept', ...slept }),
  });
}

/** A second start hands over what it was given and shows the window a person worked in last. */
function watchInstances(windows: Windows, handed: HandedOver): void {
  // On Linux the package's desktop entry says so; here it would be written among the person's own settings and stay there.
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient(LINK_SCHEME);
  app.on('second-instance', (_event, argv, cwd) => {
    showAny(windows);
    handed.hand(argv, cwd);
  });
  app.on('activate', () => showAny(windows));
}

/** The window a person worked in last, or what was open before the last one closed. */
function showAny(windows: Windows): void {
  const current = windows.current();
  if (current) bringForward(current.window);
  else windows.restore();
}

/** The last window and the program go together, but where a sign in the tray stays; others close for themselves. */
function mayCloseNow(
  windows: Windows,
  leaving: Leaving,
  { closing, staysInTray }: { closing: AppWindow; staysInTray: boolean },
): boolean {
  if (leaving.isLeaving()) return true;
  if (windows.all().length === 1 && !staysInTray) void leaving.leave();
  else
    void leaving.mayClose(closing.page).then((may) => {
      if (may) closing.window.destroy();
    });
  return false;
}

function watchEnd(leaving: Leaving): void {
  app.on('before-quit', (event) => {
    if (leaving.isLeaving()) return;
    event.preventDefault();
    void leaving.leave();
  });
  app.on('window-all-closed', () => {
    if (leaving.isLeaving()) app.quit();
  });
  watchShutdown(leaving);
}

/** The system waits while what was typed is stored; macOS then goes on with its logout, which a cancelled quit would end. */
function watchShutdown(leaving: Leaving): void {
  powerMonitor.on('shutdown', (event?: Electron.Event) => {
    event?.preventDefault();
    void leaving.leaveWithSystem();
  });
}

/** A session that ends on Linux tells every process of the program at once; whoever ends the program by its number means the same. */
function hearSignals(hear: () => void): void {
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
}

/** Draws it anew only where something of it has changed. */
function createMenu(run: (id: AppCommandId) => void): (windows: Windows, keys: KeyChanges) => void {
  let drawn = '';
  return (windows, keys) => {
    const facts = {
      platform: process.platform,
      isPackaged: app.isPackaged,
      enabled: windows.current()?.enabled ?? new Set<AppCommandId>(),
      recent: windows.recent(),
      pinned: windows.pinned(),
      keys,
    };
    const wanted = JSON.stringify([[...facts.enabled], facts.recent, facts.pinned, keys]);
    if (wanted === drawn) return;
    drawn = wanted;
    const openPage = (path: string): void => windows.show(path);
    setMenu(facts, { run, openPage });
    showRecent(facts, openPage);
  };
}

/** What belongs to the window is done here, the rest by its page. */
function runCommand(windows: Windows, id: AppCommandId): void {
  switch (id) {
    case 'zoom-in':
      windows.zoom('in');
      break;
    case 'zoom-out':
      windows.zoom('out');
      break;
    case 'zoom-reset':
      windows.zoom('reset');
      break;
    case 'new-window':
      windows.open('/');
      break;
    default:
      windows.pages.tellCurrent({ kind: 'command', id });
  }
}
