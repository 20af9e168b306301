/** What stands in forms and is not saved yet. It is kept outside the page with each pause in typing, so that a kill does not take it. */
import { createContext, useContext, useEffect, useState } from 'react';
import { createStore, useStore } from 'zustand';
import { createDelay, type Delay } from '../delay.ts';
import { addUnsaved } from './unsaved.ts';

export interface Draft {
  /** Which form of which thing it is. */
  readonly place: string;
  /** What the form is called, such as `New host`. */
  readonly title: string;
  /** All that the form holds, as JSON. */
  readonly value: string;
}

/** Where drafts are kept outside the page. */
export interface DraftStore {
  keep(draft: Draft): Promise<unknown>;
  forget(place: string): Promise<unknown>;
}

const PAUSE_MS = 150;
/** Whoever types without a pause waits no longer. */
const MOST_MS = 300;

interface DraftState {
  /** Drafts that are kept, by place. */
  readonly kept: ReadonlyMap<string, Draft>;
  /** Places of those that were there when the window opened. */
  readonly left: ReadonlySet<string>;
  /** Why the newest of a place is not kept. */
  readonly refused: ReadonlyMap<string, string>;
}

const draftStore = createStore<DraftState>(() => ({ kept: new Map(), left: new Set(), refused: new Map() }));

let store: DraftStore | null = null;

export function connectDrafts(kept: readonly Draft[], where: DraftStore): void {
  store = where;
  const byPlace = new Map(kept.map((draft) => [draft.place, draft]));
  draftStore.setState({ kept: byPlace, left: new Set(byPlace.keys()) });
}

/** What is typed last, until the pause after it is over. */
const soon = new Map<string, { readonly draft: Draft; readonly pause: Delay }>();
/** By place, what is being written. */
const writing = new Map<string, Promise<unknown>>();

function keepSoon(draft: Draft): void {
  const { place } = draft;
  const pause = soon.get(place)?.pause ?? createDelay(() => void keepNow(place), MOST_MS);
  soon.set(place, { draft, pause });
  pause.start(PAUSE_MS);
}

/** Does not wait for the pause; over once all that was typed there is kept. */
async function keepNow(place: string): Promise<void> {
  const waiting = soon.get(place);
  if (waiting) {
    waiting.pause.stop();
    soon.delete(place);
    // What cannot be kept is not called kept.
    writing.set(
      place,
      keepDraft(waiting.draft).then(
        () => noteRefusal(place, null),
        (cause: unknown) => noteRefusal(place, cause instanceof Error ? cause.message : String(cause)),
      ),
    );
  }
  await writing.get(place);
}

async function keepDraft(draft: Draft): Promise<void> {
  await store?.keep(draft);
  draftStore.setState(({ kept }) => ({ kept: new Map([...kept, [draft.place, draft]]) }));
}

function noteRefusal(place: string, why: string | null): void {
  const { refused } = draftStore.getState();
  if (why === null && !refused.has(place)) return;
  const others = [...refused].filter(([key]) => key !== place);
  draftStore.setState({ refused: new Map(why === null ? others : [...others, [place, why]]) });
}

async function forgetDraft(place: string): Promise<void> {
  soon.get(place)?.pause.stop();
  soon.delete(place);
  await writing.get(place);
  writing.delete(place);
  noteRefusal(place, null);
  if (!draftStore.getState().kept.has(place)) return;
  draftStore.setState(({ kept }) => ({ kept: new Map([...kept].filter(([key]) => key !== place)) }));
  // One that stays behind is offered once more, which loses nothing.
  await store?.forget(place).catch(() => undefined);
}

/** Places of the forms that are on the page. */
const open = new Set<string>();

/** A person has let go of what stands in the forms on the page. */
export async function forgetOpenDrafts(): Promise<void> {
  await Promise.all([...open].map(forgetDraft));
}

/** What the forms below belong to, such as one release: one name stands before all their places. */
export const DraftScope = createContext('');

