/** Reading and editing texts that are too long to do it between two keys. */
import type { Edit } from '#core/release/edit-release.ts';
import type { Applied } from './apply-edits.ts';
import type { ReadText } from './read-text.ts';

export interface TextTask {
  readonly id: number;
  readonly text: string;
  /** Null: it is only read. */
  readonly edits: readonly Edit[] | null;
}

export type TextAnswer = { readonly id: number } & (
  | { readonly kind: 'read'; readonly read: ReadText }
  | { readonly kind: 'edited'; readonly edited: EditedText }
);

/** The text after the edits, and what it says besides its plain data. */
export type EditedText =
  | (Extract<Applied, { ok: true }> & Omit<ReadText, 'data'>)
  | Extract<Applied, { ok: false }>;

export interface TextWork {
  /** Reading such a text would hold the page up. */
  isLong(text: string): boolean;
  read(text: string): Promise<ReadText>;
  edit(text: string, edits: readonly Edit[]): Promise<EditedText>;
}

/** Below this a text is read and edited at once: it takes a few milliseconds. */
const LONG = 30_000;

/** A thread beside the page, started with the first long text; one for all releases. */
export const textWork: TextWork = createTextWork(
  () => new Worker(new URL('./text.worker.ts', import.meta.url), { type: 'module' }),
);

function createTextWork(start: () => Worker): TextWork {
  let worker: Worker | null = null;
  let last = 0;
  const open = new Map<number, (answer: TextAnswer) => void>();

  function ask(text: string, edits: TextTask['edits']): Promise<TextAnswer> {
    if (worker === null) {
      worker = start();
      worker.onmessage = ({ data }: MessageEvent<TextAnswer>) => {
        open.get(data.id)?.(data);
        open.delete(data.id);
      };
    }
    last += 1;
    const task: TextTask = { id: last, text, edits };
    worker.postMessage(task);
    return new Promise((resolve) => open.set(task.id, resolve));
  }
  return {
    isLong: (text) => text.length >= LONG,
    async read(text) {
      const answer = await ask(text, null);
      if (answer.kind !== 'read') throw new Error('a text that was to be read was edited');
      return answer.read;
    },
    async edit(text, edits) {
      const answer = await ask(text, edits);
      if (answer.kind !== 'edited') throw new Error('a text that was to be edited was read');
      return answer.edited;
    },
  };
}
