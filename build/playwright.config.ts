import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { isWithoutDisplay } from './provision/debian-packages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Drives the built app; each test owns a whole app and its practice hosts, and mostly waits for them. Workers with a
 * display of their own go side by side; where a person's display is used, apps would take the focus from each other.
 */
export default defineConfig({
  testDir: `${root}tests/e2e`,
  outputDir: `${root}test-results/e2e`,
  snapshotPathTemplate: '{testDir}/__snapshots__/{testFilePath}/{arg}{ext}',
  workers: isWithoutDisplay() ? 2 : 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  preserveOutput: 'always',
  reporter: [['list']],
  use: { screenshot: 'on', trace: 'retain-on-failure' },
});
