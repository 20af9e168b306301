import { useDeferredValue, useMemo } from 'react';
import { mirrorEnvironment, mirrorTimes } from '#core/backout/mirror-times.ts';
import type { TimeFromHere } from '#core/backout/times-by-step.ts';
import { useRelease } from '../release-context.ts';
import type { Path } from '../text/raw.ts';

/** By step id, how long backing out takes once the step is done; null where nothing is backed out or the text cannot be read. */
export function useTimesFromHere(path: Path): ReadonlyMap<string, TimeFromHere> | null {
  const release = useDeferredValue(useRelease((state) => state.draft.read.release));
  const [plan] = path;
  return useMemo(() => {
    const environment = release && mirrorEnvironment(release);
    if (!environment || (plan !== 'deployment' && plan !== 'infrastructure')) return null;
    return mirrorTimes(release, plan, environment.name);
  }, [release, plan]);
}

/** The environment whose hosts are counted. */
export function useMirrorEnvironment(): string | null {
  return useRelease(({ draft: { read } }) => read.release && (mirrorEnvironment(read.release)?.name ?? null));
}
