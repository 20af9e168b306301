/** Where things lie: in the checkout, and in the cache that outlives it. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
export const NODE_MODULES = join(ROOT, 'node_modules');

/** Holds what is costly to make again: the fallback Electron and the SQLite binding built for it. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'holdpoint');

/** The Node that better-sqlite3's own binary and type stripping need. */
export const NODE_MAJOR = 24;

const INSTALLED_NODE = join(NODE_MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Whether this process runs on a Node that is new enough for everything. */
export function isNodeNewEnough() {
  return Number(process.versions.node.split('.')[0]) >= NODE_MAJOR;
}

/** The Node to run Holdpoint's own code on: the checkout's, or this one; null when neither will do. */
export function findNode() {
  if (existsSync(INSTALLED_NODE)) return INSTALLED_NODE;
  return isNodeNewEnough() ? process.execPath : null;
}

/** PATH without the checkout's own programs, which an install is about to replace. */
export function pathOutsideCheckout() {
  const path = process.env.PATH ?? '';
  return path
    .split(delimiter)
    .filter((entry) => !`${entry}${sep}`.startsWith(NODE_MODULES + sep))
    .join(delimiter);
}

/** Version of an installed package. */
export function installedVersion(name) {
  return JSON.parse(readFileSync(join(NODE_MODULES, name, 'package.json'), 'utf8')).version;
}
