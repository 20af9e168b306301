/** PDFs are printed by the app's own Chromium, without a window or a display. */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { programFile } from '#adapters/system/program-files.ts';
import { CliFailure, EXIT } from './failure.ts';

/** In a checkout: finds an Electron and has it print. */
const PRINTER = programFile('build', 'print-pdf.mjs');

type PrinterWords = readonly [source: string, printed: string];

/** The PDF of a self-contained HTML document. */
export async function printPdf(html: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'holdpoint-print-'));
  try {
    const source = join(folder, 'document.html');
    await writeFile(source, html, { mode: 0o600 });
    const printed = join(folder, 'document.pdf');
    await runPrinter([source, printed]);
    return await readFile(printed);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function runPrinter(words: PrinterWords): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const child = spawnPrinter(words);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new CliFailure('print', lastErrorLine(said), EXIT.failed)),
    );
  });
}

/** In a package the command line runs on the program itself, as Node; started as what it is, it prints. */
function spawnPrinter([source, printed]: PrinterWords): ChildProcessByStdio<null, null, Readable> {
  const stdio: ['ignore', 'ignore', 'pipe'] = ['ignore', 'ignore', 'pipe'];
  if (process.versions['electron'] === undefined)
    return spawn(process.execPath, [PRINTER, source, printed], { stdio });
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const order = ['--ozone-platform=headless', `--print-html=${source}`, `--out=${printed}`];
  return spawn(process.execPath, [...sandbox, ...order], { env, stdio });
}

/** Chromium writes notes of its own to stderr; ours begin with `error: `. */
function lastErrorLine(said: string): string {
  const lines = said.trim().split('\n');
  return (
    lines.findLast((line) => line.startsWith('error: ')) ??
    lines.at(-1) ??
    'the PDF could not be printed'
  ).replace(/^error: (print: )?/, '');
}
