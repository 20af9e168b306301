/** What `attended` starts: Playwright's loader, which holds the app's readiness back, then the app. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';
import { ROOT } from '../../../../build/provision/places.mjs';

const require = createRequire(import.meta.url);
const playwright = dirname(require.resolve('playwright-core/package.json'));
require(join(playwright, 'lib', 'server', 'electron', 'loader.js'));

const { main, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
app.setVersion(version);
app.setAppPath(ROOT);
await import(pathToFileURL(join(ROOT, main)).href);