/** Titles of the forms in which something was typed before the window opened, and is not saved yet. */
export function useLeftForms(): readonly string[] {
  const scope = useContext(DraftScope);
  const { kept, left } = useStore(draftStore);
  return [...kept.values()]
    .filter(({ place }) => left.has(place) && place.startsWith(`${scope}\n`))
    .map(({ title }) => title)
    .sort();
}

export interface Typed<T> {
  readonly value: T;
  /** What the form began with, before anything was typed. */
  readonly start: T;
  readonly place: string;
  /** It began with what had been typed before and was not saved. */
  readonly isBack: boolean;
  set(next: T | ((before: T) => T)): void;
  /** Begins with nothing typed, or with what is proposed next. */
  startOver(next?: T): void;
}

/** What the window around a form needs of it. */
export type Form = Pick<Typed<unknown>, 'value' | 'start' | 'place' | 'isBack'> & { startOver(): void };

/** All that a form holds, as plain data. What was typed into the same form before, and not saved, stands in it again. */
export function useTyped<T>(name: string, start: T): Typed<T> {
  const place = [useContext(DraftScope), name].join('\n');
  const [first, setFirst] = useState(start);
  const [back] = useState(() => read<T>(draftStore.getState().kept.get(place)));
  const [value, set] = useState<T>(back ?? first);
  const [isBack, setIsBack] = useState(back !== null);
  return {
    value,
    start: first,
    place,
    isBack,
    set,
    startOver(next = first) {
      setFirst(next);
      set(next);
      setIsBack(false);
    },
  };
}

function read<T>(draft: Draft | undefined): T | null {
  try {
    return draft === undefined ? null : (JSON.parse(draft.value) as T);
  } catch {
    return null;
  }
}

/** Keeps what is typed until the form is saved or given up, which is when it is closed. */
export function useDraft(title: string, typed: Form, isOpen: boolean): void {
  const { place } = typed;
  useKeepTyping(title, typed, isOpen);
  useEffect(() => {
    open.add(place);
    return () => {
      open.delete(place);
      void forgetDraft(place);
    };
  }, [place]);
}

function useKeepTyping(title: string, { place, value: typed, start }: Form, isOpen: boolean): void {
  const value = JSON.stringify(typed);
  const isDirty = value !== JSON.stringify(start);
  useEffect(() => {
    if (isDirty && isOpen) keepSoon({ place, title, value });
    else void forgetDraft(place);
  }, [place, title, value, isDirty, isOpen]);
}

/**
 * What is typed where a page asks for it, without a window of its own. Leaving the page asks nothing and loses nothing: it stands
 * there again, also after a kill, until it is given by `startOver`.
 */
export function useTypedOnPage<T>(name: string, title: string, start: T): Typed<T> {
  const typed = useTyped(name, start);
  const { place, startOver } = typed;
  useKeepTyping(title, typed, true);
  useEffect(() => {
    const remove = addUnsaved({ keep: () => keepNow(place), lost: () => null });
    return () => {
      remove();
      void keepNow(place);
    };
  }, [place]);
  return {
    ...typed,
    startOver(next) {
      // The page may be left before what is drawn next says so.
      void forgetDraft(place);
      startOver(next);
    },
  };
}

/** Gives up what was typed on the page under the name, where its form is about to go. */
export function useForgetTyped(name: string): () => void {
  const place = [useContext(DraftScope), name].join('\n');
  return () => void forgetDraft(place);
}

/** Whether all that is typed into the form is kept outside the page. */
export function useIsKept(typed: Form): boolean {
  const kept = useStore(draftStore, (store) => store.kept.get(typed.place)?.value ?? null);
  return kept === JSON.stringify(typed.value);
}

/** Why what is typed into the form cannot be kept; null where it is, or will be in a moment. */
export function useWhyNotKept({ place }: Pick<Form, 'place'>): string | null {
  return useStore(draftStore, ({ refused }) => refused.get(place) ?? null);
}
