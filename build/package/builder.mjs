/** electron-builder: installed on demand, beside its own lock file, and run with the one configuration. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { npm } from '../provision/command.mjs';
import { ROOT } from '../provision/places.mjs';
import { timed } from '../provision/progress.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const MODULES = join(HERE, 'node_modules');

/** Carries out what electron-builder makes: `targets` by its own names. Gives the files made. */
export async function runBuilder(config, targets) {
  await ensureBuilder();
  const entry = pathToFileURL(join(MODULES, 'electron-builder', 'out', 'index.js')).href;
  const { build, Platform } = await import(entry);
  const platform = { linux: Platform.LINUX, win32: Platform.WINDOWS, darwin: Platform.MAC }[process.platform];
  return build({ projectDir: ROOT, config, targets: platform.createTarget(targets), publish: 'never' });
}

async function ensureBuilder() {
  const installed = join(MODULES, '.package-lock.json');
  const isInstalled =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(HERE, 'package-lock.json')).mtimeMs;
  if (isInstalled) return;
  await timed('installing electron-builder (95 MB)', () =>
    npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], HERE),
  );
}
