import { useEffect } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { navigate } from './hash-location.ts';

/** Opens the app on what became of the one run that was cut off; with more of them the library lists them. */
export function FirstScreen() {
  useEffect(() => {
    // Where the library cannot be read, its own screen says so.
    bridge.call('run.interrupted', {}).then(
      (left) => {
        const cut = left.filter(({ summary }) => summary.state === 'interrupted');
        const [only] = cut;
        if (only && cut.length === 1 && isAtStart()) navigate(`/run/${only.summary.run}/recovery`);
      },
      () => undefined,
    );
  }, []);
  return null;
}

/** Nobody has gone anywhere yet. */
function isAtStart(): boolean {
  return location.hash === '' || location.hash === '#/';
}
