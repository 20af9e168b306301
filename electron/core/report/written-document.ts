/** A document in each of the formats that are text. Pure: the same arguments give the same bytes. */
import { markOfMode } from '#core/words/run/label-run.ts';
import { renderCalendar } from './calendar.ts';
import { EVIDENCE_FORMAT, type TextFormat } from './document-format.ts';
import { type FontFace, withFonts } from './fonts.ts';
import { renderHandover } from './handover.ts';
import { renderHandoverMarkdown } from './handover-text.ts';
import type { PaperSize } from './paper-size.ts';
import { renderPlansCsv } from './plans-csv.ts';
import { type RunDocument, runTitle, whyNotWritten } from './run-document.ts';
import { renderRunReport } from './run-report.ts';
import { renderRunReportCsv } from './run-report-csv.ts';
import type { RunReport } from './run-report-model.ts';
import { renderRunReportMarkdown } from './run-report-text.ts';
import { renderRunbook, titleWithCode } from './runbook.ts';
import type { Runbook } from './runbook-model.ts';
import { renderRunbookMarkdown } from './runbook-text.ts';
import { markedTitle } from './sheet.ts';

export interface Written {
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
    case 'ics':
      return renderCalendar(book);
  }
}

/** Throws for a format that the document is not written as. */
export function writeRunDocument(report: RunReport, document: RunDocument, format: Format): Written {
  const { paper } = format;
  return { ...headOf(document, report), paper, text: TEXTS[document](report, format) };
}

const TEXTS: Readonly<Record<RunDocument, (report: RunReport, format: Format) => string>> = {
  report: textOfReport,
  handover: textOfHandover,
};

/** The evidence of a run carries its report. */
export function evidenceTitle(report: RunReport): string {
  return headOf(EVIDENCE_FORMAT, report).title;
}

function headOf(document: RunDocument | typeof EVIDENCE_FORMAT, report: RunReport): Pick<Written, 'title'> {
  return { title: markedTitle(runTitle(document, report), markOfMode(report.state.header.mode)) };
}

function textOfReport(report: RunReport, { format, paper, fonts }: Format): string {
  switch (format) {
    case 'html':
      return withFonts(renderRunReport(report, paper).html, fonts);
    case 'md':
      return renderRunReportMarkdown(report);
    case 'csv':
      return renderRunReportCsv(report);
    case 'ics':
      throw new RangeError(whyNotWritten('report', format) ?? format);
  }
}

function textOfHandover(report: RunReport, { format, paper, fonts }: Format): string {
  switch (format) {
    case 'html':
      return withFonts(renderHandover(report, paper).html, fonts);
    case 'md':
      return renderHandoverMarkdown(report);
    case 'csv':
    case 'ics':
      throw new RangeError(whyNotWritten('handover', format) ?? format);
  }
}
