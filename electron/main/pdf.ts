import { BrowserWindow, type PrintToPDFOptions } from 'electron';
import { type PaperSize, SHEET_OF } from '#core/report/paper-size.ts';
import { chapterAt, type RunningHead, readRunningHead, renderPageHeads } from '#core/report/running-head.ts';
import { publishDocument } from './app-protocol.ts';
import { linksOf, pagesOf, targetsOf } from './pdf/pages.ts';
import { type PdfFile, readPdf, writePdf } from './pdf/pdf-file.ts';
import { stampPages } from './pdf/stamp.ts';
import { trimStructure } from './pdf/trim-structure.ts';
import { drawsMarginBoxes } from './runtime.ts';
import { documentPreferences } from './security.ts';

const MM_PER_INCH = 25.4;
/** As in the `@page` rule of the documents. */
const MARGINS_MM = { top: 18, bottom: 18, left: 15, right: 15 } as const;

/**
 * The document as PDF: tagged, with an outline, and with the heads of its pages, which need their numbers and so are printed
 * after it and laid over it. `html` brings its own style and names its paper; nothing else is loaded.
 */
export async function renderPdf(html: string): Promise<Uint8Array> {
  const head = readRunningHead(html);
  const printed = head === null ? null : await printWithHeads(html, head);
  return printed ?? (await print(html, pdfOptions(drawsMarginBoxes())));
}

/** Null where this Chromium builds its files in another way than the one that we know. */
async function printWithHeads(html: string, head: RunningHead): Promise<Uint8Array | null> {
  const file = readPdf(await print(html.replace('</head>', `${WITHOUT_BOXES}</head>`), PDF_OPTIONS));
  if (file === null) return null;
  const style = /<style>[\s\S]*?<\/style>/.exec(html)?.[0] ?? '';
  const heads = readPdf(await print(headsOf(file, head, style), HEADS_OPTIONS));
  const whole = heads === null ? null : stampPages(file, heads);
  return whole === null ? null : writePdf(trimStructure(whole));
}

function headsOf(file: PdfFile, head: RunningHead, style: string): string {
  const pages = pagesOf(file);
  const links = linksOf(file, pages);
  const places = targetsOf(file, pages);
  const heads = pages.map((_, page) => ({
    chapter: chapterAt(page, head.chapters, places),
    numbers: links.flatMap(({ target, ...link }) => {
      const to = places.get(target);
      return link.page !== page || to === undefined ? [] : [{ ...link, page: to.page }];
    }),
  }));
  return renderPageHeads(head, heads, style);
}

async function print(html: string, options: PrintToPDFOptions): Promise<Uint8Array> {
  return await withDocument(html, (window) => window.webContents.printToPDF(options));
}

/** For a Chromium that would draw what the document says for a browser. */
const WITHOUT_BOXES =
  '<style>@page { @bottom-left { content: none } @bottom-right { content: none } @top-right { content: none } }</style>';

/** Opens the system's print dialog with the document; false when the person closes it or the printer fails. */
export async function printDocument(html: string, paper: PaperSize): Promise<boolean> {
  return await withDocument(html, (window) => {
    const running = drawsMarginBoxes() ? {} : { header: window.webContents.getTitle() };
    return new Promise<boolean>((resolve) =>
      window.webContents.print({ silent: false, pageSize: SHEET_OF[paper], ...running }, (printed) =>
        resolve(printed),
      ),
    );
  });
}

const PDF_OPTIONS: PrintToPDFOptions = {
  printBackground: true,
  preferCSSPageSize: true,
  generateTaggedPDF: true,
  generateDocumentOutline: true,
  margins: inInches(MARGINS_MM),
};

const HEADS_OPTIONS: PrintToPDFOptions = {
  printBackground: true,
  preferCSSPageSize: true,
  margins: { top: 0, bottom: 0, left: 0, right: 0 },
};

/** Where no heads can be laid over: the document's style draws them, or the template below. */
function pdfOptions(marginBoxes: boolean): PrintToPDFOptions {
  if (marginBoxes) return PDF_OPTIONS;
  return {
    ...PDF_OPTIONS,
    displayHeaderFooter: true,
    headerTemplate: '<span></span>',
    footerTemplate: FOOTER,
  };
}

/** Its fonts come from the system; `title`, `pageNumber` and `totalPages` are filled in by Chromium. */
const FOOTER = `<div style="width:100%;margin:0 15mm;display:flex;justify-content:space-between;
font:7.5pt Inter,'Helvetica Neue',Arial,'Liberation Sans',sans-serif;color:#444"><span class="title" style="min-width:0;overflow-wrap:anywhere"></span>
<span style="white-space:nowrap;padding-left:8mm">Page <span class="pageNumber"></span> of <span class="totalPages"></span></span></div>`;

async function withDocument<T>(html: string, use: (window: BrowserWindow) => Promise<T>): Promise<T> {
  const document = publishDocument(html);
  const window = new BrowserWindow({ show: false, webPreferences: documentPreferences() });
  try {
    await window.loadURL(document.url);
    return await use(window);
  } finally {
    document.withdraw();
    window.destroy();
  }
}

function inInches(mm: typeof MARGINS_MM) {
  return {
    top: mm.top / MM_PER_INCH,
    bottom: mm.bottom / MM_PER_INCH,
    left: mm.left / MM_PER_INCH,
    right: mm.right / MM_PER_INCH,
  };
}
