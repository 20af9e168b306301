/** One open release. Its text is the only truth: forms and editor change the text, and everything shown is read from it. */
import { createStore, type StoreApi } from 'zustand';
import type { Bridge } from '#bridge/bridge.ts';
import { hasCode, messageOf } from '#bridge/failure.ts';
import type { Edit } from '#core/release/edit-release.ts';
import { applyEdits } from './text/apply-edits.ts';
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
const SAVED: Saving = { kind: 'saved' };
const UNSAVED: Saving = { kind: 'unsaved' };
const UNREAD: ReadText = { data: null, release: null, issues: [] };

export type ReleaseStore = StoreApi<ReleaseState>;

type Read = () => ReleaseState;
type Write = (part: Partial<ReleaseState>) => void;

interface Holder {
  readonly bridge: Bridge;
  readonly release: string;
  readonly times: ReleaseTimes;
  readonly refuse: (message: string) => void;
  readonly get: Read;
  readonly set: Write;
}

interface ReleaseStoreOptions {
  readonly times?: ReleaseTimes;
  /** Hears why a form's change could not be made; the text is then as it was. */
  readonly refuse: (message: string) => void;
}

export function createReleaseStore(
  bridge: Bridge,
  release: string,
  options: ReleaseStoreOptions,
): ReleaseStore {
  const { times = TIMES, refuse } = options;
  return createStore<ReleaseState>((set, get) => {
    const holder: Holder = { bridge, release, times, refuse, get, set };
    const saver = createSaver(holder);
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
            saving: SAVED,
            past: [],
            future: [],
          });
        } catch (cause) {
          set({ opened: 'failed', problem: messageOf(cause) });
        }
      },
      ...changes(holder, saver),
      save: saver.save,
      ...conflictEnds(holder, saver),
    };
  });
}

type Changes = Pick<ReleaseState, 'edit' | 'type' | 'undo' | 'redo' | 'close'>;

function changes({ times, refuse, get, set }: Holder, saver: Saver): Changes {
  const readSoon = createDelay(() => set({ read: readText(get().text) }));
  let typedAt = 0;
  const put = (
    part: Pick<ReleaseState, 'text' | 'past' | 'future'> & Partial<Pick<ReleaseState, 'read'>>,
  ): void => {
    const { saving } = get();
    set({ ...part, saving: saving.kind === 'conflict' ? saving : UNSAVED });
    saver.saveSoon();
  };
  const travel = (text: string, past: readonly string[], future: readonly string[]): void => {
    typedAt = 0;
    put({ text, past, future, read: readText(text) });
  };
  return {
    edit(edits) {
      const { text: before, past, read } = get();
      if (edits.length === 0 || read.data === null) return;
      const edited = applyEdits(before, edits);
      if (!edited.ok) refuse(edited.message);
      else if (edited.text !== before) travel(edited.text, withOneMore(past, before), []);
    },
    type(text) {
      const { text: before, past } = get();
      if (text === before) return;
      const now = Date.now();
      const joins = now - typedAt < times.typingPauseMs;
      typedAt = now;
      put({ text, past: joins ? past : withOneMore(past, before), future: [] });
      readSoon.start(times.readAfterMs);
    },
    undo() {
      const { past, future, text } = get();
      const before = past.at(-1);
      if (before !== undefined) travel(before, past.slice(0, -1), [text, ...future]);
    },
    redo() {
      const { past, future, text } = get();
      const [next, ...rest] = future;
      if (next !== undefined) travel(next, [...past, text], rest);
    },
    close() {
      readSoon.stop();
      void get().save();
    },
  };
}

function withOneMore(past: readonly string[], text: string): readonly string[] {
  return [...past, text].slice(-HISTORY_LIMIT);
}

interface Saver {
  save(): Promise<void>;
  saveSoon(): void;
  stop(): void;
}

/** One save at a time; what changes meanwhile is saved after it. */
function createSaver({ bridge, release, times, get, set }: Holder): Saver {
  let underWay = false;
  const delay = createDelay(() => void save());
  const saveSoon = (): void => delay.start(times.saveAfterMs);
  const save = async (): Promise<void> => {
    delay.stop();
    const { text, saved, saving } = get();
    if (underWay || (saving.kind !== 'unsaved' && saving.kind !== 'failed')) return;
    underWay = true;
    set({ saving: { kind: 'saving' } });
    try {
      const answer = await bridge.call('release.save', { release, text, saved });
      const newest = get().text === text;
      set({ saved: answer.saved, saving: newest ? SAVED : UNSAVED });
      if (!newest) saveSoon();
    } catch (cause) {
      set({
        saving: hasCode(cause, 'conflict')
          ? { kind: 'conflict' }
          : { kind: 'failed', message: messageOf(cause) },
      });
    } finally {
      underWay = false;
    }
  };
  return { save, saveSoon, stop: delay.stop };
}

function conflictEnds(
  { bridge, release, get, set }: Holder,
  saver: Saver,
): Pick<ReleaseState, 'keepMine' | 'takeTheirs'> {
  return {
    async keepMine() {
      const { saved } = await bridge.call('release.open', { release });
      set({ saved, saving: UNSAVED });
      await saver.save();
    },
    async takeTheirs() {
      const theirs = await bridge.call('release.open', { release });
      const { past, text } = get();
      saver.stop();
      set({
        text: theirs.text,
        saved: theirs.saved,
        read: readText(theirs.text),
        past: withOneMore(past, text),
        future: [],
        saving: SAVED,
      });
    },
  };
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
