/** With which code the command line ends after a run: the run as it is read says it, and how this program left it. */
import { allUnits, type RunState, type RunStateName } from '#core/run/state.ts';
import { type RunView, runStateName } from '#core/run/view.ts';
import type { RunEnd } from '#engine/run-handle.ts';
import { EXIT } from './failure.ts';

export function exitOfRun(view: RunView, as: RunEnd['kind']): number {
  const { state } = view;
  if (isRefused(state) || state.takenOver.size > 0) return EXIT.preflight;
  if ([...allUnits(state)].some((unit) => unit.state === 'unknown')) return EXIT.unknown;
  const exit = EXIT_OF[runStateName(view)];
  return as === 'left' && exit === EXIT.failed ? EXIT.waiting : exit;
}

/** Before it began, or when it was resumed. */
function isRefused({ outcome, preflight, stop }: RunState): boolean {
  return outcome === 'refused' || (preflight?.passed === false && stop === null);
}

const EXIT_OF: Readonly<Record<RunStateName, number>> = {
  succeeded: EXIT.ok,
  failed: EXIT.failed,
  stopped: EXIT.failed,
  running: EXIT.failed,
  interrupted: EXIT.failed,
  waiting: EXIT.waiting,
};
