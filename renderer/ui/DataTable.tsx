import { type ReactNode, useDeferredValue } from 'react';
import classes from './DataTable.module.css';

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
}

const FIRST_ROWS = 40;

/** A quiet table; the first column names the row. It scrolls sideways rather than squeeze. */
export function DataTable<R>({ label, columns, rows: all, keyOf }: DataTableProps<R>) {
  // A long table is there at once with its first rows; the rest follows without holding anything up.
  const rows = useDeferredValue(all, all.slice(0, FIRST_ROWS));
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" style={{ width: column.width }}>
                <span className={column.unseen ? classes.unseen : undefined}>{column.title}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={keyOf(row, index)}>
              {columns.map((column, at) =>
                at === 0 ? (
                  <th key={column.key} scope="row">
                    {column.cell(row, index)}
                  </th>
                ) : (
                  <td key={column.key}>{column.cell(row, index)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
