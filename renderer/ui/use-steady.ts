import { useCallback, useLayoutEffect, useRef } from 'react';

/** A function that stays the same and does what the newest one does, so that what is given it need not be drawn again. */
export function useSteady<Args extends readonly unknown[]>(
  act: (...args: Args) => void,
): (...args: Args) => void {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}
