import type { Raw } from '../text/raw.ts';

export interface ActionFieldsProps {
  readonly step: Raw;
  readonly onChange: (part: Raw) => void;
}
