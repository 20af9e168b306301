import type { Plugin } from 'vite';

const LATE = '\0late:';

/**
 * A package that stays outside the bundle is loaded when something of it is first used: most commands of the terminal open
 * no connection, and ssh2 alone would take a quarter of the time that they take to start.
 */
export function latePackage(name: string): Plugin {
  return {
    name: `late-package-${name}`,
    enforce: 'pre',
    resolveId: (source) => (source === name ? LATE + name : null),
    load: (id) =>
      id === LATE + name
        ? [
            `import { createRequire } from 'node:module';`,
            'const load = createRequire(import.meta.url);',
            `export default new Proxy({}, { get: (_, key) => load('${name}')[key] });`,
          ].join('\n')
        : null,
  };
}
