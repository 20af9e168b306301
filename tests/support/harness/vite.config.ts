import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  cacheDir: `${root}.cache/vite-harness`,
  plugins: [react()],
  server: { port: 5287, strictPort: true, fs: { allow: [root] } },
});
