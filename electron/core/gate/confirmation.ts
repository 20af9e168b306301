/** What a person types before a live run on production: the environment's name and the first digits of the revision. */
import { shortRevision } from '../release/revision.ts';

export interface ToConfirm {
  readonly environment: string;
  readonly revision: string;
}

/** `production 4f2a-91c0`. */
export function confirmationOf({ environment, revision }: ToConfirm): string {
  return `${environment} ${codeOf(revision)}`;
}

/** What a person types of a revision: its first eight digits, `4f2a-91c0`. */
export function codeOf(revision: string): string {
  return shortRevision(revision).slice(0, 9);
}

const CODE_DIGITS = 8;

/** The code may be longer, without its dashes and in capitals. */
export function isConfirmed(typed: string, { environment, revision }: ToConfirm): boolean {
  const words = typed.trim().split(/\s+/);
  const code = (words.pop() ?? '').replaceAll('-', '').toLowerCase();
  return words.join(' ') === environment && code.length >= CODE_DIGITS && revision.startsWith(code);
}
