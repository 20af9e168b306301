/** What can be done now: each part of the screen says what it does for which command, while it can. Menu, keys and palette ask here. */
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { APP_COMMAND_IDS, type AppCommandId, appCommand } from '#contract/app-commands.ts';
import { actWhileWriting, type KeyChanges, keysOf, writeKeys } from '#contract/app-keys.ts';
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
  return useSyncExternalStore(listen, () => enabled);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** As the settings of this workstation say. */
let changes: KeyChanges = {};

export function changeKeys(now: KeyChanges): void {
  if (JSON.stringify(now) === JSON.stringify(changes)) return;
  changes = now;
  for (const listener of listeners) listener();
}

/** Keys that a person has given to commands. */
export function useKeyChanges(): KeyChanges {
  return useSyncExternalStore(listen, () => changes);
}

/** Does what the pressed keys stand for. Keys of the window are those of its menu. */
export function pressKeys(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const id = APP_COMMAND_IDS.find((each) => isPressed(each, event));
  if (id !== undefined && doCommand(id)) event.preventDefault();
}

function isPressed(id: AppCommandId, event: KeyboardEvent): boolean {
  const { by } = appCommand(id);
  const keys = keysOf(id, changes);
  if (keys === undefined || by === 'window') return false;
  // Shift with a letter writes a capital, which is no bare key.
  if (writeKeys(event) !== keys) return false;
  return actWhileWriting(keys) || !isTakenUp(event.target);
}

/** Somebody is writing, or a dialog is open. */
export function isTakenUp(target: EventTarget | null = document.activeElement): boolean {
  if (document.querySelector('[role="dialog"][aria-modal="true"]')) return true;
  if (target instanceof HTMLInputElement) return !['radio', 'checkbox', 'button'].includes(target.type);
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
