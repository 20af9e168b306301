/** The windows of the app: which page each shows, where each stands, and which one a person works in. */
import { join } from 'node:path';
import { app, type BrowserWindow, screen, type WebContents } from 'electron';
import { NEWS_CHANNEL, type News } from '#contract/api.ts';
import type { AppCommandId } from '#contract/app-commands.ts';
import type { Settings } from '#contract/commands/workstation.ts';
import { withoutQuery } from '#contract/page-path.ts';
import { offerContextMenu } from './context-menu.ts';
import { createPageWord, type PageWord } from './page-word.ts';
import {
  keepSession,
  placeFor,
  readSession,
  type Session,
  type SessionWindow,
  withPinned,
  withPlace,
  withRecent,
} from './session.ts';
import { applyTheme, openWindow, placeOf, type WindowStart } from './window.ts';
import { beside, FIRST_PLACE, nameDisplays, onDisplays } from './window-place.ts';

export interface AppWindow {
  readonly window: BrowserWindow;
  /** Its page, asked whether the window may close. */
  readonly page: PageWord;
  /** What it shows. */
  path: string;
  /** What can be done in it now. */
  enabled: ReadonlySet<AppCommandId>;
}

export interface Windows {
  /** Opens what was open at the end of the last time, at least one window. */
  restore(): void;
  open(path: string): AppWindow;
  all(): readonly AppWindow[];
  /** The one with the focus, else the one that had it last; null where there is none. */
  current(): AppWindow | null;
  of(contents: WebContents): AppWindow | null;
  readonly pages: Pages;
  /** Brings a window to the front that shows the page, or else the current one, which then shows it. */
  show(path: string): void;
  /** What a page says of itself. */
  showing(window: AppWindow, shown: Shown): void;
  /** Releases and runs that were opened last, newest first. */
  recent(): Session['recent'];
  pinned(): Session['pinned'];
  /** Pins a release or a run, or unpins it; every page is told. */
  pin(wanted: Parameters<typeof withPinned>[1]): void;
  applyTheme(theme: Settings['theme']): void;
  zoom(change: 'in' | 'out' | 'reset'): void;
  /** Writes down where everything is; from then on it stays as it was. */
  keepForGood(): void;
}

/** What is told to the pages of the windows. */
interface Pages {
  tell(news: News): void;
  /** To the current window alone. */
  tellCurrent(news: News): void;
  /** Every page reads everything anew. */
  reload(): void;
}

const KEEP_AFTER_MS = 300;

/** Factors that a person goes through. */
const ZOOMS = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

export interface Shown {
  readonly path: string;
  /** What the page is called there; empty while it does not know. */
  readonly title: string;
  readonly enabled: readonly AppCommandId[];
}

export interface WindowEvents {
  /** A window wants to close; true: it may now. */
  onClose(window: AppWindow): boolean;
  /** Windows logs the person out. */
  onSessionEnd(): void;
  /** The process of a page is gone; the page is loaded again. */
  onPageGone(why: string, exit: number): void;
  /** Which window is current, or what can be done in it, has changed. */
  onChange(): void;
}

export function createWindows(events: WindowEvents): Windows {
  return new KnownWindows(events);
}

class KnownWindows implements Windows {
  readonly #events: WindowEvents;
  readonly #file = join(app.getPath('userData'), 'session.json');
  #session: Session = readSession(this.#file);
  /** The one that had the focus last comes last. */
  readonly #open: AppWindow[] = [];
  readonly #places = new Map<AppWindow, SessionWindow['places']>();
  #isKept = false;
  #soon: NodeJS.Timeout | undefined;

