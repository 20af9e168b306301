import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const out = join(import.meta.dirname, '..');

/** Where the built parts lie, beside this bundle. */
export const PLACES = {
  preload: join(out, 'preload', 'preload.cjs'),
  renderer: join(out, 'renderer'),
  windowIcon: join(out, '..', 'resources', 'window.png'),
  trayIcon: join(out, '..', 'resources', 'tray.png'),
  worker: join(out, 'main', 'worker.js'),
} as const;

/** Version of Holdpoint, from the package.json that the build belongs to. */
export function appVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(out, '..', 'package.json'), 'utf8'));
  const version =
    typeof parsed === 'object' && parsed !== null && 'version' in parsed ? parsed.version : null;
  return typeof version === 'string' ? version : 'unknown';
}
