import { useDeferredValue, useMemo } from 'react';
import { useCommand } from '#bridge/use-command.ts';
import { mirrorEnvironment, mirrorTimes } from '#core/backout/mirror-times.ts';
import { NO_HISTORY, readHistory, type UndoHistory } from '#core/backout/time.ts';
import type { TimeFromHere } from '#core/backout/times-by-step.ts';
import type { Path } from '#core/release/problems.ts';
import { useRelease } from '../release-context.ts';

/** By step id, how long backing out takes once the step is done; null where nothing is backed out or the text cannot be read. */
export function useTimesFromHere(path: Path): ReadonlyMap<string, TimeFromHere> | null {
  const release = useDeferredValue(useRelease((state) => state.draft.read.release));
  const history = useUndoHistory(release?.info.id ?? null);
  const [plan] = path;
  return useMemo(() => {
    const environment = release && mirrorEnvironment(release);
    if (!environment || history === null || (plan !== 'deployment' && plan !== 'infrastructure')) return null;
    return mirrorTimes({ release, plan, environment: environment.name }, history);
  }, [release, plan, history]);
}

/** How long undoing took in earlier backouts of the release; null until it is known. Where it cannot be read, the estimates count. */
function useUndoHistory(release: string | null): UndoHistory | null {
  const { value, problem } = useCommand('run.undoHistory', release === null ? null : { release });
  return useMemo(() => {
    if (value !== null) return readHistory(value);
    return problem === null ? null : NO_HISTORY;
  }, [value, problem]);
}

/** The environment whose hosts are counted. */
export function useMirrorEnvironment(): string | null {
  return useRelease(({ draft: { read } }) => read.release && (mirrorEnvironment(read.release)?.name ?? null));
}
