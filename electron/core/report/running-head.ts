/** What stands at the head and foot of every page, for whoever prints a document: its pages are known only then. */
import { drawQr, type QrModules } from './drawings.ts';
import { type Html, html, markup } from './html.ts';
import { type PaperSize, SHEET_OF } from './paper-size.ts';
import { SANS } from './style.ts';

export interface RunningHead {
  readonly paper: PaperSize;
  /** Of which release and environment, or run. */
  readonly of: string;
  /** Document, release and code, at the foot. */
  readonly title: string;
  /** What marks every page as not live; null for none. */
  readonly mark: string | null;
  /** The code of the revision, or of the head of the log, to be scanned; null for none. */
  readonly qr: QrModules | null;
  /** In their order. */
  readonly chapters: readonly Chapter[];
}

/** A part of a document that its contents lead to. */
export interface Chapter {
  /** Of its heading: letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
}

/** Where something stands in the laid out document; pages count from 0. */
export interface PlaceOnPage {
  readonly page: number;
  /** In points. */
  readonly top: number;
}

/** What one page holds besides. */
export interface PageHead {
  /** The chapter at its top; null before the first. */
  readonly chapter: string | null;
  /** Numbers of pages that stand behind lines of the contents, in points from the upper left corner. */
  readonly numbers: readonly {
    readonly right: number;
    readonly top: number;
    readonly height: number;
    readonly page: number;
  }[];
}

const NAME = 'holdpoint-running-head';

/** Kept in the head of its document. */
export function runningHeadMeta(head: RunningHead): Html {
  const packed = {
    ...head,
    qr: head.qr?.map((row) => row.map((dark) => (dark ? '1' : '0')).join('')) ?? null,
  };
  return html`<meta name="${NAME}" content="${encodeURIComponent(JSON.stringify(packed))}">`;
}

/** What a document says of its pages; null for one that says nothing. */
export function readRunningHead(document: string): RunningHead | null {
  const found = new RegExp(`<meta name="${NAME}" content="([^"]*)">`).exec(document);
  if (found === null) return null;
  const packed = JSON.parse(decodeURIComponent(found[1] ?? '')) as Omit<RunningHead, 'qr'> & {
    readonly qr: readonly string[] | null;
  };
  return { ...packed, qr: packed.qr?.map((row) => [...row].map((dark) => dark === '1')) ?? null };
}

/** A chapter that begins so far up stands at the top of its page, in points. */
const TOP = 90;

/** The chapter at the top of a page; one that began before is continued. Null before the first. */
export function chapterAt(
  page: number,
  chapters: readonly Chapter[],
  places: ReadonlyMap<string, PlaceOnPage>,
): string | null {
  let found: string | null = null;
  for (const { id, title } of chapters) {
    const place = places.get(id);
    if (place === undefined || place.page > page) continue;
    if (place.page < page) found = `${title}, continued`;
    else if (place.top <= TOP) found = title;
  }
  return found;
}

/** A sheet that goes over all pages, and one more for each. `style` is that of the document, for its fonts. */
export function renderPageHeads(head: RunningHead, pages: readonly PageHead[], style: string): string {
  const { paper, of, title, mark, qr } = head;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
${markup(`${style}<style>${STYLE}@page { size: ${SHEET_OF[paper]}; margin: 0 }</style>`)}
</head><body class="heads">
<div class="sheet"><div class="of">${of}</div>${mark === null ? null : html`<div class="notlive">${mark}</div>`}${qr === null ? null : drawQr(qr)}<div class="foot">${title}</div></div>
${pages.map(
  (
    { chapter, numbers },
    i,
  ) => html`<div class="sheet">${chapter === null ? null : html`<div class="chapter">${chapter}</div>`}<div class="number">Page ${i + 1} of ${pages.length}</div>
${numbers.map((each) => html`<div class="to" style="${`right:calc(100% - ${each.right}pt);top:${each.top}pt;height:${each.height}pt`}">${each.page + 1}</div>`)}</div>`,
)}
</body></html>`;
  return page.text;
}

const STYLE = `
html { background: none }
body.heads { max-width: none; padding: 0 }
.sheet { position: relative; width: 100%; height: 100vh; overflow: hidden; break-after: page; font: 7.5pt/1.4 ${SANS} }
.sheet:last-child { break-after: auto }
.sheet > div, .sheet > svg { position: absolute }
.sheet .of { left: 15mm; right: 40mm; top: 7.5mm; font-size: 9pt; font-weight: 700; white-space: nowrap; overflow: hidden }
.sheet .chapter { left: 15mm; right: 40mm; top: 12mm; white-space: nowrap; overflow: hidden; color: #444 }
.sheet .notlive { left: 90mm; right: 34mm; top: 7.5mm; border: 0; margin: 0; padding: 0; text-align: right; font-size: 8pt }
.sheet .qr { right: 13mm; top: 2.5mm; width: 15mm; height: 15mm; border: 0 }
.sheet .foot { left: 15mm; right: 50mm; bottom: 8mm; color: #444 }
.sheet .number { right: 15mm; bottom: 8mm; font-weight: 600; font-size: 9pt }
.sheet .to { display: flex; align-items: center; font-size: 9pt; font-variant-numeric: tabular-nums; background: #fff; padding-left: 1.5mm }
`;
