import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** One project per folder of tests, all on Node: what needs a window is tested by e2e. */
function project(
  name: string,
  more: {
    testTimeout: number;
    hookTimeout?: number;
    globalSetup?: readonly string[];
    isolate?: boolean;
  },
) {
  const { globalSetup = [], ...timeouts } = more;
  const include = [`tests/${name}/**/*.test.{ts,tsx}`];
  return {
    extends: true as const,
    test: { name, include, env: { TZ: 'UTC' }, globalSetup: [...globalSetup], ...timeouts },
  };
}

export default defineConfig({
  root,
  cacheDir: '.cache/vitest',
  test: {
    environment: 'node',
    restoreMocks: true,
    projects: [
      // Modules are loaded once for all files: that halves the processor time.
      project('unit', { testTimeout: 30_000, isolate: false }),
      project('ports', { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('integration', {
        testTimeout: 120_000,
        hookTimeout: 60_000,
        globalSetup: ['tests/support/bundled.ts'],
      }),
      project('packaging', { testTimeout: 900_000, hookTimeout: 1_800_000 }),
    ],
  },
});
