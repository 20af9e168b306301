/** Which packages travel in node_modules: those the bundle leaves outside, with what they need. Read from the lock file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../provision/places.mjs';

/** What the bundler leaves outside, and of what these declare, what they use as we use them. */
const OUTSIDE = {
  'better-sqlite3': [],
  ssh2: ['asn1', 'bcrypt-pbkdf'],
  'just-bash': ['diff', 'minimatch', 'seek-bzip', 'sprintf-js', 'sql.js', 'turndown'],
};

/** Packages whose code others carry within their own files. */
const INSIDE = {
  'just-bash': [
    'fast-xml-parser',
    'file-type',
    'ini',
    'modern-tar',
    'papaparse',
    're2js',
    'smol-toml',
    'undici',
    'yaml',
  ],
};

/** @typedef {{name: string, path: string, version: string}} Part a package, by its path in the lock file */

const lock = () => JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;

/**
 * The packages that ship in node_modules, by name.
 * @returns {Part[]}
 */
export function shippedPackages(packages = lock()) {
  const found = new Map();
  for (const [name, wanted] of Object.entries(OUTSIDE)) collect(found, { name, from: '', wanted }, packages);
  return inOrder(found);
}

/**
 * The packages whose code ships within that of others, with what they need.
 * @returns {Part[]}
 */
export function packagesInside(packages = lock()) {
  const found = new Map();
  for (const [holder, names] of Object.entries(INSIDE)) {
    const from = placeOf(holder, '', packages);
    for (const name of names) collect(found, { name, from, wanted: null }, packages);
  }
  return inOrder(found);
}

/** `wanted` null: all that the package declares. */
function collect(found, { name, from, wanted }, packages) {
  const path = placeOf(name, from, packages);
  if (path === null || found.has(path)) return;
  found.set(path, { name, path, version: packages[path].version });
  for (const next of wanted ?? Object.keys(packages[path].dependencies ?? {}))
    collect(found, { name: next, from: path, wanted: null }, packages);
}

function inOrder(found) {
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Names of the packages that npm counts as the program's own and that do not ship. */
export function leftOut(packages = lock()) {
  const ships = new Set(shippedPackages(packages).map(({ name }) => name));
  const names = Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path]) => nameOf(path));
  return [...new Set(names)].filter((name) => !ships.has(name)).sort();
}

/** The package whose code the bundle holds, by the path that the bundler wrote down. */
export function bundledPart(path, packages = lock()) {
  const at = `node_modules/${path}`;
  return { name: nameOf(at), path: at, version: packages[at].version };
}

function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Where Node finds a package from within another one. */
function placeOf(name, from, packages) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[path]) return path;
    if (folder === '') return null;
  }
}
