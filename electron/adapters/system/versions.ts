import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program's version, from the package.json that stands nearest above this file, in a checkout and when packed. */
export function appVersion(): string {
  return versionAbove(dirname(fileURLToPath(import.meta.url)));
}

/** What carries the program, e.g. `Electron 45.4.1` or `Node 24.21.0`. */
export function runtimeVersion(): string {
  const electron = process.versions.electron;
  return electron === undefined ? `Node ${process.versions.node}` : `Electron ${electron}`;
}

function versionAbove(folder: string): string {
  const manifest = readManifest(join(folder, 'package.json'));
  if (manifest?.name === 'holdpoint') return manifest.version;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('there is no package.json of holdpoint above the program');
  return versionAbove(parent);
}

function readManifest(path: string): { readonly name: string; readonly version: string } | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
