/** What the window is called: by the desktop, in the list of windows, and among what was opened last. */
import { useEffect } from 'react';

const PROGRAM = 'Holdpoint';

/** The release or the run that is open; empty on other pages. */
let named = '';
const listeners = new Set<() => void>();

/** `now`: how it is with it at this moment, in front of its name. */
export function useWindowTitle(title: string, thing: 'thing' | 'page' = 'page', now = ''): void {
  useEffect(() => {
    document.title = [now, title, PROGRAM].filter(Boolean).join(' – ');
  }, [title, now]);
  useEffect(() => {
    name(thing === 'thing' ? title : '');
    return () => {
      document.title = PROGRAM;
      name('');
    };
  }, [title, thing]);
}

function name(thing: string): void {
  named = thing;
  for (const listener of listeners) listener();
}

export function thingNow(): string {
  return named;
}

/** The returned function ends it. */
export function onThing(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
