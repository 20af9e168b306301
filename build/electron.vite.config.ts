import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { listBundledPackages } from './bundled-packages.ts';
import { latePackage } from './late-package.ts';

/** Packages with native parts or files of their own, as ssh2, which comes late, is one; everything else is bundled. */
const EXTERNAL = [/^better-sqlite3(\/|$)/, /^just-bash(\/|$)/];

/** The oldest runtime that provisioning can come up with: the newer ones run the same code. */
const OLDEST_NODE = 'node20.18';
const OLDEST_CHROME = 'chrome130';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export default defineConfig({
  main: {
    plugins: [latePackage('ssh2'), listBundledPackages()],
    build: {
      outDir: at('out/main'),
      target: OLDEST_NODE,
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: {
          main: at('electron/main/main.ts'),
          worker: at('electron/worker/main.ts'),
          reader: at('electron/worker/reader-thread.ts'),
          upkeep: at('electron/worker/upkeep-thread.ts'),
          cli: at('electron/cli/main.ts'),
        },
        external: EXTERNAL,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    plugins: [listBundledPackages()],
    build: {
      outDir: at('out/preload'),
      target: OLDEST_NODE,
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('electron/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react(), listBundledPackages()],
    build: {
      outDir: at('out/renderer'),
      target: OLDEST_CHROME,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      minify: true,
      sourcemap: 'hidden',
      chunkSizeWarningLimit: 1500,
      rolldownOptions: { input: { index: at('renderer/index.html') } },
    },
  },
});
