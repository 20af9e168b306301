/** A document in each of the formats that are text. Pure: the same arguments give the same bytes. */
import { markOfMode } from '#core/words/run/label-run.ts';
import type { TextFormat } from './document-format.ts';
import { type FontFace, withFonts } from './fonts.ts';
import type { PaperSize } from './paper-size.ts';
import { renderPlansCsv } from './plans-csv.ts';
import { renderRunReport } from './run-report.ts';
import { renderRunReportCsv } from './run-report-csv.ts';
import { type RunReport, reportTitle } from './run-report-model.ts';
import { renderRunReportMarkdown } from './run-report-text.ts';
import { renderRunbook, titleWithCode } from './runbook.ts';
import type { Runbook } from './runbook-model.ts';
import { renderRunbookMarkdown } from './runbook-text.ts';
import { markedTitle } from './sheet.ts';

interface Written {
  /** Proposes the name of a file. */
  readonly title: string;
  readonly text: string;
  readonly paper: PaperSize;
}

interface Format {
  readonly format: TextFormat;
  /** What HTML is laid out for. */
  readonly paper: PaperSize;
  /** What HTML carries along. */
  readonly fonts: readonly FontFace[];
}

export function writeRunbook(book: Runbook, format: Format): Written {
  const title = markedTitle(titleWithCode(book), null);
  return { title, paper: format.paper, text: textOfRunbook(book, format) };
}

function textOfRunbook(book: Runbook, { format, paper, fonts }: Format): string {
  switch (format) {
    case 'html':
      return withFonts(renderRunbook(book, paper).html, fonts);
    case 'md':
      return renderRunbookMarkdown(book);
    case 'csv':
      return renderPlansCsv(book);
  }
}

export function writeRunReport(report: RunReport, format: Format): Written {
  const title = markedTitle(reportTitle(report), markOfMode(report.state.header.mode));
  return { title, paper: format.paper, text: textOfReport(report, format) };
}

function textOfReport(report: RunReport, { format, paper, fonts }: Format): string {
  switch (format) {
    case 'html':
      return withFonts(renderRunReport(report, paper).html, fonts);
    case 'md':
      return renderRunReportMarkdown(report);
    case 'csv':
      return renderRunReportCsv(report);
  }
}
