/** What people find wrong while a release is carried out, as it stands in the log of the run. */
import type { HostName, StepId } from '#core/release/model.ts';

/** The worst first. */
export const SEVERITIES = ['critical', 'major', 'minor'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What somebody says of a defect; `step` and `host` are null where it is about none. */
export interface DefectFacts {
  readonly by: string;
  readonly severity: Severity;
  readonly text: string;
  readonly step: StepId | null;
  readonly host: HostName | null;
}

/** That it is dealt with, and how. */
export interface DefectClosing {
  readonly by: string;
  /** Its number in the run. */
  readonly defect: number;
  /** Why it is closed. */
  readonly note: string;
}

export interface Defect extends DefectFacts {
  /** Counted from 1 within the run, in the order of the log. */
  readonly number: number;
  /** Position in the log. */
  readonly seq: number;
  readonly at: string;
  /** Null while it is open. */
  readonly closed: (Omit<DefectClosing, 'defect'> & { readonly at: string }) | null;
}
