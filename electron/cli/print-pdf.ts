/** PDFs are printed by the app's own Chromium, without a window or a display. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CliFailure, EXIT } from './failure.ts';

/** Beside the build's output in a checkout and in a package. */
const PRINTER = fileURLToPath(new URL('../../build/print-pdf.mjs', import.meta.url));

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
    await rm(folder, { recursive: true, force: true });
  }
}

function runPrinter(words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const child = spawn(process.execPath, [PRINTER, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new CliFailure('print', lastErrorLine(said), EXIT.failed)),
    );
  });
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
