import { memo, useMemo } from 'react';
import { spelledLines } from '../output/output-text.ts';
import { SafeText } from '../output/SafeText.tsx';
import { type GridColumn, groupsOf, HEADER_HEIGHT, type InView, WORD_FROM } from './grid-layout.ts';
import classes from './state-grid.module.css';

interface GridHeadProps {
  readonly corner: string;
  readonly columns: readonly GridColumn[];
  readonly inView: readonly InView[];
  readonly labelWidth: number;
  readonly columnWidth: number;
  readonly selected: number | null;
}

/** The columns' numbers, with the names of their groups above. */
export const GridHead = memo(function GridHead(props: GridHeadProps) {
  const { corner, columns, inView, labelWidth, columnWidth, selected } = props;
  const groups = useMemo(() => groupsOf(columns), [columns]);
  const [first, last] = [inView[0]?.index ?? 0, inView.at(-1)?.index ?? 0];
  const groupsInView = groups.filter(({ start, count }) => start <= last && start + count > first);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid around it takes the focus
    <div role="row" aria-rowindex={1} className={classes.head} style={{ height: HEADER_HEIGHT }}>
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid around it takes the focus */}
      <div role="columnheader" className={classes.corner} style={{ width: labelWidth }}>
        {corner}
      </div>
      {groupsInView.map((group) => (
        <div
          key={group.start}
          aria-hidden
          className={classes.group}
          title={spelledLines(group.title)}
          style={{ left: labelWidth + group.start * columnWidth, width: group.count * columnWidth }}
        >
          <span style={{ left: labelWidth }}>
            <SafeText text={group.title} />
          </span>
        </div>
      ))}
      {inView.map(({ index, start, size }) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the grid around it takes the focus
        <div
          key={index}
          role="columnheader"
          aria-colindex={index + 2}
          data-selected={selected === index}
          title={spelledLines(columns[index]?.title ?? '')}
          className={classes.column}
          style={{ left: start, width: size }}
        >
          <span>{columns[index]?.number}</span>
          {columnWidth >= WORD_FROM ? (
            <span className={classes.columnTitle}>
              <SafeText text={columns[index]?.title ?? ''} />
            </span>
          ) : null}
        </div>
      ))}
    </div>
  );
});
