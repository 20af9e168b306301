/** One open release. Its text is the only truth: forms and editor change the text, and everything shown is read from it. */
import { createStore, type StoreApi } from 'zustand';
import type { Bridge } from '#bridge/bridge.ts';
import { hasCode, messageOf } from '#bridge/failure.ts';
import type { Edit } from '#core/release/edit-release.ts';
import { createDelay } from './delay.ts';
import { createFieldTyping } from './field-typing.ts';
import { keepText, takeKeptText } from './kept-texts.ts';
import { applyEdits } from './text/apply-edits.ts';
import { diffEdits } from './text/diff-edits.ts';
import { at, type Path } from './text/raw.ts';
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
          const stored = await bridge.call('release.open', { release });
          const kept = takeKeptText(release);
          const { text, saved } = kept ?? stored;
          set({
            opened: 'yes',
            problem: null,
            text,
            saved,
            read: readText(text),
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

function changes({ release, times, refuse, get, set }: Holder, saver: Saver): Changes {
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
  const edit = (edits: readonly Edit[], joins: boolean): void => {
    const { text: before, past, read } = get();
    if (edits.length === 0 || read.data === null) return;
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
  saver.before(typing.put);
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
      const joins = now - typedAt < times.typingPauseMs;
      typedAt = now;
      put({ text, past: joins ? past : withOneMore(past, before), future: [] });
      readSoon.start(times.readAfterMs);
    },
    undo() {
      typing.leave();
      const { past, future, text } = get();
      const before = past.at(-1);
      if (before !== undefined) travel(before, past.slice(0, -1), [text, ...future]);
    },
    redo() {
      typing.leave();
      const { past, future, text } = get();
      const [next, ...rest] = future;
      if (next !== undefined) travel(next, [...past, text], rest);
    },
    close() {
      readSoon.stop();
      void saver.save().then(() => get().saving.kind !== 'saved' && keepText(release, get()));
    },
  };
}

function withOneMore(past: readonly string[], text: string): readonly string[] {
  return [...past, text].slice(-HISTORY_LIMIT);
}

interface Saver {
  /** Settles when all that is known at this moment is stored, or could not be. */
  save(): Promise<void>;
  saveSoon(): void;
  stop(): void;
  /** What is to be done before each save. */
  before(work: () => void): void;
}

/** One save at a time; what changes meanwhile is saved after it. */
function createSaver(holder: Holder): Saver {
  const { times, get } = holder;
  let underWay: Promise<void> | null = null;
  let before = (): void => undefined;
  const delay = createDelay(() => void save());
  const saveSoon = (): void => delay.start(times.saveAfterMs);
  const save = async (): Promise<void> => {
    before();
    delay.stop();
    while (underWay !== null) await underWay;
    const { kind } = get().saving;
    if (kind !== 'unsaved' && kind !== 'failed') return;
    underWay = write(holder).finally(() => {
      underWay = null;
    });
    await underWay;
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
