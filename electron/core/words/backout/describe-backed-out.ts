/** What has become of a run since it ended, in words. */
import type { BackedOut } from '../../backout/backed-out.ts';
import type { RunStateName } from '../../run/state.ts';
import { labelOutcome } from '../run/describe-ended.ts';

/** `backed out`, `partly backed out (2 left)`. */
export function describeBackedOut({ as, left }: Pick<BackedOut, 'as' | 'left'>): string {
  switch (as) {
    case 'whole':
      return 'backed out';
    case 'part':
      return `partly backed out, ${left} left`;
    case 'failed':
      return left === 0 ? 'backout failed' : `backout failed, ${left} left`;
    case 'open':
      return 'backout not finished';
  }
}

interface RunOutcomeLine {
  readonly state: RunStateName;
  readonly refused?: true;
  readonly backedOut: BackedOut | null;
  readonly closed?: true;
  readonly unsound?: string;
}

/** `failed, backed out, closed`: how a run ended and what has become of it since; the same in every list. */
export function describeRun({ state, refused, backedOut, closed, unsound }: RunOutcomeLine): string {
  if (unsound !== undefined) return UNSOUND;
  const word = refused ? labelOutcome('refused') : state;
  const back = backedOut === null || refused ? '' : `, ${describeBackedOut(backedOut)}`;
  return `${word}${back}${closed ? ', closed' : ''}`;
}

/** The state that a run's mark shows: what became of it last. */
export function markOfRun({ state, backedOut, unsound }: RunOutcomeLine): RunMark {
  if (unsound !== undefined) return UNSOUND;
  return backedOut === null ? STATE_MARKS[state] : MARKS[backedOut.as];
}

/** In the place of a state. */
export const UNSOUND = 'does not verify';

/** How each state of a run is marked, wherever runs are shown. */
export const STATE_MARKS = {
  running: 'running',
  waiting: 'needs you',
  succeeded: 'succeeded',
  failed: 'failed',
  stopped: 'stopped',
  interrupted: 'interrupted',
} as const satisfies Readonly<Record<RunStateName, string>>;

const MARKS = {
  whole: 'backed out',
  part: 'partly backed out',
  failed: 'backout failed',
  open: 'backout not finished',
} as const satisfies Readonly<Record<BackedOut['as'], string>>;

type RunMark = typeof UNSOUND | (typeof STATE_MARKS)[RunStateName] | (typeof MARKS)[BackedOut['as']];
