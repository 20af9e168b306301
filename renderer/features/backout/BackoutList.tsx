import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import type { StoreApi } from 'zustand';
import type { ShownBackout } from '#contract/commands/backout.ts';
import { BackoutRowView } from './BackoutRowView.tsx';
import classes from './backout.module.css';
import { backoutRows } from './backout-rows.ts';
import type { BackoutStore } from './backout-store.ts';

const ROW_HEIGHT = 36;

/** The whole list in the order in which it is done; drawn only where it is in view. */
export function BackoutList({
  store,
  shown,
}: {
  readonly store: StoreApi<BackoutStore>;
  readonly shown: ShownBackout;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => backoutRows(shown.backout, shown.concerns), [shown]);
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 16,
  });
  if (rows.length === 0) return <p className={classes.empty}>Nothing that ran here has anything to undo.</p>;
  return (
    <section
      ref={scroller}
      className={classes.lines}
      aria-label="The backout, in the order in which it is done"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
      tabIndex={0}
    >
      <ol style={{ height: lines.getTotalSize() }}>
        {lines.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return row ? (
            <li
              key={key}
              ref={lines.measureElement}
              data-index={index}
              data-kind={row.kind}
              style={{ transform: `translateY(${start}px)` }}
              aria-posinset={index + 1}
              aria-setsize={rows.length}
            >
              <BackoutRowView store={store} row={row} />
            </li>
          ) : null;
        })}
      </ol>
    </section>
  );
}
