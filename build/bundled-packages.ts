import { sep } from 'node:path';
import type { Plugin } from 'vite';

const FOLDER = `${sep}node_modules${sep}`;

/** Writes `packages.json` beside a bundle: the folders of the packages whose code is in it, for licences and the list of parts. */
export function listBundledPackages(): Plugin {
  return {
    name: 'list-bundled-packages',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk' ? file.moduleIds : file.originalFileNames,
      );
      const packages = new Set(files.map(packageOf).filter((name) => name !== null));
      this.emitFile({
        type: 'asset',
        fileName: 'packages.json',
        source: `${JSON.stringify([...packages].sort(), null, 1)}\n`,
      });
    },
  };
}

/** The package that a module belongs to, as a path below node_modules; null for our own. */
export function packageOf(module: string): string | null {
  const start = module.indexOf(FOLDER);
  if (start < 0) return null;
  const words = module.slice(start + FOLDER.length).split(sep);
  const last = words.lastIndexOf('node_modules') + 1;
  const length = last + (words[last]?.startsWith('@') ? 2 : 1);
  return words.slice(0, length).join('/').replace(/\?.*$/, '');
}
