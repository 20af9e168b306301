/** `node build/evidence-page.mjs`: writes out/evidence-page.js, the program within an evidence file, as one script. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ROOT } from './provision/places.mjs';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

await build({
  root: ROOT,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  build: {
    outDir: at('out'),
    emptyOutDir: false,
    target: 'es2022',
    minify: true,
    sourcemap: false,
    lib: {
      entry: at('renderer/evidence/main.ts'),
      formats: ['iife'],
      name: 'evidence',
      fileName: () => 'evidence-page.js',
    },
  },
});
