import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { useFindRows } from './find-rows.tsx';
import { offsetIn, scrollerOf } from './scroller.ts';
import classes from './VirtualRows.module.css';

export interface RowFocus {
  readonly key: string;
}

interface VirtualRowsProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row, index: number) => string;
  /** Height in pixels until the row has been drawn and measured. */
  readonly estimate: (row: Row) => number;
  /** What a row can be found by; it stays the same function. */
  readonly textOf?: (row: Row) => string;
  /** The row whose `data-row-focus` gets the focus, wherever it is in the list; each new object asks once. */
  readonly focus?: RowFocus | null;
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
  focus = null,
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
  useFocusedRow(list, focus, ({ key }) => {
    const index = rows.findIndex((found) => keyOf(found.row, found.index) === key);
    if (index >= 0) virtual.scrollToIndex(index);
    return index >= 0;
  });
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
              data-key={String(key)}
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

/** A row that is far away is drawn only after the list has scrolled there: until then the focus waits for it. */
function useFocusedRow(
  list: RefObject<HTMLElement | null>,
  focus: RowFocus | null,
  bring: (focus: RowFocus) => boolean,
): void {
  const asked = useRef<RowFocus | null>(null);
  const waiting = useRef<RowFocus | null>(null);
  useLayoutEffect(() => {
    if (focus !== asked.current) {
      asked.current = focus;
      waiting.current = focus !== null && bring(focus) ? focus : null;
    }
    if (waiting.current === null) return;
    const row = list.current?.querySelector(`[data-key="${CSS.escape(waiting.current.key)}"]`);
    const target = row?.querySelector<HTMLElement>('[data-row-focus]');
    if (!target) return;
    waiting.current = null;
    target.focus();
  });
}