  readonly pages: Pages = {
    tell: (news) => {
      for (const { window } of this.#open) send(window, news);
    },
    tellCurrent: (news) => {
      const to = this.current();
      if (to) send(to.window, news);
    },
    reload: () => {
      for (const { window } of this.#open) window.webContents.reload();
    },
  };

  constructor(events: WindowEvents) {
    this.#events = events;
  }

  restore(): void {
    const { windows } = this.#session;
    const wanted = windows.length > 0 ? windows : [{ path: '/', places: {} }];
    const first = wanted.findLast(({ path }) => path.startsWith('/run/')) ?? wanted.at(-1);
    const displays = displaysNow().name;
    for (const each of wanted) {
      const place = placeFor(each, displays);
      this.#start({ path: each.path, place, isFirst: each === first }, each.places);
    }
  }

  open(path: string): AppWindow {
    const last = this.current();
    const place = last ? beside(placeOf(last.window)) : FIRST_PLACE;
    const opened = this.#start({ path, place, isFirst: false }, {});
    this.#keep();
    return opened;
  }

  all(): readonly AppWindow[] {
    return this.#open;
  }

  current(): AppWindow | null {
    return this.#open.find(({ window }) => window.isFocused()) ?? this.#open.at(-1) ?? null;
  }

  of(contents: WebContents): AppWindow | null {
    const isIts = ({ window }: AppWindow) => !window.isDestroyed() && window.webContents === contents;
    return this.#open.find(isIts) ?? null;
  }

  show(path: string): void {
    const there = this.#open.findLast((each) => withoutQuery(each.path) === withoutQuery(path));
    const to = there ?? this.current();
    if (!to) return void this.open(path);
    bringForward(to.window);
    if (!there) send(to.window, { kind: 'goTo', path });
  }

  showing(of: AppWindow, { path, title, enabled }: Shown): void {
    of.path = path;
    of.enabled = new Set(enabled);
    this.#session = { ...this.#session, recent: withRecent(this.#session.recent, path, title) };
    this.#keep();
    this.#events.onChange();
  }

  recent(): Session['recent'] {
    return this.#session.recent;
  }

  pinned(): Session['pinned'] {
    return this.#session.pinned;
  }

  pin(wanted: Parameters<typeof withPinned>[1]): void {
    this.#session = { ...this.#session, pinned: withPinned(this.#session.pinned, wanted) };
    this.#keep();
    this.pages.tell({ kind: 'pinnedChanged' });
    this.#events.onChange();
  }

  applyTheme(theme: Settings['theme']): void {
    this.#session = { ...this.#session, theme };
    applyTheme(theme);
  }

  zoom(change: 'in' | 'out' | 'reset'): void {
    const zoom = change === 'reset' ? 1 : nextZoom(this.#session.zoom, change);
    this.#session = { ...this.#session, zoom };
    for (const { window } of this.#open) window.webContents.setZoomFactor(zoom);
    this.#keep();
  }

  keepForGood(): void {
    for (const each of this.#open) this.#keepPlace(each);
    this.#isKept = true;
    this.#write();
  }

  #start(given: Omit<WindowStart, 'zoom'>, known: SessionWindow['places']): AppWindow {
    applyTheme(this.#session.theme);
    const place = onDisplays(given.place, displaysNow().areas);
    const window = openWindow({ ...given, place, zoom: this.#session.zoom });
    const page = createPageWord(() => send(window, { kind: 'leaving' }));
    const opened: AppWindow = { window, page, path: given.path, enabled: new Set() };
    this.#places.set(opened, known);
    this.#open.push(opened);
    this.#watch(opened);
    offerContextMenu(window, (path) => this.open(path));
    return opened;
  }

  #watch(opened: AppWindow): void {
    const { window } = opened;
    const moved = (): void => this.#keepPlace(opened);
    window.on('resize', moved);
    window.on('move', moved);
    window.on('maximize', moved);
    window.on('unmaximize', moved);
    window.on('focus', () => {
      this.#open.splice(this.#open.indexOf(opened), 1);
      this.#open.push(opened);
      this.#events.onChange();
    });
    window.on('close', (event) => {
      this.#keepPlace(opened);
      if (!this.#events.onClose(opened)) event.preventDefault();
    });
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      opened.page.gone();
      if (reason !== 'clean-exit') this.#events.onPageGone(reason, exitCode);
    });
    // Windows asks first, waits for a program that objects, and goes on as soon as that has ended.
    window.on('query-session-end', (event) => {
      event.preventDefault();
      this.#events.onSessionEnd();
    });
    window.on('session-end', () => this.#events.onSessionEnd());
    window.on('closed', () => {
      this.#open.splice(this.#open.indexOf(opened), 1);
      this.#places.delete(opened);
      // What the last window showed is where a person comes back to.
      if (this.#open.length > 0) this.#keep();
      this.#events.onChange();
    });
  }

  #keepPlace(of: AppWindow): void {
    if (of.window.isDestroyed()) return;
    this.#places.set(of, withPlace(this.#places.get(of) ?? {}, displaysNow().name, placeOf(of.window)));
    this.#keep();
  }

  #keep(): void {
    if (this.#isKept) return;
    const windows = this.#open.map((each) => ({ path: each.path, places: this.#places.get(each) ?? {} }));
    this.#session = { ...this.#session, windows };
    // A window that is being moved says so all the time.
    this.#soon ??= setTimeout(() => this.#write(), KEEP_AFTER_MS);
  }

  #write(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    keepSession(this.#file, this.#session);
  }
}

function nextZoom(now: number, change: 'in' | 'out'): number {
  const next =
    change === 'in' ? ZOOMS.find((each) => each > now + 0.01) : ZOOMS.findLast((each) => each < now - 0.01);
  return next ?? now;
}

function displaysNow() {
  const areas = screen.getAllDisplays().map((display) => display.workArea);
  return { areas, name: nameDisplays(areas) };
}

function send(window: BrowserWindow, news: News): void {
  if (!window.isDestroyed()) window.webContents.send(NEWS_CHANNEL, news);
}

export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
