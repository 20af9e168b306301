/** What has to be met before a release may go to production, as it is judged: facts only; `words/describe-gate.ts` makes the sentences. */
import type { Mode } from '#core/run/mode.ts';
import type { Control, PlanName, Requirement, Revision } from '../release/model.ts';

/** A person's word that a release may go as this revision says it. */
export interface Approval {
  readonly revision: Revision;
  /** As the people of the release are signed. */
  readonly by: string;
  readonly note: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Account of the workstation. */
  readonly login: string;
  /** It was given on another workstation, and came in a bundle; missing: it was given here. */
  readonly came?: ApprovalElsewhere;
}

/** `at`, `login`: when and under which account it was given there. */
export interface ApprovalElsewhere {
  readonly bundle: string;
  readonly at: string;
  readonly login: string;
}

/** A run that came to a good end and so speaks for a later one. */
export interface Precedent {
  readonly run: string;
  readonly revision: string;
  readonly plan: string;
  readonly environment: string;
  readonly mode: Mode;
  readonly at: string;
}

/** What the file of a component was found to be. */
export type ComponentFinding =
  | { readonly kind: 'verified'; readonly id: string }
  | { readonly kind: 'differs'; readonly id: string; readonly file: string; readonly sha256: string }
  /** `why`: a clause of what keeps the file from being read. */
  | { readonly kind: 'unread'; readonly id: string; readonly file: string; readonly why: string }
  | { readonly kind: 'no-hash'; readonly id: string };

export type PackageFinding = Exclude<ComponentFinding, { kind: 'verified' }>;

/** What became of a step that validates a requirement, when it ran last on the environment; null: it did not run there. */
export interface CheckFinding {
  readonly step: string;
  readonly seen: { readonly run: string; readonly ok: boolean } | null;
}

/** What is judged, and the facts that it is judged by. */
export type RuleFacts =
  | {
      readonly kind: 'window';
      readonly now: 'ahead' | 'open' | 'over';
      readonly opens: string;
      readonly closes: string;
    }
  | {
      readonly kind: 'window-fits';
      /** What the window leaves, without its margin. */
      readonly leftMs: number;
      readonly planMs: number;
      readonly backoutMs: number;
      /** Steps of both that nobody estimated; they count as nothing. */
      readonly unestimated: number;
    }
  | { readonly kind: 'no-window' }
  | {
      readonly kind: 'control';
      readonly title: string;
      readonly state: Control['state'];
      readonly by: string | null;
      /** What the program finds of its rule; null where a person says it. */
      readonly found: RuleFacts | null;
    }
  | {
      readonly kind: 'requirement';
      readonly what: string;
      readonly state: Requirement['state'];
      readonly owner: string | null;
      readonly due: string | null;
      readonly isLate: boolean;
      /** The steps that validate it; empty where a person says it. */
      readonly checks: readonly CheckFinding[];
    }
  | { readonly kind: 'requirements'; readonly total: number; readonly open: readonly string[] }
  | { readonly kind: 'component'; readonly finding: ComponentFinding }
  | { readonly kind: 'package'; readonly verified: number; readonly others: readonly PackageFinding[] }
  /** `wanted`: the person or role who has to approve; null: anybody. `other`: the newest approval of another revision. */
  | {
      readonly kind: 'approval';
      readonly wanted: string | null;
      readonly given: Approval | null;
      readonly other: Approval | null;
    }
  /** `last`: the newest that went well; `isThis`: with this very revision. */
  | {
      readonly kind: 'rehearsal' | 'backout-rehearsal';
      readonly last: Precedent | null;
      readonly isThis: boolean;
    }
  | { readonly kind: 'undo'; readonly unsaid: readonly string[] }
  | { readonly kind: 'no-return'; readonly title: string };

/**
 * What comes of a rule that is not met. `stops`: the run is not begun unless a person overrides it; `warns`: it is said before
 * the run; `tells`: it is said where the release is looked at.
 */
export type Weight = 'stops' | 'warns' | 'tells';

export interface Override {
  readonly by: string;
  readonly reason: string;
}

export interface JudgedRule {
  /** By which it is overridden: `window`, `control:ID`, `requirement:ID`, `package:ID` … */
  readonly key: string;
  readonly standing: 'met' | 'not-met' | 'overridden';
  readonly weight: Weight;
  readonly facts: RuleFacts;
  /** Where a person said that the run goes all the same. */
  readonly override?: Override;
}

export interface Gate {
  readonly environment: string;
  readonly isProduction: boolean;
  readonly revision: Revision;
  readonly rules: readonly JudgedRule[];
}

/** What is begun: rules hold back a live run on production only. */
export interface GateSubject {
  readonly plan: PlanName;
  readonly environment: string;
  readonly mode: Mode;
}

/** What the release and its plan do not say themselves. */
export interface GateFacts {
  /** ms since 1970. */
  readonly now: number;
  /** Newest first. */
  readonly precedents: readonly Precedent[];
  /** Newest first. */
  readonly approvals: readonly Approval[];
  readonly components: readonly ComponentFinding[];
  /** Of each step that validates a requirement. */
  readonly checks: readonly CheckFinding[];
  /** By step, the longest that its undo took, in ms. */
  readonly undoTimes: Readonly<Record<string, number>>;
}
