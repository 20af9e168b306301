import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Drives the built app; one worker, because each test owns a whole app and its practice hosts. */
export default defineConfig({
  testDir: `${root}tests/e2e`,
  outputDir: `${root}test-results/e2e`,
  snapshotPathTemplate: '{testDir}/__snapshots__/{testFilePath}/{arg}{ext}',
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  preserveOutput: 'always',
  reporter: [['list']],
  use: { screenshot: 'on', trace: 'retain-on-failure' },
});
