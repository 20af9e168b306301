import type { BackoutFacts as StoredFacts } from '#contract/commands.ts';
import type { BackedOut } from '#core/backout/backed-out.ts';
import type { BackoutChoice } from '#core/backout/backout.ts';
import type { UndoHistory } from '#core/backout/time.ts';
import type { StepId } from '#core/release/model.ts';

/** What the library knows for the backout of a run, besides the run itself. */
export interface BackoutFacts {
  readonly history: UndoHistory;
  readonly earlier: Pick<BackoutChoice, 'undone' | 'begun'>;
  readonly backedOut: BackedOut | null;
}

export const NO_FACTS: BackoutFacts = {
  history: new Map(),
  earlier: { undone: new Set(), begun: new Map() },
  backedOut: null,
};

export function readFacts({ history, undone, begun, backedOut }: StoredFacts): BackoutFacts {
  return {
    history: new Map(Object.entries(history).map(([step, ms]) => [step as StepId, ms])),
    earlier: { undone: new Set(undone), begun: new Map(Object.entries(begun)) },
    backedOut,
  };
}
