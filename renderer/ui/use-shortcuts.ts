import { useEffect, useRef } from 'react';
import { tinykeys } from 'tinykeys';

type Shortcuts = Readonly<Record<string, () => void>>;

/** Single keys that act while no text is being written and no dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const keys = Object.keys(shortcuts).join(' ');
  useEffect(() => {
    const bindings = keys.split(' ').map((key) => [
      key,
      (event: KeyboardEvent): void => {
        if (isTaken(event)) return;
        event.preventDefault();
        latest.current[key]?.();
      },
    ]);
    return tinykeys(window, Object.fromEntries(bindings));
  }, [keys]);
}

function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  if (document.querySelector('[role="dialog"][aria-modal="true"]')) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
