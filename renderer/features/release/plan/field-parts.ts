/** What the fields of a step's parts share. */
import type { Raw } from '../text/raw.ts';

export interface ActionFieldsProps {
  readonly step: Raw;
  readonly onChange: (part: Raw) => void;
}

/** Styles of an input that holds a command or a path. */
export const CODE = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.78rem' } };
