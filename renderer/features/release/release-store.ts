/** One open release. Its text is the only truth: forms and editor change the text, and everything shown is read from it. */
import { createStore, type StoreApi } from 'zustand';
import type { Bridge } from '#bridge/bridge.ts';
import { hasCode, messageOf } from '#bridge/failure.ts';
import { type Edit, editText } from './text/edit-text.ts';
import { type ReadText, readText } from './text/read-text.ts';

export type Saving =
  | { readonly kind: 'saved' }
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'saving' }
  /** Someone else saved since; the person chooses which text stays. */
  | { readonly kind: 'conflict' }
  | { readonly kind: 'failed'; readonly message: string };

export interface ReleaseState {
  readonly opened: 'no' | 'yes' | 'failed';
  readonly problem: string | null;
  readonly text: string;
  /** What `text` says, as of the last reading. */
  readonly read: ReadText;
  readonly saving: Saving;
  /** Counts the saves known here. */
  readonly saved: number;
  readonly past: readonly string[];
  readonly future: readonly string[];
  open(): Promise<void>;
  edit(edits: readonly Edit[]): void;
  type(text: string): void;
  undo(): void;
  redo(): void;
  save(): Promise<void>;
  /** Ends a conflict: this text goes over the other one. */
  keepMine(): Promise<void>;
  /** Ends a conflict: this text gives way; undo brings it back. */
  takeTheirs(): Promise<void>;
  /** Writes what is unsaved and stops the clocks. */
  close(): void;
}

export interface ReleaseTimes {
  readonly saveAfterMs: number;
  readonly readAfterMs: number;
  /** Typing without a longer pause is undone as one. */
  readonly typingPauseMs: number;
}

const TIMES: ReleaseTimes = { saveAfterMs: 800, readAfterMs: 180, typingPauseMs: 900 };
const HISTORY_LIMIT = 200;
const UNREAD: ReadText = { data: null, release: null, issues: [] };

export type ReleaseStore = StoreApi<ReleaseState>;

export function createReleaseStore(
  bridge: Bridge,
  release: string,
  times: ReleaseTimes = TIMES,
): ReleaseStore {
  return createStore<ReleaseState>((set, get) => {
    const saveSoon = createDelay(() => void get().save());
    const readSoon = createDelay(() => set({ read: readText(get().text) }));
    let typedAt = 0;
    let underWay = false;

    /** The new text with its reading; the old one goes to the past unless it continues the last typing. */
    const change = (text: string, joins: boolean): void => {
      const { text: before, past, saving } = get();
      if (text === before) return;
      set({
        text,
        past: joins ? past : [...past, before].slice(-HISTORY_LIMIT),
        future: [],
        saving: saving.kind === 'conflict' ? saving : { kind: 'unsaved' },
      });
      saveSoon.start(times.saveAfterMs);
    };
    const show = (text: string, past: readonly string[], future: readonly string[]): void => {
      typedAt = 0;
      const { saving } = get();
      set({
        text,
        past,
        future,
        read: readText(text),
        saving: saving.kind === 'conflict' ? saving : { kind: 'unsaved' },
      });
      saveSoon.start(times.saveAfterMs);
    };

    return {
      opened: 'no',
      problem: null,
      text: '',
      read: UNREAD,
      saving: { kind: 'saved' },
      saved: 0,
      past: [],
      future: [],
      async open() {
        try {
          const { text, saved } = await bridge.call('release.open', { release });
          set({
            opened: 'yes',
            problem: null,
            text,
            saved,
            read: readText(text),
            saving: { kind: 'saved' },
            past: [],
            future: [],
          });
        } catch (cause) {
          set({ opened: 'failed', problem: messageOf(cause) });
        }
      },
      edit(edits) {
        if (edits.length === 0 || get().read.data === null) return;
        typedAt = 0;
        const text = editText(get().text, edits);
        change(text, false);
        set({ read: readText(text) });
      },
      type(text) {
        const now = Date.now();
        change(text, now - typedAt < times.typingPauseMs);
        typedAt = now;
        readSoon.start(times.readAfterMs);
      },
      undo() {
        const { past, future, text } = get();
        const before = past.at(-1);
        if (before !== undefined) show(before, past.slice(0, -1), [text, ...future]);
      },
      redo() {
        const { past, future, text } = get();
        const [next, ...rest] = future;
        if (next !== undefined) show(next, [...past, text], rest);
      },
      async save() {
        saveSoon.stop();
        const { text, saved, saving } = get();
        if (underWay || (saving.kind !== 'unsaved' && saving.kind !== 'failed')) return;
        underWay = true;
        set({ saving: { kind: 'saving' } });
        try {
          const answer = await bridge.call('release.save', { release, text, saved });
          const newest = get().text === text;
          set({ saved: answer.saved, saving: { kind: newest ? 'saved' : 'unsaved' } });
          if (!newest) saveSoon.start(times.saveAfterMs);
        } catch (cause) {
          set({
            saving: hasCode(cause, 'conflict')
              ? { kind: 'conflict' }
              : { kind: 'failed', message: messageOf(cause) },
          });
        } finally {
          underWay = false;
        }
      },
      async keepMine() {
        const { saved } = await bridge.call('release.open', { release });
        set({ saved, saving: { kind: 'unsaved' } });
        await get().save();
      },
      async takeTheirs() {
        const theirs = await bridge.call('release.open', { release });
        const { past, text } = get();
        saveSoon.stop();
        set({
          text: theirs.text,
          saved: theirs.saved,
          read: readText(theirs.text),
          past: [...past, text],
          future: [],
          saving: { kind: 'saved' },
        });
      },
      close() {
        readSoon.stop();
        void get().save();
      },
    };
  });
}

interface Delay {
  start(ms: number): void;
  stop(): void;
}

function createDelay(act: () => void): Delay {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => clearTimeout(timer);
  return {
    stop,
    start(ms) {
      stop();
      timer = setTimeout(act, ms);
    },
  };
}
