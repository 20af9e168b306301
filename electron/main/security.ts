/**
 * Every security switch of the app, in one file.
 * The page is our own code showing other people's text: it gets no Node, no network, no permission and no other window.
 */
import { app, type Session, session, type WebContents, type WebPreferences } from 'electron';
import { APP_ORIGIN } from './app-url.ts';

/** Sent with every file of the page. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  // A document that is previewed brings its own.
  "font-src 'self' data:",
  "connect-src 'none'",
  "worker-src 'self'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Sent with a document to print: its own style, pictures and fonts, and nothing that acts. */
export const DOCUMENT_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const LOCKED: WebPreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
};

export function pagePreferences(preload: string): WebPreferences {
  return { ...LOCKED, preload, devTools: !app.isPackaged };
}

/** For windows that only print: no script of any kind runs in them. */
export function documentPreferences(): WebPreferences {
  return { ...LOCKED, javascript: false, devTools: false, offscreen: true };
}

/**
 * Call before the app is ready. The system's sandbox cannot hold a process of root: there the launcher says so by
 * `--no-sandbox`, and the windows keep their sandboxed preferences.
 */
export function lockProcess(): void {
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  app.commandLine.appendSwitch('disable-background-networking');
  app.commandLine.appendSwitch('disable-component-update');
  app.commandLine.appendSwitch('disable-domain-reliability');
  app.commandLine.appendSwitch('no-pings');
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.on('web-contents-created', (_event, contents) => lockContents(contents));
  app.on('session-created', lockSession);
}

/** Call when the app is ready. */
export function lockDefaultSession(): void {
  lockSession(session.defaultSession);
}

function lockSession(target: Session): void {
  target.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  target.setPermissionCheckHandler(() => false);
  target.setDevicePermissionHandler(() => false);
  target.setSpellCheckerEnabled(false);
  target.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !mayRequest(details.url) }));
  target.on('will-download', (event) => event.preventDefault());
}

function lockContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** The app's own files; besides, while it is being developed, the developer tools. */
function mayRequest(url: string): boolean {
  if (url.startsWith(`${APP_ORIGIN}/`) || url.startsWith('data:')) return true;
  return !app.isPackaged && url.startsWith('devtools:');
}
