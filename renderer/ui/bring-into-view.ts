import type { Virtualizer } from '@tanstack/react-virtual';

/** Scrolls only where the item is not in view: asking a page for its scroll position makes it lay itself out at once. */
export function bringIntoView<Scroller extends HTMLElement>(
  virtualizer: Virtualizer<Scroller, Element>,
  index: number,
): void {
  const item = virtualizer.measurementsCache[index];
  const { scrollOffset, scrollRect, options } = virtualizer;
  const size = (options.horizontal ? scrollRect?.width : scrollRect?.height) ?? 0;
  const from = (scrollOffset ?? 0) + options.scrollPaddingStart;
  const to = (scrollOffset ?? 0) + size - options.scrollPaddingEnd;
  if (item && item.start >= from && item.end <= to) return;
  virtualizer.scrollToIndex(index);
}
