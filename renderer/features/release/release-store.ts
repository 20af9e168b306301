/** One open release. Its text is the only truth: forms and editor change the text, and everything shown is read from it. */
import { createStore, type StoreApi } from 'zustand';
import type { Bridge } from '#bridge/bridge.ts';
import { hasCode, messageOf } from '#bridge/failure.ts';
import type { Edit } from '#core/release/edit-release.ts';
import { createDelay } from './delay.ts';
import { createFieldTyping } from './field-typing.ts';
import { keepText, takeKeptText } from './kept-texts.ts';
import { createLongText, type LongText } from './long-text.ts';
import { applyEdits } from './text/apply-edits.ts';
import { diffEdits } from './text/diff-edits.ts';
import { at, type Path } from './text/raw.ts';
import { type ReadText, readText } from './text/read-text.ts';
import { type TextWork, textWork } from './text/text-work.ts';

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
  /** What is typed into a form's field: it is unsaved at once, and goes into the text after a short pause or before anything else. */
  typeInto(path: Path, value: unknown): void;
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
  readonly work: TextWork;
  readonly get: Read;
  readonly set: Write;
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
): ReleaseStore {
  const { times = TIMES, work = textWork, refuse } = options;
  return createStore<ReleaseState>((set, get) => {
    const holder: Holder = { bridge, release, times, refuse, work, get, set };
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
          const stored = await bridge.call('release.open', { release });
          const kept = takeKeptText(release);
          const { text, saved } = kept ?? stored;
          const read = work.isLong(text) ? await work.read(text) : readText(text);
          set({
            opened: 'yes',
            problem: null,
            text,
            saved,
            read,
            saving: kept ? UNSAVED : SAVED,
            past: kept ? [stored.text] : [],
            future: [],
          });
          await saver.save();
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

type Changes = Pick<ReleaseState, 'edit' | 'typeInto' | 'type' | 'undo' | 'redo' | 'close'>;

type Put = (
  part: Pick<ReleaseState, 'text' | 'past' | 'future'> & Partial<Pick<ReleaseState, 'read'>>,
) => void;

function changes(holder: Holder, saver: Saver): Changes {
  const { release, times, refuse, work, get, set } = holder;
  const readSoon = createDelay(() => readNow(holder));
  const typed = { at: 0 };
  const put: Put = (part) => {
    const { saving } = get();
    set({ ...part, saving: saving.kind === 'conflict' ? saving : UNSAVED });
    saver.saveSoon();
  };
  const travel: Travel = (text, past, future) => {
    typed.at = 0;
    put({ text, past, future });
    readNow(holder);
  };
  const long = longTextOf(holder, put);
  const edit = (edits: readonly Edit[], joins: boolean): void => {
    const { text: before, past, read } = get();
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
    joinMs: times.typingPauseMs,
    change(path, value, joins) {
      const before = get().text;
      edit(diffEdits(path, at(get().read.data, path), value), joins);
      if (get().text === before) saver.saveSoon();
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
      if (get().saving.kind !== 'conflict') set({ saving: UNSAVED });
      typing.type(path, value);
    },
    type(text) {
      typing.leave();
      const { text: before, past } = get();
      if (text === before) return;
      const now = Date.now();
      const joins = now - typed.at < times.typingPauseMs;
      typed.at = now;
      put({ text, past: joins ? past : withOneMore(past, before), future: [] });
      readSoon.start(times.readAfterMs);
    },
    ...travels(holder, travel, (act) => {
      typing.leave();
      const settled = long.settled();
      if (settled === null) act();
      else void settled.then(act);
    }),
    close() {
      readSoon.stop();
      void saver.save().then(() => get().saving.kind !== 'saved' && keepText(release, get()));
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
    const { past, future, text } = get();
    const before = past.at(-1);
    if (before !== undefined) travel(before, past.slice(0, -1), [text, ...future]);
  };
  const redo = (): void => {
    const { past, future, text } = get();
    const [next, ...rest] = future;
    if (next !== undefined) travel(next, [...past, text], rest);
  };
  return { undo: () => then(undo), redo: () => then(redo) };
}

function longTextOf({ work, refuse, get, set }: Holder, put: Put): LongText {
  return createLongText({
    work,
    refuse,
    text: () => get().text,
    read: () => get().read,
    show: (read) => set({ read, saving: get().saving.kind === 'conflict' ? get().saving : UNSAVED }),
    land: ({ text, release, issues }, before, joins) => {
      const { past, read } = get();
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
function readNow({ work, get, set }: Holder): void {
  const { text } = get();
  if (work.isLong(text)) void work.read(text).then((read) => get().text === text && set({ read }));
  else set({ read: readText(text) });
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
  const delay = createDelay(() => void save());
  const saveSoon = (): void => delay.start(times.saveAfterMs);
  const save = async (): Promise<void> => {
    const ready = before();
    if (ready !== null) await ready;
    delay.stop();
    while (writing !== null) await writing;
    const { kind } = get().saving;
    if (kind !== 'unsaved' && kind !== 'failed') return;
    writing = write(holder).finally(() => {
      writing = null;
    });
    await writing;
    if (get().saving.kind === 'unsaved') saveSoon();
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
  const { text, saved } = get();
  set({ saving: { kind: 'saving' } });
  try {
    const reply = await bridge.call('release.save', { release, text, saved });
    set({ saved: reply.saved, saving: get().saving.kind === 'saving' ? SAVED : UNSAVED });
  } catch (cause) {
    set({
      saving: hasCode(cause, 'conflict')
        ? { kind: 'conflict' }
        : { kind: 'failed', message: messageOf(cause) },
    });
  }
}

function conflictEnds(
  { bridge, release, work, get, set }: Holder,
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
      const read = work.isLong(theirs.text) ? await work.read(theirs.text) : readText(theirs.text);
      const { past, text } = get();
      saver.stop();
      set({
        text: theirs.text,
        saved: theirs.saved,
        read,
        past: withOneMore(past, text),
        future: [],
        saving: SAVED,
      });
    },
  };
}
