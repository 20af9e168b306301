/** What stands in the log of a run that a person has closed. */
import type { RuleFacts } from '../gate/model.ts';
import type { HostName, StepId } from '../release/model.ts';
import type { Severity } from './defect.ts';

/** Units of one step: their outcome is unknown, their undo failed, or the output that was to be evidence is missing. */
export interface PointOfSteps {
  readonly kind: 'unknown' | 'failed' | 'evidence';
  readonly step: StepId;
  readonly title: string;
  /** Empty: the step has none. */
  readonly hosts: readonly HostName[];
}

/** Something that is still open of a run at its end. */
export type OpenPoint =
  | PointOfSteps
  /** Hosts that it left undone, and that were not backed out. */
  | { readonly kind: 'unfinished'; readonly hosts: readonly HostName[] }
  /** How far it is backed out, and by which run. */
  | {
      readonly kind: 'backout';
      readonly as: 'part' | 'failed' | 'open';
      readonly by: string;
      readonly left: number;
    }
  /** Nobody has verified the deployment. */
  | { readonly kind: 'verification' }
  /** A verification ended before anybody decided by its criteria. */
  | { readonly kind: 'verdict' }
  /** It was left in place, and this emergency fix is to come. */
  | { readonly kind: 'fix'; readonly note: string }
  /** It was decided to back out, and that is not done. */
  | { readonly kind: 'to-back-out' }
  | { readonly kind: 'defect'; readonly defect: number; readonly severity: Severity; readonly text: string }
  | {
      readonly kind: 'message';
      readonly message: string;
      readonly audience: string;
      readonly state: 'due' | 'failed' | 'unclear';
    }
  /** Records of its steps that could not be removed from hosts. */
  | { readonly kind: 'records'; readonly hosts: readonly HostName[] }
  /** It began in spite of this rule, which is still owed. */
  | {
      readonly kind: 'override';
      readonly rule: string;
      readonly facts: RuleFacts;
      readonly by: string;
      readonly reason: string;
    };

/** What was open when it was closed, and why it was closed all the same. */
export interface ClosedPoint {
  readonly point: OpenPoint;
  readonly because: string;
}

export interface ClosingFacts {
  readonly by: string;
  readonly note: string | null;
  readonly accepted: readonly ClosedPoint[];
}

/** That it is closed, by whom last, and all that was ever accepted. */
export interface RunClosing extends ClosingFacts {
  readonly at: string;
}
