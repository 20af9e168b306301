/**
 * Starts the app in the folder HOLDPOINT_BENCH_APP, says "drawn" once a page of it has drawn its heading, and ends. A test program that
 * attaches from outside would be a part of what is measured, and now and then never sees the window.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const HEADING_IS_DRAWN = `new Promise((drawn) => {
  const look = () => {
    const heading = document.querySelector('h1');
    if (heading?.getClientRects().length > 0) requestAnimationFrame(drawn);
    else requestAnimationFrame(look);
  };
  look();
})`;

app.on('web-contents-created', (_event, contents) => {
  contents.once('dom-ready', async () => {
    await contents.executeJavaScript(HEADING_IS_DRAWN);
    process.stdout.write('drawn\n', () => app.exit(0));
  });
});

const folder = process.env.HOLDPOINT_BENCH_APP;
const { main, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
app.setVersion(version);
app.setAppPath(folder);
await import(pathToFileURL(join(folder, main)).href);
