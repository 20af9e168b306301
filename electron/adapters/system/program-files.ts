/** What comes with the program, found from its own folder: where its code is bundled to changes with who imports it. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Program {
  readonly folder: string;
  readonly version: string;
}

let program: Program | undefined;

/** The program's version, from the package.json that stands nearest above its code, in a checkout and when packed. */
export function appVersion(): string {
  return found().version;
}

/** The path of a file or folder of the program, e.g. `programFile('out', 'parts.json')`. */
export function programFile(...names: readonly string[]): string {
  return join(found().folder, ...names);
}

/** The same where it is copied or run by others: in a package such files lie beside its archive, not in it. */
export function unpackedFile(...names: readonly string[]): string {
  return programFile(...names).replace(/([\\/]app\.asar)([\\/])/, '$1.unpacked$2');
}

function found(): Program {
  program ??= programAbove(import.meta.dirname);
  return program;
}

function programAbove(folder: string): Program {
  const manifest = readManifest(join(folder, 'package.json'));
  if (manifest?.name === 'holdpoint') return { folder, version: manifest.version };
  const parent = dirname(folder);
  if (parent === folder) throw new Error('there is no package.json of holdpoint above the program');
  return programAbove(parent);
}

function readManifest(path: string): { readonly name: string; readonly version: string } | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
