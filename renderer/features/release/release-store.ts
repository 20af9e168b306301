/** One open release. Its text is the only truth: forms and editor change the text, and everything shown is read from it. */
import { createStore, type StoreApi } from 'zustand';
import type { Bridge } from '#bridge/bridge.ts';
import { hasCode, messageOf } from '#bridge/failure.ts';
import type { Edit } from '#core/release/edit-release.ts';
import type { Path } from '#core/release/problems.ts';
import type { JsonValue } from '#core/release/revision.ts';
import { createDelay } from '#ui/delay.ts';
import { changeParts, type PartsChange } from '#ui/store-parts.ts';
import { createFieldTyping } from './field-typing.ts';
import { keepText, takeKeptText } from './kept-texts.ts';
import { createLongText, type LongText } from './long-text.ts';
import { applyEdits } from './text/apply-edits.ts';
import { diffEdits } from './text/diff-edits.ts';
import { at } from './text/raw.ts';
import { type ReadText, readText } from './text/read-text.ts';
import { type TextWork, textWork } from './text/text-work.ts';

export type Saving =
  | { readonly kind: 'saved' }
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'saving' }
  /** Someone else saved since; the person chooses which text stays. */
  | { readonly kind: 'conflict' }
  | { readonly kind: 'failed'; readonly message: string };

interface ReleaseOpening {
  readonly as: 'no' | 'yes' | 'failed';
  readonly problem: string | null;
}

interface Draft {
  readonly text: string;
  /** What `text` says, as of the last reading. */
  readonly read: ReadText;
  readonly past: readonly string[];
  readonly future: readonly string[];
}

interface Stored {
  readonly saving: Saving;
  /** Counts the saves known here. */
  readonly saved: number;
}

interface ReleaseParts {
  readonly opened: ReleaseOpening;
  readonly draft: Draft;
  readonly stored: Stored;
}

export interface ReleaseState extends ReleaseParts {
  readonly write: {
    edit(edits: readonly Edit[]): void;
    /** What is typed into a form's field: it is unsaved at once, and goes into the text after a short pause or before anything else. */
    typeInto(path: Path, value: unknown): void;
    type(text: string): void;
    undo(): void;
    redo(): void;
  };
  readonly keep: {
    save(): Promise<void>;
    /** Ends a conflict: this text goes over the other one. */
    keepMine(): Promise<void>;
    /** Ends a conflict: this text gives way; undo brings it back. */
    takeTheirs(): Promise<void>;
  };
  open(): Promise<void>;
  /** Writes what is unsaved and stops the clocks. */
  close(): void;
}

export interface ReleaseTimes {
  /** After so long without a key. */
  readonly saveAfterMs: number;
  /** While somebody types without a pause, what is typed is put into the text, and the text is saved, so often at least. */
  readonly saveWithinMs: number;
  readonly readAfterMs: number;
  /** Typing without a longer pause is undone as one. */
  readonly typingPauseMs: number;
}

const TIMES: ReleaseTimes = { saveAfterMs: 300, saveWithinMs: 600, readAfterMs: 180, typingPauseMs: 900 };
const HISTORY_LIMIT = 200;
const SAVED: Saving = { kind: 'saved' };
const UNSAVED: Saving = { kind: 'unsaved' };
const UNREAD: ReadText = { data: null, release: null, issues: [] };

export type OpenReleaseStore = StoreApi<ReleaseState>;

interface Holder {
  readonly bridge: Bridge;
  readonly release: string;
  readonly times: ReleaseTimes;
  readonly refuse: (message: string) => void;
  readonly work: TextWork;
  get(): ReleaseParts;
  set(parts: PartsChange<ReleaseParts>): void;
}

interface ReleaseStoreOptions {
  readonly times?: ReleaseTimes;
  readonly work?: TextWork;
  /** Hears why a form's change could not be made; the text is then as it was. */
  readonly refuse: (message: string) => void;
}

