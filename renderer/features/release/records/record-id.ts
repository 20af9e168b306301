import { idFrom } from '#core/release/id-from.ts';

/** A text may be long: its first words name the record. */
const WORDS = 5;

/** An id made of the first words of a text, which none of the others has; empty where the text has no letter. */
export function freeRecordId(text: string, taken: readonly string[]): string {
  const base = idFrom(text.split(/\s+/).slice(0, WORDS).join(' '));
  if (base === '') return '';
  let id = base;
  for (let count = 2; taken.includes(id); count += 1) id = `${base}-${count}`;
  return id;
}
