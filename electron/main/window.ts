import { BrowserWindow, nativeTheme } from 'electron';
import type { Settings } from '#contract/commands/workstation.ts';
import { FIRST_WINDOW } from '#contract/page-path.ts';
import { PAGE_URL } from './app-url.ts';
import { showBeside } from './dialogs.ts';
import { PLACES } from './places.ts';
import { pagePreferences } from './security.ts';
import { SMALLEST, type WindowPlace } from './window-place.ts';

const BACKGROUND = { light: '#ffffff', dark: '#1a1b1e' } as const;
/** A page that crashes again so soon is not loaded a third time. */
const CRASH_PAUSE_MS = 10_000;

export interface WindowStart {
  readonly path: string;
  readonly place: WindowPlace;
  readonly zoom: number;
  /** The one window that leads to a run which was cut off. */
  readonly isFirst: boolean;
}

/** Opens a window of the app on a page of it; it shows itself when there is something to see. */
export function openWindow({ path, place, zoom, isFirst }: WindowStart): BrowserWindow {
  const { width, height, x, y } = place;
  const window = new BrowserWindow({
    width,
    height,
    ...(x !== null && y !== null ? { x, y } : {}),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Holdpoint',
    // Windows and macOS take that of the program.
    ...(process.platform === 'linux' ? { icon: PLACES.windowIcon } : {}),
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: { ...pagePreferences(PLACES.preload), zoomFactor: zoom },
  });
  if (place.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  reloadAfterCrash(window);
  void window.loadURL(`${PAGE_URL}${isFirst ? FIRST_WINDOW : ''}${path === '/' ? '' : `#${path}`}`);
  return window;
}

/** Follows the theme of the settings, so that the first moment of the next start has its colour. */
export function applyTheme(wanted: Settings['theme']): void {
  nativeTheme.themeSource = wanted === 'auto' ? 'system' : wanted;
}

/** The page holds nothing that the engine does not have: it is loaded again and reads the run anew. */
function reloadAfterCrash(window: BrowserWindow): void {
  let last = 0;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const now = Date.now();
    if (now - last > CRASH_PAUSE_MS) window.webContents.reload();
    else
      showBeside(
        'The page of Holdpoint crashed twice',
        `${reason}. Runs continue in the engine; close and start Holdpoint again.`,
      );
    last = now;
  });
}

export function placeOf(window: BrowserWindow): WindowPlace {
  const { width, height, x, y } = window.getNormalBounds();
  return { width, height, x, y, maximized: window.isMaximized() };
}
