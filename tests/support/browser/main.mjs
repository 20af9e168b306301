/** A browser without Holdpoint: shows the file that `SHOWN_FILE` names, as a double click on it would. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { app, BrowserWindow } from 'electron';

const require = createRequire(import.meta.url);
const playwright = dirname(require.resolve('playwright-core/package.json'));
require(join(playwright, 'lib', 'server', 'electron', 'loader.js'));

app
  .whenReady()
  .then(() => new BrowserWindow({ width: 1024, height: 768 }).loadFile(process.env.SHOWN_FILE ?? ''));
