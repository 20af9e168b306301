/** The sheets that documents are laid out for. */
export const PAPER_SIZES = ['a4', 'letter'] as const;
export type PaperSize = (typeof PAPER_SIZES)[number];

export const DEFAULT_PAPER: PaperSize = 'a4';

/** As CSS and Chromium call each. */
export const SHEET_OF = { a4: 'A4', letter: 'Letter' } as const satisfies Record<PaperSize, string>;
