/** What a package is made of, part by part, and the licence of each. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../provision/places.mjs';
import { ProvisionError } from '../provision/progress.mjs';
import { bundledPart, packagesInside, shippedPackages } from './shipped.mjs';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;
const BUNDLES = ['main', 'preload', 'renderer'];

/**
 * All packages in the bundle, beside it and within those, each once, by name and version.
 * @returns {{name: string, version: string, licence: string, text: string, integrity: string | null, purl: string}[]}
 */
export function shippedParts() {
  const packages = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const bundled = BUNDLES.flatMap((bundle) =>
    JSON.parse(readFileSync(join(ROOT, 'out', bundle, 'packages.json'), 'utf8')),
  ).map((path) => bundledPart(path, packages));
  const parts = new Map(
    [...bundled, ...shippedPackages(packages), ...packagesInside(packages)].map((part) => [
      `${part.name}@${part.version}`,
      part,
    ]),
  );
  const described = [...parts.values()].map((part) =>
    describePart(part, packages[part.path].integrity ?? null),
  );
  return [...described, sqlite()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ name, version }) => `${name}@${version}`;

/** It is no package: better-sqlite3 is built with its source. */
function sqlite() {
  const header = readFileSync(join(ROOT, 'node_modules/better-sqlite3/deps/sqlite3/sqlite3.h'), 'utf8');
  const version = /^#define SQLITE_VERSION\s+"([\d.]+)"/m.exec(header)?.[1];
  if (!version) throw new ProvisionError('better-sqlite3 does not say which SQLite it is built with');
  const text = 'The authors of SQLite disclaim copyright: it is in the public domain.';
  return {
    name: 'SQLite',
    version,
    licence: 'blessing',
    text,
    integrity: null,
    purl: `pkg:generic/sqlite@${version}`,
  };
}

function describePart({ name, version, path }, integrity) {
  const folder = join(ROOT, path);
  const { license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const named = license ?? licenses?.[0];
  const licence = typeof named === 'string' ? named : named?.type;
  if (!licence)
    throw new ProvisionError(`${name} ${version} names no licence in its package.json: look it up`);
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => LICENCE_FILE.test(file))
        .sort()
    : [];
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { name, version, licence, text, integrity, purl };
}

/** One file for people: Holdpoint's licence, then each part's. */
export function licencesText(parts) {
  const line = '='.repeat(78);
  const own = readFileSync(join(ROOT, 'LICENSE'), 'utf8').trim();
  const heads = parts.map(({ name, version, licence }) => `  ${name} ${version}: ${licence}`).join('\n');
  const texts = parts.map(
    ({ name, version, licence, text }) =>
      `${line}\n${name} ${version} (${licence})\n${line}\n\n${text || `The package carries no text of its licence; it names ${licence}.`}\n`,
  );
  return `Holdpoint\n\n${own}\n\n${line}\nParts\n${line}\n\nElectron and Chromium: see LICENSE.electron.txt and LICENSES.chromium.html beside this file.\n\n${heads}\n\n${texts.join('\n')}`;
}
