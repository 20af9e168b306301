import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type Ref, useEffect, useLayoutEffect, useRef, useState } from 'react';
import classes from './DataTable.module.css';
import { type FoundRow, useFindRows } from './find-rows.tsx';
import { openRowMenu } from './open-row-menu.ts';
import { offsetIn, scrollerOf } from './scroller.ts';

export interface Column<R> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: R, index: number) => ReactNode;
  readonly width?: string;
  /** The title is read out but not seen, for columns of buttons. */
  readonly unseen?: boolean;
}

export interface DataTableProps<R> {
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R, index: number) => string;
  /** What a row of a long table can be found by; it stays the same function. */
  readonly textOf?: (row: R) => string;
}

/** Of a longer table only the rows in view are drawn. */
const MOST_DRAWN = 60;
/** In pixels, until a row has been drawn and measured. */
const ROW_HEIGHT = 40;

/** A quiet table; the first column names the row. It scrolls sideways rather than squeeze. */
export function DataTable<R>({ label, columns, rows: all, keyOf, textOf }: DataTableProps<R>) {
  const { rows, box } = useFindRows({ label, rows: all, textOf });
  const frame = useRef<HTMLDivElement>(null);
  const isLong = all.length > MOST_DRAWN;
  const { drawn, above, below, measure } = useRowsInView(frame, rows, isLong);
  const widths = useFixedWidths(frame, isLong);
  return (
    <>
      {box}
      <div ref={frame} className={classes.scroll}>
        <table
          className={classes.table}
          aria-label={label}
          aria-rowcount={isLong ? rows.length + 1 : undefined}
          data-fixed={widths !== null || undefined}
        >
          <thead>
            <tr>
              {columns.map((column, at) => (
                <th key={column.key} scope="col" style={{ width: widths?.[at] ?? column.width }}>
                  <span className={column.unseen ? classes.unseen : undefined}>{column.title}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Gap height={above} />
            {drawn.map(({ found, at }) => (
              <Row
                key={keyOf(found.row, found.index)}
                ref={measure}
                at={at}
                found={found}
                columns={columns}
                isLong={isLong}
              />
            ))}
            <Gap height={below} />
          </tbody>
        </table>
      </div>
    </>
  );
}

interface RowProps<R> {
  readonly ref: Ref<HTMLTableRowElement> | undefined;
  /** Among the rows that can be scrolled to. */
  readonly at: number;
  readonly found: FoundRow<R>;
  readonly columns: readonly Column<R>[];
  readonly isLong: boolean;
}

function Row<R>({ ref, at, found: { row, index }, columns, isLong }: RowProps<R>) {
  return (
    <tr ref={ref} data-index={at} onContextMenu={openRowMenu} aria-rowindex={isLong ? at + 2 : undefined}>
      {columns.map((column, place) =>
        place === 0 ? (
          <th key={column.key} scope="row">
            {column.cell(row, index)}
          </th>
        ) : (
          <td key={column.key} className={column.unseen ? classes.actions : undefined}>
            {column.cell(row, index)}
          </td>
        ),
      )}
    </tr>
  );
}

/** Stands for the rows that are not drawn. */
function Gap({ height }: { readonly height: number }) {
  return height > 0 ? <tr aria-hidden className={classes.gap} style={{ height }} /> : null;
}

interface RowsInView<R> {
  readonly drawn: readonly { readonly found: FoundRow<R>; readonly at: number }[];
  readonly above: number;
  readonly below: number;
  readonly measure: Ref<HTMLTableRowElement> | undefined;
}

function useRowsInView<R>(
  frame: { readonly current: HTMLElement | null },
  rows: readonly FoundRow<R>[],
  isLong: boolean,
): RowsInView<R> {
  const [scrollMargin, setScrollMargin] = useState(0);
  const virtual = useVirtualizer<HTMLElement, HTMLTableRowElement>({
    count: rows.length,
    enabled: isLong,
    getScrollElement: () => scrollerOf(frame.current),
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin,
  });
  useLayoutEffect(() => {
    if (isLong) setScrollMargin(offsetIn(scrollerOf(frame.current), frame.current));
  });
  if (!isLong)
    return { drawn: rows.map((found, at) => ({ found, at })), above: 0, below: 0, measure: undefined };
  const items = virtual.getVirtualItems();
  return {
    drawn: items.flatMap(({ index: at }) => {
      const found = rows[at];
      return found === undefined ? [] : [{ found, at }];
    }),
    above: Math.max(0, (items[0]?.start ?? scrollMargin) - scrollMargin),
    below: Math.max(0, virtual.getTotalSize() + scrollMargin - (items.at(-1)?.end ?? scrollMargin)),
    measure: virtual.measureElement,
  };
}

/**
 * The columns of a long table keep the widths of its first rows, for as long as the table is as wide; else they would
 * change with what is in view.
 */
function useFixedWidths(
  frame: { readonly current: HTMLElement | null },
  isLong: boolean,
): readonly number[] | null {
  const [widths, setWidths] = useState<readonly number[] | null>(null);
  useEffect(() => {
    if (!isLong || !frame.current) return;
    let width = frame.current.clientWidth;
    const observer = new ResizeObserver(() => {
      if (!frame.current || frame.current.clientWidth === width) return;
      width = frame.current.clientWidth;
      setWidths(null);
    });
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [frame, isLong]);
  useLayoutEffect(() => {
    if (!isLong || widths !== null || !frame.current?.querySelector('tbody th')) return;
    const heads = [...frame.current.querySelectorAll('thead th')];
    setWidths(heads.map((head) => head.getBoundingClientRect().width));
  });
  return isLong ? widths : null;
}
