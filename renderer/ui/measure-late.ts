import type { Virtualizer } from '@tanstack/react-virtual';

/**
 * For `measureElement`: a row counts as high as it was, or as is estimated, until the page has laid it out anyway. To ask its height
 * when it has just come makes the page lay itself out at once.
 */
export function measureLate<Scroller extends Element>(
  row: Element,
  seen: ResizeObserverEntry | undefined,
  virtualizer: Virtualizer<Scroller, Element>,
): number {
  const [box] = seen?.borderBoxSize ?? [];
  if (box) return Math.round(box.blockSize);
  const index = virtualizer.indexFromElement(row);
  const { getItemKey, estimateSize } = virtualizer.options;
  return virtualizer.itemSizeCache.get(getItemKey(index)) ?? estimateSize(index);
}
