/** What Electron's own default app does where it is missing: loads the app in the folder named on the command line. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const named = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (!named) {
  console.error('holdpoint: name the folder of the app to run');
  process.exit(1);
}
const folder = resolve(named);
const { main, name, productName, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

process.defaultApp = true;
app.setName(productName ?? name);
app.setVersion(version);
app.setAppPath(folder);
app.setPath('userData', join(app.getPath('appData'), app.getName()));
await import(pathToFileURL(join(folder, main)).href);
