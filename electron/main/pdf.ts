import { BrowserWindow, type PrintToPDFOptions } from 'electron';
import { type PaperSize, SHEET_OF } from '#core/report/paper-size.ts';
import { publishDocument } from './app-protocol.ts';
import { drawsMarginBoxes } from './runtime.ts';
import { documentPreferences } from './security.ts';

const MM_PER_INCH = 25.4;
/** As in the `@page` rule of the documents. */
const MARGINS_MM = { top: 18, bottom: 18, left: 15, right: 15 } as const;

/** The document as PDF: tagged, with an outline. `html` brings its own style and names its paper; nothing else is loaded. */
export async function renderPdf(html: string): Promise<Uint8Array> {
  return await withDocument(html, (window) => window.webContents.printToPDF(pdfOptions(drawsMarginBoxes())));
}

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

/** The one place that decides who draws the page furniture: the document's style, or the templates below. */
function pdfOptions(marginBoxes: boolean): PrintToPDFOptions {
  const options: PrintToPDFOptions = {
    printBackground: true,
    preferCSSPageSize: true,
    generateTaggedPDF: true,
    generateDocumentOutline: true,
    margins: inInches(MARGINS_MM),
  };
  if (marginBoxes) return options;
  return { ...options, displayHeaderFooter: true, headerTemplate: '<span></span>', footerTemplate: FOOTER };
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
