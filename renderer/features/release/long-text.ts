/** Edits of a long text: what they come to is shown at once, and the text follows from beside the page, one edit after the other. */

import { messageOf } from '#bridge/failure.ts';
import { editData } from '#core/release/edit-data.ts';
import type { Edit } from '#core/release/edit-release.ts';
import type { JsonObject } from '#core/release/revision.ts';
import type { ReadText } from './text/read-text.ts';
import type { EditedText, TextWork } from './text/text-work.ts';

export interface LongText {
  edit(edits: readonly Edit[], joins: boolean): void;
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
  let wasRefused = false;

  /** The text may be typed into meanwhile: then the edits are made on what it is by now. */
  async function edited(edits: readonly Edit[]) {
    for (;;) {
      const before = text();
      const result = await work.edit(before, edits);
      if (text() === before) return { before, result };
    }
  }
  async function carryOut(edits: readonly Edit[], joins: boolean): Promise<void> {
    const { before, result } = await edited(edits);
    if (result.ok) land(result, before, joins);
    else {
      wasRefused = true;
      refuse(result.message);
    }
  }
  async function finish(carried: Promise<void>): Promise<void> {
    await carried.catch((cause: unknown) => {
      wasRefused = true;
      refuse(messageOf(cause));
    });
    if (!wasRefused) return;
    // What was shown ahead of the text did not come to pass.
    wasRefused = false;
    show(await work.read(text()));
  }
  return {
    settled: () => under,
    edit(edits, joins) {
      try {
        const data = edits.reduce(editData, read().data as JsonObject);
        show({ ...read(), data });
      } catch (cause) {
        return refuse(messageOf(cause));
      }
      const mine = finish((under ?? Promise.resolve()).then(() => carryOut(edits, joins))).then(() => {
        if (under === mine) under = null;
      });
      under = mine;
    },
  };
}
