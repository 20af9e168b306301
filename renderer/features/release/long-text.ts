/** Edits of a long text: what they come to is shown at once, and the text follows from beside the page, one edit after the other. */

import { messageOf } from '#bridge/failure.ts';
import { editData } from '#core/release/edit-data.ts';
import type { Edit } from '#core/release/edit-release.ts';
import type { JsonObject } from '#core/release/revision.ts';
import type { ReadText } from './text/read-text.ts';
import type { EditedText, TextWork } from './text/text-work.ts';

export interface LongText {
  edit(edits: readonly Edit[], joins: boolean): void;
  /** Does it, which changes the text otherwise than by an edit, once the text holds every edit that was made until now. */
  behind(act: () => void): void;
  /** The text is another one than what is shown was read from; until it is read, no edit is shown ahead of it. */
  doubt(): void;
  /** What is shown was read from the text. */
  trust(): void;
  /** Whether the text may say something else than what is shown. */
  isDoubted(): boolean;
  /** Settles when the text holds every edit that was made until now; null when it does. */
  settled(): Promise<void> | null;
}

interface LongTextParts {
  readonly work: TextWork;
  text(): string;
  read(): ReadText;
  /** Shows what was read, or what edits come to before the text does. */
  show(read: ReadText): void;
  /** Takes the edited text over, which was made from `before`. */
  land(edited: Extract<EditedText, { ok: true }>, before: string, joins: boolean): void;
  refuse(message: string): void;
}

export function createLongText(parts: LongTextParts): LongText {
  const { work, text, read, show, land, refuse } = parts;
  let under: Promise<void> | null = null;
  let isDoubted = false;

  /** The text may be typed into meanwhile: then the edits are made on what it is by now. */
  async function edited(edits: readonly Edit[]) {
    for (;;) {
      const before = text();
      const result = await work.edit(before, edits);
      if (text() === before) return { before, result };
    }
  }
  /** Where it is refused, what was shown ahead of the text did not come to pass. */
  async function carryOut(edits: readonly Edit[], joins: boolean): Promise<void> {
    const { before, result } = await edited(edits);
    if (result.ok) land(result, before, joins);
    else {
      isDoubted = true;
      refuse(result.message);
    }
  }
  /** Behind the last of them, what is in doubt is read from the text. */
  async function settle(mine: Promise<void>): Promise<void> {
    if (under !== mine) return;
    while (isDoubted) {
      const now = text();
      const found = await work.read(now);
      if (under !== mine) return;
      if (text() !== now) continue;
      isDoubted = false;
      show(found);
    }
    under = null;
  }
  function queue(act: () => Promise<void>): void {
    const mine: Promise<void> = (under ?? Promise.resolve())
      .then(act)
      .catch((cause: unknown) => {
        isDoubted = true;
        refuse(messageOf(cause));
      })
      .then(() => settle(mine));
    under = mine;
  }
  return {
    settled: () => under,
    isDoubted: () => isDoubted,
    doubt() {
      isDoubted = true;
    },
    trust() {
      // Edits under way may not have been shown.
      if (under === null) isDoubted = false;
    },
    behind(act) {
      isDoubted = true;
      if (under === null) act();
      else queue(async () => act());
    },
    edit(edits, joins) {
      try {
        if (!isDoubted) show({ ...read(), data: edits.reduce(editData, read().data as JsonObject) });
      } catch (cause) {
        return refuse(messageOf(cause));
      }
      queue(() => carryOut(edits, joins));
    },
  };
}
