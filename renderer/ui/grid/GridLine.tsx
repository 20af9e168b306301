import { IconDots } from '@tabler/icons-react';
import { type MouseEvent, memo } from 'react';
import { spelledLines } from '../output/output-text.ts';
import { lookOf } from '../state/state-look.ts';
import {
  type GridCell,
  type GridPoint,
  type GridRow,
  type InView,
  ROW_HEIGHT,
  splitName,
  WORD_FROM,
} from './grid-layout.ts';
import classes from './state-grid.module.css';

interface GridLineProps {
  readonly row: GridRow | undefined;
  readonly index: number;
  readonly top: number;
  readonly labelWidth: number;
  readonly columns: readonly InView[];
  /** One for each of the columns in view; null where row and column have nothing in common. */
  readonly cells: readonly (GridCell | null)[];
  /** The selected column, where this row is the selected one. */
  readonly selected: number | null;
  /** Of the selected cell. */
  readonly selectedId: string;
  onMenu: ((row: number, at: GridPoint) => void) | null;
}

/** A row with what is in view of it; drawn anew only where one of its cells is another. */
export const GridLine = memo(function GridLine(props: GridLineProps) {
  const { row, index, top, labelWidth, columns, cells, selected, selectedId, onMenu } = props;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid around it takes the focus
    <div
      role="row"
      aria-rowindex={index + 2}
      data-row={index}
      data-selected={selected !== null}
      className={classes.row}
      style={{ top, height: ROW_HEIGHT }}
    >
      <RowLabel row={row} index={index} width={labelWidth} selected={selected !== null} onMenu={onMenu} />
      {columns.map(({ index: column, start, size }, i) => {
        const cell = cells[i];
        return cell ? (
          <Cell
            key={column}
            id={selected === column ? selectedId : undefined}
            cell={cell}
            column={column}
            left={start}
            width={size}
          />
        ) : null;
      })}
    </div>
  );
}, isSameLine);

function isSameLine(a: GridLineProps, b: GridLineProps): boolean {
  return (
    a.row === b.row &&
    a.top === b.top &&
    a.labelWidth === b.labelWidth &&
    a.columns === b.columns &&
    a.selected === b.selected &&
    a.onMenu === b.onMenu &&
    a.cells.every((cell, i) => cell === b.cells[i])
  );
}

interface RowLabelProps {
  readonly row: GridRow | undefined;
  readonly index: number;
  readonly width: number;
  readonly selected: boolean;
  readonly onMenu: GridLineProps['onMenu'];
}

/** The name of a row and the way to what can be done about it; by Tab only in the selected row, or there would be no end of them. */
const RowLabel = memo(function RowLabel({ row, index, width, selected, onMenu }: RowLabelProps) {
  const look = row?.state ? lookOf(row.state) : null;
  const Glyph = look?.icon;
  const [head, tail] = splitName(row?.label ?? '');
  const open = (event: MouseEvent<HTMLButtonElement>): void => {
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    onMenu?.(index, { x: left, y: bottom });
  };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid around it takes the focus
    <div
      role="rowheader"
      className={classes.rowLabel}
      data-quiet={row?.quiet}
      title={row?.state ? `${row.label}: ${row.state}` : row?.label}
      style={{ width }}
    >
      <span className={classes.rowName}>
        <span className={classes.rowNameHead}>{head}</span>
        {tail}
      </span>
      {Glyph ? (
        <span className={classes.rowState} data-tone={look?.tone}>
          <Glyph aria-hidden />
          <span className={classes.rowStateWord}>{row?.state}</span>
        </span>
      ) : null}
      {row?.quiet || !onMenu ? null : (
        <button
          type="button"
          className={classes.rowMenu}
          tabIndex={selected ? 0 : -1}
          aria-label={spelledLines(`Actions for ${row?.label}`)}
          aria-haspopup="menu"
          onClick={open}
        >
          <IconDots size={14} aria-hidden />
        </button>
      )}
    </div>
  );
});

interface CellProps {
  /** Named where it is the selected one. */
  readonly id: string | undefined;
  readonly cell: GridCell;
  readonly column: number;
  readonly left: number;
  readonly width: number;
}

/** There are a thousand of them on a page: one element where the icon says it all, and what is clicked is found out by the grid. */
const Cell = memo(function Cell({ id, cell, column, left, width }: CellProps) {
  const worded = width >= WORD_FROM;
  const glyph = cell.state;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid around it takes the focus
    <div
      id={id}
      role="gridcell"
      aria-colindex={column + 2}
      aria-selected={id !== undefined}
      aria-label={cell.label}
      data-tone={lookOf(cell.state).tone}
      data-state={cell.word}
      data-glyph={worded ? undefined : glyph}
      data-marked={cell.mark !== null}
      className={classes.cell}
      style={{ left, width: width - 4 }}
    >
      {worded ? (
        <>
          <span className={classes.glyph} data-glyph={glyph} />
          <span>{cell.word}</span>
          {cell.mark ? (
            <>
              {/* Two words, as the cell's name says them. */}{' '}
              <span className={classes.cellMark}>{cell.mark}</span>
            </>
          ) : null}
        </>
      ) : null}
    </div>
  );
});
