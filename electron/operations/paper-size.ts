/** The sheet that documents of a library are laid out for, as its settings have it. */
import type { Library } from '#adapters/sqlite/library.ts';
import { DEFAULT_PAPER, PAPER_SIZES, type PaperSize } from '#core/report/paper-size.ts';

export function paperSizeOf(library: Pick<Library, 'readSetting'>): PaperSize {
  const stored = library.readSetting('settings');
  const chosen = typeof stored === 'object' && stored !== null && 'paper' in stored ? stored.paper : null;
  return PAPER_SIZES.find((size) => size === chosen) ?? DEFAULT_PAPER;
}
