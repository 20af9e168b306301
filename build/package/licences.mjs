/** What a package is made of, part by part, and the licence of each. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../provision/places.mjs';
import { ProvisionError } from '../provision/progress.mjs';
import { bundledPart, shippedPackages } from './shipped.mjs';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;
const BUNDLES = ['main', 'preload', 'renderer'];

/**
 * All packages in the bundle and beside it, each once, by name and version.
 * @returns {{name: string, version: string, licence: string, text: string, integrity: string | null}[]}
 */
export function shippedParts() {
  const packages = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const bundled = BUNDLES.flatMap((bundle) =>
    JSON.parse(readFileSync(join(ROOT, 'out', bundle, 'packages.json'), 'utf8')),
  ).map((path) => bundledPart(path, packages));
  const parts = new Map(
    [...bundled, ...shippedPackages(packages)].map((part) => [`${part.name}@${part.version}`, part]),
  );
  return [...parts.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, part]) => describePart(part, packages[part.path].integrity ?? null));
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
  return { name, version, licence, text, integrity };
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
