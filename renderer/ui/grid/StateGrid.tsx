import { IconDots } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, memo, useEffect, useId, useMemo, useRef } from 'react';
import { bringIntoView } from '../bring-into-view.ts';
import { lookOf } from '../state/state-look.ts';
import { useSteady } from '../use-steady.ts';
import {
  columnWidthFor,
  type GridColumn,
  type GridPlace,
  type GridPoint,
  type GridRow,
  groupsOf,
  HEADER_HEIGHT,
  moveBy,
  ROW_HEIGHT,
  WORD_FROM,
} from './grid-layout.ts';
import classes from './state-grid.module.css';
import { useWidth } from './use-width.ts';

export interface GridCell {
  /** How it looks. */
  readonly state: string;
  /** The state's own word. */
  readonly word: string;
  /** Everything the cell says, for those who do not see it. */
  readonly label: string;
  /** A word beside the state that must not be missed; null: none. */
  readonly mark: string | null;
}

interface StateGridProps {
  readonly label: string;
  readonly corner: string;
  readonly rows: readonly GridRow[];
  readonly columns: readonly GridColumn[];
  /** Null where row and column have nothing in common. */
  cellAt(place: GridPlace): GridCell | null;
  readonly selected: GridPlace | null;
  onSelect(place: GridPlace): void;
  /** Asks for what can be done about a row, at this point of the page; null: nothing can. */
  readonly onRowMenu: ((row: number, at: GridPoint) => void) | null;
}

