import type { Refusal } from '#core/run/may-answer.ts';
import { describeRefusal } from '#core/words/run/describe-refusal.ts';

/** A refusal in its words; null where there is none. */
export function said(refusal: Refusal | null): string | null {
  return refusal && describeRefusal(refusal);
}
