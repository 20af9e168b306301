import { bridge } from './bridge.ts';
import { useCommand } from './use-command.ts';
import { useNews } from './use-news.ts';

/** Pages of the releases and runs that a person has pinned, in that order. */
export function usePinned(): readonly string[] {
  const { value, refresh } = useCommand('desktop.pinned', {});
  useNews((news) => {
    if (news.kind === 'pinnedChanged') refresh();
  });
  return (value ?? []).map(({ path }) => path);
}

/** Pins a release or a run, or unpins it. */
export function pin(
  wanted: { readonly path: string; readonly title: string; readonly isPinned: boolean },
  failed: (title: string, cause: unknown) => void,
): void {
  const title = wanted.title.slice(0, 300);
  bridge
    .call('desktop.pin', { ...wanted, title })
    .catch((cause: unknown) => failed('It was not pinned', cause));
}
