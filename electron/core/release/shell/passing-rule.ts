/** What the rules for single commands of a shell text have in common. */

/** A shell text as the rules look at it. */
export interface LookedAt {
  readonly text: string;
  /** Its skeleton. */
  readonly code: string;
  /** It changes something. */
  readonly changes: boolean;
  /** Its author looks at what it prints. */
  readonly isLookedAt: boolean;
  /** A command that fails ends it. */
  readonly strict: boolean;
}

export interface PassingRule {
  readonly code: 'failure-unseen' | 'no-effect' | 'no-terminal' | 'never-ends';
  /** A skeleton without any of them is not searched. */
  readonly signs: readonly string[];
  /** Of the skeleton. */
  readonly pattern: RegExp;
  readonly says: string;
  /** False where the find is none; `written` is what the pattern found, as it stands in the text. */
  readonly holds?: (looked: LookedAt, written: string) => boolean;
}
