/** What the window is called: by the desktop, in the list of windows, and among what was opened last. */
import { useEffect } from 'react';

const PROGRAM = 'Holdpoint';

/** What the window is called besides, such as its library; empty where nothing is. */
let program = '';
/** What the page says; empty while it says nothing. */
let shown = '';
/** The release or the run that is open; empty on other pages. */
let named = '';
const listeners = new Set<() => void>();

/** `now`: how it is with it at this moment, in front of its name. */
export function useWindowTitle(title: string, thing: 'thing' | 'page' = 'page', now = ''): void {
  useEffect(() => {
    setTitle([now, title].filter(Boolean).join(' – '));
  }, [title, now]);
  useEffect(() => {
    name(thing === 'thing' ? title : '');
    return () => {
      setTitle('');
      name('');
    };
  }, [title, thing]);
}

/** Stands in every title, between the page and the program. */
export function nameProgram(name: string): void {
  program = name;
  setTitle(shown);
}

function setTitle(page: string): void {
  shown = page;
  document.title = [page, program, PROGRAM].filter(Boolean).join(' – ');
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
