/** Routes live in the hash, query included (`#/release/a/run?env=b`), so that nothing of one page leaks into the next. */
import { useSyncExternalStore } from 'react';
import { leavePage } from './leaving.ts';

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}

function splitHash(): { path: string; query: string } {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?', 2);
  return { path: `/${path}`, query };
}

/** Shows another page; what was typed and is stored nowhere is asked about first. */
function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const target = `#/${to.replace(/^\//, '')}`;
  if (target !== location.hash) leavePage(() => show(target, replace));
}

function show(target: string, replace: boolean): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', target);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useHashLocation(): [string, typeof navigate] {
  return [useSyncExternalStore(subscribe, () => splitHash().path), navigate];
}

useHashLocation.hrefs = (href: string) => `#${href}`;

export function useHashSearch(): string {
  return useSyncExternalStore(subscribe, () => splitHash().query);
}

export { navigate };
