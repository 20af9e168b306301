import { programFile } from '#adapters/system/program-files.ts';

/** Where the built parts lie. */
export const PLACES = {
  preload: programFile('out', 'preload', 'preload.cjs'),
  renderer: programFile('out', 'renderer'),
  windowIcon: programFile('resources', 'window.png'),
  trayIcon: programFile('resources', 'tray.png'),
  worker: programFile('out', 'main', 'worker.js'),
} as const;
