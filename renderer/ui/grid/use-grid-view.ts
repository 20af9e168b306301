import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';
import { bringIntoView } from '../bring-into-view.ts';
import {
  columnWidthFor,
  type GridPlace,
  HEADER_HEIGHT,
  type InView,
  ROW_HEIGHT,
  rowLabelWidthFor,
} from './grid-layout.ts';

export interface GridView {
  readonly labelWidth: number;
  readonly columnWidth: number;
  readonly rows: readonly InView[];
  readonly columns: readonly InView[];
  readonly width: number;
  readonly height: number;
}

interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Letters of the longest name of a row. */
  readonly longest: number;
}

/** What of the field is in view, and how large all of it is; the selection is brought into view when it moves. */
export function useGridView(
  scroller: RefObject<HTMLDivElement | null>,
  size: GridSize,
  selected: GridPlace | null,
): GridView {
  const width = useWidth(scroller);
  const labelWidth = rowLabelWidthFor(width, size);
  const columnWidth = columnWidthFor(width - labelWidth, size.columns);
  const down = useVirtualizer({
    count: size.rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
    paddingStart: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
    useFlushSync: false,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: size.columns,
    getScrollElement: () => scroller.current,
    estimateSize: () => columnWidth,
    overscan: 4,
    paddingStart: labelWidth,
    scrollPaddingStart: labelWidth,
    useFlushSync: false,
  });
  const height = down.scrollRect?.height;
  const row = selected?.row;
  const column = selected?.column;
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when the width changes
  useEffect(() => across.measure(), [across, columnWidth, labelWidth]);
  // Before the field has its width nothing can be scrolled to; whenever its size changes the selection is brought into view again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (width === 0) return;
    if (row !== undefined) bringIntoView(down, row);
    if (column !== undefined) bringIntoView(across, column);
  }, [down, across, row, column, columnWidth, width > 0, height]);
  return {
    labelWidth,
    columnWidth,
    rows: down.getVirtualItems(),
    columns: across.getVirtualItems(),
    width: across.getTotalSize(),
    height: down.getTotalSize(),
  };
}

/** The width of an element, followed as it changes. */
function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
