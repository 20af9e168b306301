/** What can be done now: each part of the screen says what it does for which command, while it can. Menu, keys and palette ask here. */
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { APP_COMMAND_IDS, type AppCommandId, appCommand, isBareKey } from '#contract/app-commands.ts';
import { bridge } from './bridge.ts';

type Act = () => void;

/** Null or missing: not possible now. */
type Acts = Partial<Readonly<Record<AppCommandId, Act | null | false>>>;

/** By command, what parts of the screen have said; the newest counts. */
const said = new Map<AppCommandId, Act[]>();
const listeners = new Set<() => void>();
let enabled: readonly AppCommandId[] = [];

function changed(): void {
  const now = APP_COMMAND_IDS.filter((id) => (said.get(id)?.length ?? 0) > 0);
  if (now.join() === enabled.join()) return;
  enabled = now;
  for (const listener of listeners) listener();
}

/** While the component is on screen. What an act does may change at any time; whether it is possible is read when it is drawn. */
export function useAppCommands(acts: Acts): void {
  const act = useEffectEvent((id: AppCommandId) => {
    const wanted = acts[id];
    if (wanted) wanted();
  });
  const possible = APP_COMMAND_IDS.filter((id) => acts[id]).join();
  useEffect(() => {
    const ids = possible === '' ? [] : (possible.split(',') as AppCommandId[]);
    const mine = ids.map((id): [AppCommandId, Act] => [id, () => act(id)]);
    for (const [id, each] of mine) said.set(id, [...(said.get(id) ?? []), each]);
    changed();
    return () => {
      for (const [id, each] of mine)
        said.set(
          id,
          (said.get(id) ?? []).filter((other) => other !== each),
        );
      changed();
    };
  }, [possible]);
}

/** False where it is not possible now. */
export function doCommand(id: AppCommandId): boolean {
  if (appCommand(id).by === 'window') {
    void bridge.call('desktop.command', { id });
    return true;
  }
  const act = said.get(id)?.at(-1);
  act?.();
  return act !== undefined;
}

/** What the page can do now. */
export function usePossible(): readonly AppCommandId[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => enabled,
  );
}

/** Does what the pressed keys stand for. Keys of the window are those of its menu. */
export function pressKeys(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const id = APP_COMMAND_IDS.find((each) => isPressed(each, event));
  if (id !== undefined && doCommand(id)) event.preventDefault();
}

function isPressed(id: AppCommandId, event: KeyboardEvent): boolean {
  const { keys, by } = appCommand(id);
  if (keys === undefined || by === 'window') return false;
  if (!matches(keys, event)) return false;
  const isForWriters = keys.startsWith('Mod+') && keys !== 'Mod+Enter';
  return isForWriters || keys.startsWith('F') ? true : !isTaken(event.target);
}

function matches(keys: string, event: KeyboardEvent): boolean {
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  if (isBareKey(keys)) {
    const isLetter = /[A-Z]/.test(keys);
    return !hasModifier && event.key.toUpperCase() === keys && !(isLetter && event.shiftKey);
  }
  const parts = keys.split('+');
  const has = (part: string): boolean => parts.includes(part);
  return (
    (event.ctrlKey || event.metaKey) === has('Mod') &&
    event.shiftKey === has('Shift') &&
    event.altKey === has('Alt') &&
    event.key.toUpperCase() === parts.at(-1)?.toUpperCase()
  );
}

/** Somebody is writing, or a dialog is open. */
function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"][aria-modal="true"]')) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