export function createReleaseStore(
  bridge: Bridge,
  release: string,
  options: ReleaseStoreOptions,
): OpenReleaseStore {
  const { times = TIMES, work = textWork, refuse } = options;
  return createStore<ReleaseState>((put, get) => {
    const set: Holder['set'] = (parts) => put((state) => changeParts(state, parts));
    const holder: Holder = { bridge, release, times, refuse, work, get, set };
    const saver = createSaver(holder);
    const { close, ...write } = changes(holder, saver);
    return {
      opened: { as: 'no', problem: null },
      draft: { text: '', read: UNREAD, past: [], future: [] },
      stored: { saving: SAVED, saved: 0 },
      write,
      keep: { save: saver.save, ...conflictEnds(holder, saver) },
      close,
      async open() {
        try {
          const stored = await bridge.call('release.open', { release });
          const kept = takeKeptText(release);
          const { text, saved } = kept ?? stored;
          const read = work.isLong(text) ? await work.read(text) : readText(text);
          set({
            opened: { as: 'yes', problem: null },
            draft: { text, read, past: kept ? [stored.text] : [], future: [] },
            stored: { saving: kept ? UNSAVED : SAVED, saved },
          });
          await saver.save();
        } catch (cause) {
          set({ opened: { as: 'failed', problem: messageOf(cause) } });
        }
      },
    };
  });
}

type Changes = ReleaseState['write'] & Pick<ReleaseState, 'close'>;

type Put = (draft: Omit<Draft, 'read'> & Partial<Pick<Draft, 'read'>>) => void;

function changes(holder: Holder, saver: Saver): Changes {
  const { release, times, refuse, work, get, set } = holder;
  const readSoon = createDelay(() => readNow(holder, long));
  const typed = { at: 0 };
  const put: Put = (draft) => {
    set({ draft, stored: { saving: unsavedAfter(get().stored) } });
    saver.saveSoon();
  };
  const travel: Travel = (text, past, future) => {
    typed.at = 0;
    put({ text, past, future });
    readNow(holder, long);
  };
  const long = longTextOf(holder, put);
  const edit = (edits: readonly Edit[], joins: boolean): void => {
    const { text: before, past, read } = get().draft;
    if (edits.length === 0 || read.data === null) return;
    if (work.isLong(before)) {
      long.edit(edits, joins);
      return;
    }
    const edited = applyEdits(before, edits);
    if (!edited.ok) refuse(edited.message);
    else if (edited.text !== before) travel(edited.text, joins ? past : withOneMore(past, before), []);
  };
  const typing = createFieldTyping({
    pauseMs: times.readAfterMs,
    mostMs: times.saveWithinMs,
    joinMs: times.typingPauseMs,
    change(path, value, joins) {
      const { text: before, read } = get().draft;
      const edits = diffEdits(path, at(read.data, path), value);
      // What was typed is shown already, but the text may say something else.
      const isUnsure = edits.length === 0 && value !== undefined && long.isDoubted();
      edit(isUnsure ? [{ kind: 'set', path, value: value as JsonValue }] : edits, joins);
      if (get().draft.text === before) saver.saveSoon();
    },
  });
  saver.before(() => {
    typing.put();
    return long.settled();
  });
  return {
    edit(edits) {
      typing.leave();
      edit(edits, false);
    },
    typeInto(path, value) {
      set({ stored: { saving: unsavedAfter(get().stored) } });
      typing.type(path, value);
    },
    type(text) {
      typing.leave();
      const { text: before, past } = get().draft;
      if (text === before) return;
      const now = Date.now();
      const joins = now - typed.at < times.typingPauseMs;
      typed.at = now;
      long.doubt();
      put({ text, past: joins ? past : withOneMore(past, before), future: [] });
      readSoon.start(times.readAfterMs);
    },
    ...travels(holder, travel, (act) => {
      typing.leave();
      long.behind(act);
    }),
    close() {
      readSoon.stop();
      void saver.save().then(() => {
        const { draft, stored } = get();
        if (stored.saving.kind !== 'saved') keepText(release, { text: draft.text, saved: stored.saved });
      });
    },
  };
}

type Travel = (text: string, past: readonly string[], future: readonly string[]) => void;

