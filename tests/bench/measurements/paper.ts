import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPaperFonts } from '#adapters/files/paper-fonts.ts';
import { printPdf } from '#cli/print-pdf.ts';
import { writeRunbook, writeRunDocument } from '#core/report/written-document.ts';
import { type Figure, type Measurement, median, type Target } from '../measure.ts';
import { longReport, longRunbook } from '../paper-text.ts';

const ROUNDS = 3;
const RUNBOOK = { steps: 300, hosts: 1 };
const REPORT = { steps: 400, hosts: 20 };
const FONTS = fileURLToPath(new URL('../../../out/paper-fonts.json', import.meta.url));

export const paper: Measurement = {
  name: 'paper',
  title: `a runbook of ${RUNBOOK.steps} steps, each with its undo, and a report of ${REPORT.steps} steps × ${REPORT.hosts} hosts, as PDF`,
  measure: async () => {
    const fonts = await readPaperFonts(FONTS);
    const format = { format: 'html', paper: 'a4', fonts } as const;
    const book = longRunbook(RUNBOOK.steps, RUNBOOK.hosts);
    const report = longReport(REPORT.steps, REPORT.hosts);
    return [
      ...(await printed(`a runbook of ${RUNBOOK.steps} steps`, () => writeRunbook(book, format).text, {
        seconds: 3,
        pages: 90,
      })),
      ...(await printed(
        `a report of ${REPORT.steps * REPORT.hosts} steps on hosts`,
        () => writeRunDocument(report, 'report', format).text,
        { seconds: 10, megabytes: 8 },
      )),
    ];
  },
};

interface Most {
  readonly seconds: number;
  readonly pages?: number;
  readonly megabytes?: number;
}

/** From the model to the file, the start of the printing program included. */
async function printed(what: string, write: () => string, most: Most): Promise<Figure[]> {
  const times: number[] = [];
  let pdf = new Uint8Array();
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = performance.now();
    pdf = Uint8Array.from(await printPdf(write()));
    times.push(performance.now() - from);
  }
  return [
    { what, unit: 'ms', ours: median(times), ...atMost(most.seconds * 1000) },
    { what: `${what}: pages`, unit: '', ours: pagesOf(pdf), ...atMost(most.pages) },
    { what: `${what}: size`, unit: 'MB', ours: pdf.length / 1e6, ...atMost(most.megabytes) },
  ];
}

function atMost(value: number | undefined): Pick<Figure, 'reference' | 'ratio' | 'target'> {
  const target: Target | null = value === undefined ? null : { at: 'most', value };
  return { reference: null, ratio: null, target };
}

function pagesOf(pdf: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-bench-'));
  try {
    const file = join(folder, 'paper.pdf');
    writeFileSync(file, pdf);
    const said = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
    return Number(/^Pages:\s+(\d+)/m.exec(said)?.[1]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
