import type { RunState } from './state.ts';

/** A run that changed something, and is no backout itself, can be backed out. */
export function mayBackOut({ header, outcome }: Pick<RunState, 'header' | 'outcome'>): boolean {
  return header.plan !== 'backout' && header.mode !== 'check' && outcome !== 'refused';
}

/** Whether a person is told to think of a backout: not after a rehearsal, which is only an exercise. */
export function suggestsBackout(state: Pick<RunState, 'header' | 'outcome'>): boolean {
  return mayBackOut(state) && state.header.mode === 'live';
}
