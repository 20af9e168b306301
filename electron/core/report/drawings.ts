/** Small drawings, because fonts differ in what they have. */
import { barcodeOf } from './barcode.ts';
import { type Html, html, markup } from './html.ts';

/** An empty box to tick by hand. */
export const BOX: Html = markup(
  '<svg class="box" viewBox="0 0 12 12" aria-label="box to tick" role="img"><rect x="1" y="1" width="10" height="10" fill="none" stroke="#000" stroke-width="1.2"/></svg>',
);

/** A ticked box. */
export const TICK: Html = markup(
  '<svg class="box" viewBox="0 0 12 12" aria-label="ticked" role="img"><rect x="1" y="1" width="10" height="10" fill="none" stroke="#000" stroke-width="1.2"/><path d="M3 6.2 5.2 8.6 9.2 3.4" fill="none" stroke="#000" stroke-width="1.6"/></svg>',
);

/** A QR code by its modules, row by row; true is dark. */
export type QrModules = readonly (readonly boolean[])[];

const QUIET = 4;

export function drawQr(modules: QrModules): Html {
  const size = modules.length + 2 * QUIET;
  const path = modules.flatMap((row, y) =>
    darkRuns(row).map(([x, length]) => `M${x + QUIET} ${y + QUIET}h${length}v1h-${length}z`),
  );
  return markup(
    `<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="QR code" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path fill="#000" d="${path.join('')}"/></svg>`,
  );
}

function darkRuns(row: readonly boolean[]): readonly (readonly [from: number, length: number])[] {
  return row.flatMap((dark, x) => {
    if (!dark || row[x - 1]) return [];
    const end = row.indexOf(false, x);
    return [[x, (end < 0 ? row.length : end) - x] as const];
  });
}

/** A scanner tells the bars of the code apart from so wide on, in mm; wider ones are read from farther away. */
const MODULE_MM = { least: 0.19, most: 0.27 } as const;
/** So wide a code has room beside a title. */
const CODE_MM = 66;
const QUIET_BARS = 10;

/** The text as a barcode beside a title; null where it has no room or cannot be written as one. */
export function drawBarcode(text: string): Html | null {
  const widths = barcodeOf(text);
  if (widths === null) return null;
  const modules = widths.reduce((sum, width) => sum + width, 2 * QUIET_BARS);
  const module = Math.min(MODULE_MM.most, CODE_MM / modules);
  if (module < MODULE_MM.least) return null;
  const path: string[] = [];
  let at = QUIET_BARS;
  for (const [i, width] of widths.entries()) {
    if (i % 2 === 0) path.push(`M${at} 0h${width}v10h-${width}z`);
    at += width;
  }
  return html`<svg class="barcode" style="width:${Math.ceil(modules * module)}mm" viewBox="0 0 ${modules} 10" preserveAspectRatio="none" aria-hidden="true" shape-rendering="crispEdges"><path d="${path.join('')}"/></svg>`;
}

/** Strokes on a grid of 4 by 6; lines of one letter are parted by a space. */
const LETTERS: Readonly<Record<string, string>> = {
  A: '0,6L2,0L4,6 1,4L3,4',
  C: '4,1L3,0L1,0L0,1L0,5L1,6L3,6L4,5',
  D: '0,0L0,6L3,6L4,5L4,1L3,0L0,0',
  E: '4,0L0,0L0,6L4,6 0,3L3,3',
  H: '0,0L0,6 4,0L4,6 0,3L4,3',
  I: '2,0L2,6 1,0L3,0 1,6L3,6',
  K: '0,0L0,6 4,0L0,3L4,6',
  L: '0,0L0,6L4,6',
  R: '0,6L0,0L3,0L4,1L4,2L3,3L0,3 2,3L4,6',
  S: '4,1L3,0L1,0L0,1L0,2L1,3L3,3L4,4L4,5L3,6L1,6L0,5',
};

const ADVANCE = 6;

/** The word across the page. Drawn, not written, so that it never mixes with the text of the page when that is copied. */
export function drawMark(word: string): Html {
  const strokes = [...word].flatMap((letter, i) => strokesOf(letter, i * ADVANCE));
  const width = word.length * ADVANCE;
  return markup(
    `<svg class="mark" viewBox="-1 -1 ${width} 8" aria-hidden="true"><path fill="none" stroke="#000" d="${strokes.join('')}"/></svg>`,
  );
}

function strokesOf(letter: string, right: number): readonly string[] {
  const strokes = (LETTERS[letter] ?? '').split(' ').filter((stroke) => stroke !== '');
  return strokes.map((stroke) => `M${stroke.replace(/(\d),/g, (_, x) => `${Number(x) + right},`)}`);
}