/** `then`: does it once the text holds all that was changed. */
function travels(
  { get }: Holder,
  travel: Travel,
  then: (act: () => void) => void,
): Pick<Changes, 'undo' | 'redo'> {
  const undo = (): void => {
    const { past, future, text } = get().draft;
    const before = past.at(-1);
    if (before !== undefined) travel(before, past.slice(0, -1), [text, ...future]);
  };
  const redo = (): void => {
    const { past, future, text } = get().draft;
    const [next, ...rest] = future;
    if (next !== undefined) travel(next, [...past, text], rest);
  };
  return { undo: () => then(undo), redo: () => then(redo) };
}

function longTextOf({ work, refuse, get, set }: Holder, put: Put): LongText {
  return createLongText({
    work,
    refuse,
    text: () => get().draft.text,
    read: () => get().draft.read,
    show: (read) => set({ draft: { read }, stored: { saving: unsavedAfter(get().stored) } }),
    land: ({ text, release, issues }, before, joins) => {
      const { past, read } = get().draft;
      if (text === before) return;
      put({
        text,
        past: joins ? past : withOneMore(past, before),
        future: [],
        read: { data: read.data, release, issues },
      });
    },
  });
}

/** What the text says; of a long text a little later, and nothing if it has changed by then. */
function readNow({ work, get, set }: Holder, long: LongText): void {
  const { text } = get().draft;
  const show = (read: ReadText): void => {
    if (get().draft.text !== text) return;
    set({ draft: { read } });
    long.trust();
  };
  if (work.isLong(text)) void work.read(text).then(show);
  else show(readText(text));
}

/** A conflict lasts until a person ends it. */
function unsavedAfter({ saving }: Stored): Saving {
  return saving.kind === 'conflict' ? saving : UNSAVED;
}

function withOneMore(past: readonly string[], text: string): readonly string[] {
  return [...past, text].slice(-HISTORY_LIMIT);
}

interface Saver {
  /** Settles when all that is known at this moment is stored, or could not be. */
  save(): Promise<void>;
  saveSoon(): void;
  stop(): void;
  /** What is to be done before each save, and how long that takes. */
  before(work: () => Promise<void> | null): void;
}

/** One save at a time; what changes meanwhile is saved after it. */
function createSaver(holder: Holder): Saver {
  const { times, get } = holder;
  let writing: Promise<void> | null = null;
  let before = (): Promise<void> | null => null;
  const delay = createDelay(() => void save(), times.saveWithinMs);
  const saveSoon = (): void => delay.start(times.saveAfterMs);
  const save = async (): Promise<void> => {
    const ready = before();
    if (ready !== null) await ready;
    delay.stop();
    while (writing !== null) await writing;
    const { kind } = get().stored.saving;
    if (kind !== 'unsaved' && kind !== 'failed') return;
    writing = write(holder).finally(() => {
      writing = null;
    });
    await writing;
    if (get().stored.saving.kind === 'unsaved') saveSoon();
  };
  return {
    save,
    saveSoon,
    stop: delay.stop,
    before(work) {
      before = work;
    },
  };
}

async function write({ bridge, release, get, set }: Holder): Promise<void> {
  const { draft, stored } = get();
  set({ stored: { saving: { kind: 'saving' } } });
  try {
    const reply = await bridge.call('release.save', { release, text: draft.text, saved: stored.saved });
    const saving = get().stored.saving.kind === 'saving' ? SAVED : UNSAVED;
    set({ stored: { saved: reply.saved, saving } });
  } catch (cause) {
    const saving: Saving = hasCode(cause, 'conflict')
      ? { kind: 'conflict' }
      : { kind: 'failed', message: messageOf(cause) };
    set({ stored: { saving } });
  }
}

function conflictEnds(
  { bridge, release, work, get, set }: Holder,
  saver: Saver,
): Omit<ReleaseState['keep'], 'save'> {
  return {
    async keepMine() {
      const { saved } = await bridge.call('release.open', { release });
      set({ stored: { saved, saving: UNSAVED } });
      await saver.save();
    },
    async takeTheirs() {
      const theirs = await bridge.call('release.open', { release });
      const read = work.isLong(theirs.text) ? await work.read(theirs.text) : readText(theirs.text);
      const { past, text } = get().draft;
      saver.stop();
      set({
        draft: { text: theirs.text, read, past: withOneMore(past, text), future: [] },
        stored: { saving: SAVED, saved: theirs.saved },
      });
    },
  };
}
