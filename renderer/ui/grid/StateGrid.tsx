import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useCallback,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import { GlyphSheet } from './GlyphSheet.tsx';
import { GridHead } from './GridHead.tsx';
import { GridLine } from './GridLine.tsx';
import {
  type GridCell,
  type GridColumn,
  type GridPlace,
  type GridPoint,
  type GridRow,
  moveBy,
} from './grid-layout.ts';
import classes from './state-grid.module.css';
import { useGridView } from './use-grid-view.ts';

interface StateGridProps {
  readonly label: string;
  readonly corner: string;
  readonly rows: readonly GridRow[];
  readonly columns: readonly GridColumn[];
  /** Null where row and column have nothing in common; the very same as long as nothing of it changes. */
  cellAt(place: GridPlace): GridCell | null;
  readonly selected: GridPlace | null;
  onSelect(place: GridPlace): void;
  /** Asks for what can be done about a row, at this point of the page; null: nothing can. */
  readonly onRowMenu: ((row: number, at: GridPoint) => void) | null;
}

/** A field of states that may be very wide and very long; only what is in view is drawn. Arrow keys move the selection. */
export function StateGrid(props: StateGridProps) {
  const { label, corner, rows, columns, cellAt, selected, onSelect, onRowMenu } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const longest = useMemo(() => Math.max(0, ...rows.map(lettersOf)), [rows]);
  const view = useGridView(scroller, { rows: rows.length, columns: columns.length, longest }, selected);
  const openMenu = useSteady((row: number, at: GridPoint) => onRowMenu?.(row, at));
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
  const onClick = (event: MouseEvent): void => {
    const place = placeOf(event.target as Element);
    if (place) onSelect(place);
  };
  const onContextMenu = (event: MouseEvent): void => {
    if (!onRowMenu) return;
    event.preventDefault();
    // Asked for by a key, the event names no row but the grid itself.
    const row = rowOf(event.target as Element) ?? selected?.row;
    if (row !== undefined) onRowMenu(row, pointOf(event, scroller.current, selected?.row));
  };
  const selectedId = `${id}-selected`;
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={selected ? selectedId : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onPointerOver={showTitle}
      onContextMenu={onContextMenu}
    >
      <GlyphSheet />
      <div role="rowgroup" className={classes.field} style={{ width: view.width, height: view.height }}>
        <GridHead
          corner={corner}
          columns={columns}
          inView={view.columns}
          labelWidth={view.labelWidth}
          columnWidth={view.columnWidth}
          selected={selected?.column ?? null}
        />
        {view.rows.map(({ index: row, start }) => (
          <GridLine
            key={row}
            row={rows[row]}
            index={row}
            top={start}
            labelWidth={view.labelWidth}
            columns={view.columns}
            cells={view.columns.map(({ index: column }) => cellAt({ row, column }))}
            selected={selected?.row === row ? selected.column : null}
            selectedId={selectedId}
            onMenu={onRowMenu && openMenu}
          />
        ))}
      </div>
    </div>
  );
}

/** Of a row's name, with the room that a state of the whole row takes beside it. */
function lettersOf({ label, state }: GridRow): number {
  return label.length + (state === null ? 0 : state.length + 4);
}

function rowOf(target: Element): number | undefined {
  const row = target.closest('[data-row]')?.getAttribute('data-row');
  return row ? Number(row) : undefined;
}

/** The cell in which something happened; null outside of all. */
function placeOf(target: Element): GridPlace | null {
  const column = target.closest('[role="gridcell"]')?.getAttribute('aria-colindex');
  const row = rowOf(target);
  return column && row !== undefined ? { row, column: Number(column) - 2 } : null;
}

/** A cell tells those who point at it what it tells those who do not see it. */
function showTitle({ target }: PointerEvent): void {
  const cell = (target as Element).closest('[role="gridcell"]');
  if (cell) cell.setAttribute('title', cell.getAttribute('aria-label') ?? '');
}

/** Where the pointer is; for a key, just below the selected row. */
function pointOf(event: MouseEvent, scroller: HTMLElement | null, row: number | undefined): GridPoint {
  if (event.button === 2 && event.clientX > 0) return { x: event.clientX, y: event.clientY };
  const label = scroller?.querySelector(`[data-row="${row}"] [role="rowheader"]`)?.getBoundingClientRect();
  return { x: label?.left ?? event.clientX, y: label?.bottom ?? event.clientY };
}

/** A function that stays the same and does what the newest one does, so that what is given it need not be drawn again. */
function useSteady<Args extends readonly unknown[]>(act: (...args: Args) => void): (...args: Args) => void {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}
