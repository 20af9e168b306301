/** Sizes and movement of the grid, in pixels. */
import type { LookName } from '../state/state-look.ts';

export interface GridRow {
  readonly key: string;
  readonly label: string;
  /** Not a host but a place for what runs on none. */
  readonly quiet: boolean;
  /** A state of the whole row that must be seen; null: none. */
  readonly state: LookName | null;
}

export interface GridColumn {
  readonly key: string;
  readonly number: number;
  readonly title: string;
  readonly group: string;
}

export interface GridCell {
  /** How it looks. */
  readonly state: LookName;
  /** The state's own word. */
  readonly word: string;
  /** Everything the cell says, for those who do not see it. */
  readonly label: string;
  /** A word beside the state that must not be missed; null: none. */
  readonly mark: string | null;
}

/** A row or a column that is in view, or near it, and where it is. */
export interface InView {
  readonly index: number;
  readonly start: number;
  readonly size: number;
}

/** Where something is on the page, in pixels. */
export interface GridPoint {
  readonly x: number;
  readonly y: number;
}

export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

export const ROW_HEIGHT = 30;
export const HEADER_HEIGHT = 56;
/** From this column width on a cell shows the word beside the icon. */
export const WORD_FROM = 96;
/** Of the icon in a cell. */
export const GLYPH_SIZE = 15;
/** Of a cell that shows its icon alone, where there is room. */
const ICON_ONLY = 44;
const NARROWEST = 32;
const WIDEST = 148;

/** Of a letter in a name, and of what stands around the name. */
const LETTER = 7.4;
const AROUND_NAME = 56;
const WIDEST_NAME = 380;

/** As wide as the longest name wants, as long as each cell keeps the room for its word; where there is none, for its icon. */
export function rowLabelWidthFor(
  width: number,
  { columns, longest }: { readonly columns: number; readonly longest: number },
): number {
  const usual = width < 620 ? 140 : 200;
  const wanted = Math.ceil(longest * LETTER) + AROUND_NAME;
  const forCells = width - 14 - usual >= columns * WORD_FROM ? WORD_FROM : ICON_ONLY;
  const spare = width - 14 - columns * forCells;
  return Math.max(usual, Math.min(wanted, spare, WIDEST_NAME));
}

/** Names of hosts differ at their ends: the end stays whole where the middle has to give way. */
export function splitName(name: string): readonly [head: string, tail: string] {
  const at = name.length > 16 ? name.length - 8 : name.length;
  return [name.slice(0, at), name.slice(at)];
}

export function columnWidthFor(available: number, columns: number): number {
  const fair = Math.floor((available - 14) / Math.max(columns, 1));
  return fair >= WORD_FROM ? Math.min(fair, WIDEST) : Math.max(NARROWEST, Math.min(fair, ICON_ONLY));
}

interface Group {
  readonly title: string;
  readonly start: number;
  readonly count: number;
}

/** Neighbouring columns of one group. */
export function groupsOf(columns: readonly GridColumn[]): readonly Group[] {
  const groups: Group[] = [];
  columns.forEach((column, index) => {
    const last = groups.at(-1);
    if (last?.title === column.group) groups[groups.length - 1] = { ...last, count: last.count + 1 };
    else groups.push({ title: column.group, start: index, count: 1 });
  });
  return groups;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

interface Field {
  readonly rows: number;
  readonly columns: number;
  isFilled(place: GridPlace): boolean;
}

/** The next filled cell in the direction of the key; null where there is none or the key does not move. */
export function moveBy(key: string, from: GridPlace | null, field: Field): GridPlace | null {
  const step = STEPS[key];
  if (!step) return null;
  let place = from ?? { row: 0, column: -1 };
  const [down, across] = from ? step : [0, 1];
  for (;;) {
    place = { row: place.row + down, column: place.column + across };
    if (place.row < 0 || place.column < 0 || place.row >= field.rows || place.column >= field.columns)
      return null;
    if (field.isFilled(place)) return place;
  }
}
