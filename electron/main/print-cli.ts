/** Printing without a window or a display: `--print-html=FILE --out=PDF`, for the command line. */
import { readFile } from 'node:fs/promises';
import { app } from 'electron';

export interface PrintOrder {
  readonly html: string;
  readonly out: string;
}

/** The order that the process was started with; null when it was started as the app. */
export function printOrder(argv: readonly string[]): PrintOrder | null {
  const html = wordAfter(argv, '--print-html=');
  const out = wordAfter(argv, '--out=');
  return html === null || out === null ? null : { html, out };
}

/** Prints and ends the process: 0, or 1 with one line on stderr. What prints is loaded for that alone. */
export async function printAndExit(order: PrintOrder): Promise<void> {
  try {
    const { renderPdf } = await import('./pdf.ts');
    const { writeWhole } = await import('./whole-file.ts');
    const pdf = await renderPdf(await readFile(order.html, 'utf8'));
    await writeWhole(order.out, pdf);
    app.exit(0);
  } catch (error) {
    console.error(`error: print: ${error instanceof Error ? error.message : String(error)}`);
    app.exit(1);
  }
}

function wordAfter(argv: readonly string[], prefix: string): string | null {
  return argv.find((word) => word.startsWith(prefix))?.slice(prefix.length) || null;
}
