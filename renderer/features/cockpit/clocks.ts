import type { RunState } from '#core/run/state.ts';

/** How long the run has been going, or took. */
export function elapsedMs(
  state: Pick<RunState, 'startedAt' | 'createdAt' | 'finishedAt'>,
  now: number,
): number {
  const end = state.finishedAt === null ? now : Date.parse(state.finishedAt);
  return Math.max(0, end - Date.parse(state.startedAt ?? state.createdAt));
}
