import { useEffect } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { FIRST_WINDOW } from '#contract/page-path.ts';
import { navigate } from './hash-location.ts';

/** Set once a window has begun: a page that is loaded again stays where it is. */
const BEGUN = 'begun';

/**
 * The app opens where a person was, or on what became of the one run that was cut off meanwhile; with more of them the
 * library lists them.
 */
export function FirstScreen() {
  useEffect(() => {
    if (location.search !== FIRST_WINDOW || sessionStorage.getItem(BEGUN) !== null) return;
    sessionStorage.setItem(BEGUN, 'yes');
    const begunOn = location.hash;
    // Where the library cannot be read, its own screen says so.
    bridge.call('run.interrupted', {}).then(
      (left) => {
        const [only, ...others] = left.filter(({ summary }) => summary.state === 'interrupted');
        // Somebody who has gone elsewhere is left there.
        if (!only || location.hash !== begunOn) return;
        navigate(others.length > 0 ? '/' : `/run/${only.summary.run}/recovery`);
      },
      () => undefined,
    );
  }, []);
  return null;
}
