import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import classes from './VirtualRows.module.css';

interface VirtualRowsProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row, index: number) => string;
  /** Height in pixels until the row has been drawn and measured. */
  readonly estimate: (row: Row) => number;
  readonly children: (row: Row, index: number) => ReactNode;
}

/**
 * A list in a page that scrolls as a whole; of many rows only those in view are drawn. Each row says which of how many
 * it is, since those who do not see the page cannot count what is not there.
 */
export function VirtualRows<Row>({ label, rows, keyOf, estimate, children }: VirtualRowsProps<Row>) {
  const list = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  const virtual = useVirtualizer<HTMLElement, Element>({
    count: rows.length,
    getScrollElement: () => scrollerOf(list.current),
    estimateSize: (index) => {
      const row = rows[index];
      return row === undefined ? 0 : estimate(row);
    },
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row, index);
    },
    overscan: 8,
    scrollMargin,
  });
  // What stands above the list may have grown with anything that was drawn anew.
  useLayoutEffect(() => setScrollMargin(offsetIn(scrollerOf(list.current), list.current)));
  return (
    <div
      ref={list}
      role="list"
      aria-label={label}
      className={classes.list}
      style={{ height: virtual.getTotalSize() }}
    >
      {virtual.getVirtualItems().map(({ index, key, start }) => {
        const row = rows[index];
        return row === undefined ? null : (
          <div
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            role="listitem"
            aria-posinset={index + 1}
            aria-setsize={rows.length}
            className={classes.row}
            style={{ transform: `translateY(${start - scrollMargin}px)` }}
          >
            {children(row, index)}
          </div>
        );
      })}
    </div>
  );
}

/** The nearest part of the page that scrolls. */
function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  let outer = element?.parentElement ?? null;
  while (outer && !/auto|scroll/.test(getComputedStyle(outer).overflowY)) outer = outer.parentElement;
  return outer;
}

function offsetIn(scroller: HTMLElement | null, element: HTMLElement | null): number {
  if (!scroller || !element) return 0;
  const above = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  return Math.round(above + scroller.scrollTop);
}
