/** Calls a person who is not looking: a notification for each question and each end of a run, and a sign on the taskbar. */
import type { RunActivity } from '#core/run/activity.ts';
import type { RunId } from '#core/run/events.ts';
import { type Summons, summonToEnd, summonToQuestion } from '#core/words/run/describe-activity.ts';

/** The desktop as far as it calls people. */
export interface Desktop {
  /** `onClick`: the person comes. The returned function takes it away. */
  notify(summons: Summons, onClick: () => void): () => void;
  /** On the taskbar, between 0 and 1; null: nothing is under way. */
  progress(done: number | null, tone: 'normal' | 'paused'): void;
  /** How many questions wait for a person. */
  badge(count: number): void;
  /** Until somebody looks. */
  flash(): void;
}

export interface SummonParts {
  readonly desktop: Desktop;
  isWanted(): boolean;
  /** Somebody looks at that run. */
  isSeen(run: RunId): boolean;
  /** Shows the run with its question. */
  show(run: RunId): void;
}

export interface Summon {
  /** All runs, whenever they change. */
  tell(runs: readonly RunActivity[]): void;
  /** Another window or page is looked at now: what called to a run that is seen there has done its work. */
  looked(): void;
}

export function createSummon({ desktop, isWanted, isSeen, show }: SummonParts): Summon {
  /** When the last question of each run was asked that somebody was called to, or saw. */
  const called = new Map<RunId, string>();
  const shown = new Map<RunId, () => void>();

  function takeAway(run: RunId): void {
    shown.get(run)?.();
    shown.delete(run);
  }

  function call(run: RunActivity, summons: Summons): void {
    takeAway(run.run);
    if (isSeen(run.run)) return;
    desktop.flash();
    if (!isWanted()) return;
    shown.set(
      run.run,
      desktop.notify(summons, () => {
        takeAway(run.run);
        show(run.run);
      }),
    );
  }

  function look(run: RunActivity): void {
    const end = summonToEnd(run);
    if (end) {
      called.delete(run.run);
      call(run, end);
      return;
    }
    const { newest } = run;
    if (newest === null) {
      // It was answered, at another place too.
      takeAway(run.run);
    } else if (newest.askedAt > (called.get(run.run) ?? '')) {
      called.set(run.run, newest.askedAt);
      call(run, summonToQuestion(run, newest));
    }
  }

  return {
    tell(runs) {
      for (const run of runs) look(run);
      const open = runs.filter((run) => summonToEnd(run) === null);
      const waiting = open.filter((run) => run.questions > 0);
      desktop.badge(waiting.length);
      desktop.progress(doneOf(open), waiting.length > 0 ? 'paused' : 'normal');
    },
    looked() {
      for (const run of [...shown.keys()]) if (isSeen(run)) takeAway(run);
    },
  };
}

/** Of all runs together. */
function doneOf(runs: readonly RunActivity[]): number | null {
  const total = runs.reduce((sum, run) => sum + run.total, 0);
  if (total === 0) return null;
  return runs.reduce((sum, run) => sum + run.finished, 0) / total;
}
