import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useFindRows } from './find-rows.tsx';
import { offsetIn, scrollerOf } from './scroller.ts';
import classes from './VirtualRows.module.css';

interface VirtualRowsProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row, index: number) => string;
  /** Height in pixels until the row has been drawn and measured. */
  readonly estimate: (row: Row) => number;
  /** What a row can be found by; it stays the same function. */
  readonly textOf?: (row: Row) => string;
  readonly children: (row: Row, index: number) => ReactNode;
}

/**
 * A list in a page that scrolls as a whole; of many rows only those in view are drawn. Each row says which of how many
 * it is, since those who do not see the page cannot count what is not there.
 */
export function VirtualRows<Row>({
  label,
  rows: all,
  keyOf,
  estimate,
  textOf,
  children,
}: VirtualRowsProps<Row>) {
  const { rows, box } = useFindRows({ label, rows: all, textOf });
  const list = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  const virtual = useVirtualizer<HTMLElement, Element>({
    count: rows.length,
    getScrollElement: () => scrollerOf(list.current),
    estimateSize: (index) => {
      const found = rows[index];
      return found === undefined ? 0 : estimate(found.row);
    },
    getItemKey: (index) => {
      const found = rows[index];
      return found === undefined ? index : keyOf(found.row, found.index);
    },
    overscan: 8,
    scrollMargin,
  });
  // What stands above the list may have grown with anything that was drawn anew.
  useLayoutEffect(() => setScrollMargin(offsetIn(scrollerOf(list.current), list.current)));
  return (
    <>
      {box}
      <div
        ref={list}
        role="list"
        aria-label={label}
        className={classes.list}
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const found = rows[index];
          return found === undefined ? null : (
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
              {children(found.row, found.index)}
            </div>
          );
        })}
      </div>
    </>
  );
}
