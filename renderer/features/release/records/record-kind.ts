import type { ReactNode } from 'react';
import type { Path } from '#core/release/problems.ts';
import type { Raw } from '../text/raw.ts';
import type { FieldHints } from './TableFields.tsx';

/** A list of records of the file: what people call it, and where it stands. */
export interface RecordKind {
  readonly path: Path;
  readonly title: string;
  /** One of them: `risk`. */
  readonly noun: string;
  readonly note?: string;
  /** What to write here, and why, while nothing is. */
  readonly empty: ReactNode;
  /** Keys that the list shows; the first one names the record. */
  readonly columns: readonly string[];
  readonly hints?: FieldHints;
  /** Tells what a value means beyond its word. */
  readonly cell?: (key: string, record: Raw) => ReactNode;
  /** Further fields of the form, before the others. */
  readonly lead?: (record: Raw, onChange: (part: Raw) => void) => ReactNode;
}
