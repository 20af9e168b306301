/** Routes live in the hash, query included (`#/release/a/run?env=b`), so that nothing of one page leaks into the next. */
import { useSyncExternalStore } from 'react';

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}

function splitHash(): { path: string; query: string } {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?', 2);
  return { path: `/${path}`, query };
}

function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const target = `#/${to.replace(/^\//, '')}`;
  if (target === location.hash) return;
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
