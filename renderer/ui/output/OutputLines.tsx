import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { measureLate } from '../measure-late.ts';
import { OutputRow } from './OutputRow.tsx';
import classes from './output.module.css';
import type { Row } from './row-writer.ts';

interface OutputLinesProps {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly follows: boolean;
  readonly wraps: boolean;
  /** Byte offset that a search found, and the text that was searched for. */
  readonly hit: { readonly offset: number; readonly text: string } | null;
  readonly hasEarlier: boolean;
  readonly hasLater: boolean;
  /** The person looks at something else than the end. */
  onLeaveEnd(): void;
  onEarlier(): void;
  onLater(): void;
  /** Leads from a line, by its margin, to where it comes from; missing: nowhere. */
  onOpen?: ((row: Row) => void) | undefined;
}

const ROW_HEIGHT = 20;
/** So many rows from an edge the next part is fetched. */
const NEAR = 40;
const UPWARD: ReadonlySet<string> = new Set(['ArrowUp', 'PageUp', 'Home']);

/** Lines of an output; only those in view are drawn, and the place is kept when lines come or go around it. */
export function OutputLines(props: OutputLinesProps) {
  const { label, rows, follows, wraps, hit, hasEarlier, hasLater, onLeaveEnd, onEarlier, onLater, onOpen } =
    props;
  const scroller = useRef<HTMLDivElement>(null);
  const topOffset = useRef(0);
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
    measureElement: measureLate,
    useFlushSync: false,
  });
  const items = lines.getVirtualItems();
  const hitRow = hit === null ? -1 : lastRowAt(rows, hit.offset);

  useLayoutEffect(() => {
    if (rows.length === 0) return;
    if (follows) lines.scrollToIndex(rows.length - 1, { align: 'end' });
    else lines.scrollToIndex(Math.max(0, lastRowAt(rows, topOffset.current)), { align: 'start' });
  }, [lines, rows, follows]);
  useEffect(() => {
    if (hitRow >= 0) lines.scrollToIndex(hitRow, { align: 'center' });
  }, [lines, hitRow]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when wrapping changes
  useEffect(() => lines.measure(), [lines, wraps]);

  const onScroll = (): void => {
    const top = scroller.current?.scrollTop ?? 0;
    const first = items.find((item) => item.end > top);
    if (first) topOffset.current = rows[first.index]?.offset ?? 0;
    if (follows) return;
    if (hasEarlier && (first?.index ?? NEAR) < NEAR) onEarlier();
    else if (hasLater && (items.at(-1)?.index ?? 0) > rows.length - NEAR) onLater();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (UPWARD.has(event.key)) onLeaveEnd();
  };

  return (
    <section
      ref={scroller}
      aria-label={label}
      className={classes.lines}
      data-wraps={wraps}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onWheel={(event) => (event.deltaY < 0 ? onLeaveEnd() : undefined)}
      onPointerDown={(event) => (event.target === scroller.current ? onLeaveEnd() : undefined)}
    >
      <div className={classes.tall} style={{ height: lines.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          return row ? (
            <OutputRow
              key={index}
              ref={wraps ? lines.measureElement : undefined}
              index={index}
              top={start}
              row={row}
              marked={index === hitRow ? (hit?.text ?? null) : null}
              onOpen={onOpen}
            />
          ) : null;
        })}
      </div>
    </section>
  );
}

/** The last row that begins at or before the byte; -1 where there is none. Rows stand in order of their offsets. */
function lastRowAt(rows: readonly Row[], offset: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.offset ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
