/** Which Electron runs the app, and how it is started. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { fallbackElectron, hasFallback, installFallback } from './fallback-electron.mjs';
import { findNode, installedVersion, NODE_MODULES, ROOT } from './places.mjs';
import { ProvisionError, say, timed } from './progress.mjs';
import { needsOwnBinding, sqliteBinding } from './sqlite-binding.mjs';

const DOWNLOAD_LIMIT_MS = 10 * 60_000;

const PROGRAM =
  { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';

/**
 * @typedef {object} Runtime
 * @property {string} electronPath the program
 * @property {string} version Electron's version, "unknown" where its folder does not say
 * @property {string} why for a person: why this one, in words that follow "Electron 45.4.1: "
 */

/**
 * The Electron at hand: a local copy that was named, the package's own download, the fallback; null when there is none.
 * @returns {Runtime | null}
 */
export function findElectron() {
  return namedElectron() ?? ownElectron() ?? fallbackElectron();
}

/** Gets an Electron if there is none: its own download first, the fallback where that cannot be reached. */
export async function ensureElectron() {
  const mayBeBetter = process.env.HOLDPOINT_RETRY_ELECTRON && !namedElectron() && !ownElectron();
  if (findElectron() && !mayBeBetter) return;
  const version = installedVersion('electron');
  try {
    await timed(`downloading Electron ${version}`, downloadOwn);
  } catch (error) {
    say(`Electron ${version} cannot be downloaded here (${error.message})`);
    if (!hasFallback()) await installFallback();
  }
}

function namedElectron() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!folder) return null;
  const electronPath = join(folder, PROGRAM);
  if (!existsSync(electronPath)) {
    throw new ProvisionError(
      `ELECTRON_OVERRIDE_DIST_PATH names ${folder}, which holds no ${PROGRAM}: correct or unset it`,
    );
  }
  const version = versionIn(folder);
  return {
    electronPath,
    version,
    why: 'the copy that ELECTRON_OVERRIDE_DIST_PATH names',
  };
}

function ownElectron() {
  const folder = join(NODE_MODULES, 'electron', 'dist');
  const electronPath = join(folder, PROGRAM);
  const version = versionIn(folder);
  if (!existsSync(electronPath) || version !== installedVersion('electron')) return null;
  return { electronPath, version, why: 'the version this checkout declares' };
}

/** The package downloads at first use; its installer does the same ahead of that and checks the sums. */
async function downloadOwn() {
  const signal = AbortSignal.timeout(DOWNLOAD_LIMIT_MS);
  await run(findNode() ?? process.execPath, [join(NODE_MODULES, 'electron', 'install.js')], {
    cwd: ROOT,
    signal,
  });
  if (!ownElectron()) throw new ProvisionError('the download is incomplete');
}

function versionIn(folder) {
  const file = join(folder, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : 'unknown';
}

/**
 * @typedef {object} Launch
 * @property {string} electronPath
 * @property {string[]} args to stand before the app's own arguments
 * @property {Record<string, string>} env the environment to start it with
 * @property {string} why one line for a person: which runtime, and why this one
 */

/**
 * How to start the built app, for `npm start`, the tour and the tests alike.
 * @returns {Launch}
 */
export function electronLaunch() {
  const runtime = findElectron();
  if (!runtime) throw new ProvisionError('Electron is missing: run `node build/provision.mjs --for start`');
  const isRoot = process.getuid?.() === 0;
  /** @type {Record<string, string | undefined>} */
  const env = { ...process.env };
  if (needsOwnBinding(runtime.version)) env.HOLDPOINT_SQLITE_BINDING = sqliteBinding();
  env.HOLDPOINT_RUNTIME_WHY = runtime.why;
  delete env.ELECTRON_RUN_AS_NODE;
  return {
    electronPath: runtime.electronPath,
    args: [...(isRoot ? ['--no-sandbox'] : []), ROOT],
    env: /** @type {Record<string, string>} */ (env),
    why: `Electron ${runtime.version}: ${runtime.why}`,
  };
}
