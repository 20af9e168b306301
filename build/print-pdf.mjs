/** `node build/print-pdf.mjs DOCUMENT.html OUT.pdf`: prints a self-contained document with the app's own Chromium, windowless. */

import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { electronLaunch, ensureElectron } from './provision/electron-runtime.mjs';

const [source = '', out = ''] = process.argv.slice(2);
await ensureElectron();
const { electronPath, args, env } = electronLaunch();
const words = [
  ...args,
  '--ozone-platform=headless',
  `--print-html=${resolve(source)}`,
  `--out=${resolve(out)}`,
];
const child = spawn(electronPath, words, { env, stdio: ['ignore', 'ignore', 'inherit'] });
const limit = setTimeout(() => {
  console.error(
    'error: print: the PDF was not finished within 5 min; export with --format html and print that from a browser instead',
  );
  child.kill('SIGKILL');
}, 5 * 60_000);
child.once('error', (error) => {
  console.error(`error: print: ${error.message}`);
  process.exitCode = 1;
});
child.once('close', (code) => {
  clearTimeout(limit);
  process.exitCode = code ?? 1;
});