/** A field of states that may be very wide and very long; only what is in view is drawn. Arrow keys move the selection. */
export function StateGrid({
  label,
  corner,
  rows,
  columns,
  cellAt,
  selected,
  onSelect,
  onRowMenu,
}: StateGridProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const rowLabelWidth = width < 620 ? 140 : 200;
  const columnWidth = columnWidthFor(width - rowLabelWidth, columns.length);
  const down = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
    paddingStart: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => columnWidth,
    overscan: 4,
    paddingStart: rowLabelWidth,
    scrollPaddingStart: rowLabelWidth,
  });

  const height = down.scrollRect?.height;
  const selectedRow = selected?.row;
  const selectedColumn = selected?.column;
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when the width changes
  useEffect(() => across.measure(), [across, columnWidth, rowLabelWidth]);
  // Before the field has its width nothing can be scrolled to; whenever its size changes the selection is brought into view again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (width === 0) return;
    if (selectedRow !== undefined) bringIntoView(down, selectedRow);
    if (selectedColumn !== undefined) bringIntoView(across, selectedColumn);
  }, [down, across, selectedRow, selectedColumn, columnWidth, width > 0, height]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = moveBy(event.key, selected, {
      rows: rows.length,
      columns: columns.length,
      isFilled: (place) => cellAt(place) !== null,
    });
    if (!next) return;
    event.preventDefault();
    onSelect(next);
  };
  const onContextMenu = (event: MouseEvent): void => {
    if (!onRowMenu) return;
    event.preventDefault();
    // Asked for by a key, the event names no row but the grid itself.
    const row = (event.target as Element).closest('[data-row]')?.getAttribute('data-row') ?? selectedRow;
    if (row !== undefined) onRowMenu(Number(row), pointOf(event, scroller.current, selectedRow));
  };
  const cellId = (row: number, column: number): string => `${id}-${row}-${column}`;
  const inView = down.getVirtualItems();
  const columnsInView = across.getVirtualItems();
  const groups = useMemo(() => groupsOf(columns), [columns]);
  const [first, last] = [columnsInView[0]?.index ?? 0, columnsInView.at(-1)?.index ?? 0];
  const groupsInView = groups.filter(({ start, count }) => start <= last && start + count > first);
  const select = useSteady(onSelect);
  const openMenu = useSteady((row: number, at: GridPoint) => onRowMenu?.(row, at));

  return (
    <div
      ref={scroller}
      className={classes['scroller']}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={selected ? cellId(selected.row, selected.column) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onContextMenu={onContextMenu}
    >
      <div
        role="rowgroup"
        className={classes['field']}
        style={{ width: across.getTotalSize(), height: down.getTotalSize() }}
      >
        {/* biome-ignore lint/a11y/useFocusableInteractive: the grid around it takes the focus */}
        <div role="row" aria-rowindex={1} className={classes['head']} style={{ height: HEADER_HEIGHT }}>
          {/* biome-ignore lint/a11y/useFocusableInteractive: the grid around it takes the focus */}
          <div role="columnheader" className={classes['corner']} style={{ width: rowLabelWidth }}>
            {corner}
          </div>
          {groupsInView.map((group) => (
            <div
              key={group.start}
              aria-hidden
              className={classes['group']}
              title={group.title}
              style={{ left: rowLabelWidth + group.start * columnWidth, width: group.count * columnWidth }}
            >
              <span style={{ left: rowLabelWidth }}>{group.title}</span>
            </div>
          ))}
          {columnsInView.map(({ index, start, size }) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the grid around it takes the focus
            <div
              key={index}
              role="columnheader"
              aria-colindex={index + 2}
              data-selected={selected?.column === index}
              title={columns[index]?.title}
              className={classes['column']}
              style={{ left: start, width: size }}
            >
              <span>{columns[index]?.number}</span>
              {columnWidth >= WORD_FROM ? (
                <span className={classes['columnTitle']}>{columns[index]?.title}</span>
              ) : null}
            </div>
          ))}
        </div>
        {inView.map(({ index: row, start }) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the grid around it takes the focus
          <div
            key={row}
            role="row"
            aria-rowindex={row + 2}
            data-row={row}
            data-selected={selected?.row === row}
            className={classes['row']}
            style={{ top: start, height: ROW_HEIGHT }}
          >
            <RowLabel
              row={rows[row]}
              index={row}
              width={rowLabelWidth}
              selected={selected?.row === row}
              onMenu={onRowMenu && openMenu}
            />
            {columnsInView.map(({ index: column, start: left, size }) => {
              const cell = cellAt({ row, column });
              return cell ? (
                <Cell
                  key={column}
                  id={cellId(row, column)}
                  cell={cell}
                  worded={columnWidth >= WORD_FROM}
                  row={row}
                  column={column}
                  selected={selected?.row === row && selected.column === column}
                  left={left}
                  width={size}
                  onSelect={select}
                />
              ) : null;
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

interface RowLabelProps {
  readonly row: GridRow | undefined;
  readonly index: number;
  readonly width: number;
  readonly selected: boolean;
  readonly onMenu: ((row: number, at: GridPoint) => void) | null;
}

/** The name of a row and the way to what can be done about it; by Tab only in the selected row, or there would be no end of them. */
const RowLabel = memo(function RowLabel({ row, index, width, selected, onMenu }: RowLabelProps) {
  const look = row?.state ? lookOf(row.state) : null;
  const Glyph = look?.icon;
  const open = (event: MouseEvent<HTMLButtonElement>): void => {
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    onMenu?.(index, { x: left, y: bottom });
  };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid around it takes the focus
    <div
      role="rowheader"
      className={classes['rowLabel']}
      data-quiet={row?.quiet}
      title={row?.state ? `${row.label}: ${row.state}` : row?.label}
      style={{ width }}
    >
      <span className={classes['rowName']}>{row?.label}</span>
      {Glyph ? (
        <span className={classes['rowState']} data-tone={look?.tone}>
          <Glyph aria-hidden />
          <span className={classes['rowStateWord']}>{row?.state}</span>
        </span>
      ) : null}
      {row?.quiet || !onMenu ? null : (
        <button
          type="button"
          className={classes['rowMenu']}
          tabIndex={selected ? 0 : -1}
          aria-label={`Actions for ${row?.label}`}
          aria-haspopup="menu"
          onClick={open}
        >
          <IconDots size={14} aria-hidden />
        </button>
      )}
    </div>
  );
});

/** Where the pointer is; for a key, just below the selected row. */
function pointOf(event: MouseEvent, scroller: HTMLElement | null, row: number | undefined): GridPoint {
  if (event.button === 2 && event.clientX > 0) return { x: event.clientX, y: event.clientY };
  const label = scroller?.querySelector(`[data-row="${row}"] [role="rowheader"]`)?.getBoundingClientRect();
  return { x: label?.left ?? event.clientX, y: label?.bottom ?? event.clientY };
}

interface CellProps {
  readonly id: string;
  readonly cell: GridCell;
  readonly worded: boolean;
  readonly row: number;
  readonly column: number;
  readonly selected: boolean;
  readonly left: number;
  readonly width: number;
  onSelect(place: GridPlace): void;
}

const Cell = memo(function Cell(props: CellProps) {
  const { id, cell, worded, row, column, selected, left, width, onSelect } = props;
  const { icon: Icon, tone } = lookOf(cell.state);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the grid around it takes the focus
    <div
      id={id}
      role="gridcell"
      aria-colindex={column + 2}
      aria-selected={selected}
      aria-label={cell.label}
      title={cell.label}
      data-tone={tone}
      data-state={cell.word}
      className={classes['cell']}
      style={{ left, width }}
      onClick={() => onSelect({ row, column })}
    >
      <span className={classes['mark']}>
        <Icon aria-hidden data-turns={cell.state === 'running'} />
        {worded ? <span>{cell.word}</span> : null}
        {cell.mark && worded ? <span className={classes['cellMark']}> {cell.mark}</span> : null}
        {cell.mark && !worded ? <span className={classes['cellDot']} /> : null}
      </span>
    </div>
  );
});
