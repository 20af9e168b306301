import type { Ref } from 'react';
import classes from './output.module.css';
import type { Row, StyledPiece } from './row-writer.ts';

interface OutputRowProps {
  readonly ref?: Ref<HTMLDivElement> | undefined;
  readonly index: number;
  readonly top: number;
  readonly row: Row;
  /** Text to mark; null where the row is not the one that was found. */
  readonly marked: string | null;
  readonly onOpen?: ((row: Row) => void) | undefined;
}

export function OutputRow({ ref, index, top, row, marked, onOpen }: OutputRowProps) {
  return (
    <div
      ref={ref}
      data-index={index}
      data-continues={row.continues}
      data-margin={row.margin !== undefined || undefined}
      data-found={marked !== null}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
    >
      <Margin row={row} onOpen={onOpen} />
      {row.margin === undefined ? (
        <Text row={row} marked={marked} />
      ) : (
        <span className={classes.beside}>
          <Text row={row} marked={marked} />
        </span>
      )}
    </div>
  );
}

/** Our own words, which may lead somewhere; what a host printed never does. */
function Margin({ row, onOpen }: Pick<OutputRowProps, 'row' | 'onOpen'>) {
  if (row.margin === undefined) return null;
  if (!onOpen || row.margin.trim() === '') return <span className={classes.margin}>{row.margin}</span>;
  return (
    <button
      type="button"
      className={classes.margin}
      title="Show this step and host"
      onClick={() => onOpen(row)}
    >
      {row.margin}
    </button>
  );
}

function Text({ row, marked }: Pick<OutputRowProps, 'row' | 'marked'>) {
  return (
    <>
      {row.pieces.length === 0 ? '\u00a0' : <Pieces pieces={row.pieces} marked={marked} />}
      {row.overwritten > 0 ? (
        <span className={classes.aside}>
          {`written over ${row.overwritten === 1 ? 'once' : `${row.overwritten} times`}`}
        </span>
      ) : null}
    </>
  );
}

interface PiecesProps {
  readonly pieces: readonly StyledPiece[];
  readonly marked?: string | null;
}

/** Pieces as text nodes and nothing else. */
export function Pieces({ pieces, marked = null }: PiecesProps) {
  return pieces.map((piece, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no name but their place
    <span key={i} {...lookOf(piece)}>
      {marked ? <Marked text={piece.text} marked={marked} /> : piece.text}
    </span>
  ));
}

function lookOf({ style, escaped }: StyledPiece) {
  if (escaped)
    return {
      className: classes.escaped,
      title: 'Not printed like this: a character that cannot be shown safely',
    };
  const { colour, ground, bold, dim, italic, underline, inverse } = style;
  const marks = [
    bold && 'bold',
    dim && 'dim',
    italic && 'italic',
    underline && 'underline',
    (inverse || ground !== null) && 'ground',
  ];
  const named = (ground ?? colour) === null ? undefined : String(ground ?? colour);
  return { 'data-colour': named, 'data-marks': marks.filter(Boolean).join(' ') || undefined };
}

function Marked({ text, marked }: { readonly text: string; readonly marked: string }) {
  return text.split(marked).map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no name but their place
    <span key={i}>
      {i > 0 ? <mark>{marked}</mark> : null}
      {part}
    </span>
  ));
}
