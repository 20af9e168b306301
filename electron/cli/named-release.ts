/** A release of the library as a command line names it: by its id, with `@` and a number or code for a text of its history. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { StoredRelease } from '#adapters/sqlite/releases.ts';
import { keptText } from '#operations/release-history.ts';
import { CliFailure } from './failure.ts';
import { noRelease } from './session.ts';

export interface NamedRelease {
  readonly stored: StoredRelease;
  readonly text: string;
  /** Of its history; null: the text that is worked on. */
  readonly number: number | null;
}

/** A code has at least so many digits, so that no number is one. */
const FEWEST_DIGITS = 8;

/** `shop`, `shop@3`, `shop@4f2a-91c0`. */
export function nameRelease(library: Library, named: string): NamedRelease {
  const [id = '', ...rest] = named.split('@');
  const stored = library.getRelease(id);
  if (stored === null)
    throw noRelease(
      id,
      library.listReleases().map((each) => each.id),
    );
  if (rest.length === 0) return { stored, text: stored.text, number: null };
  const number = numberOf(library, id, rest.join('@'));
  const text = keptText(library, id, number);
  if (!text.ok) throw new CliFailure(text.error.code, text.error.message);
  return { stored, text: text.value, number };
}

function numberOf(library: Library, id: string, ref: string): number {
  const code = ref.replaceAll('-', '').toLowerCase();
  if (/^\d+$/.test(ref) && ref.length < FEWEST_DIGITS) return Number(ref);
  if (!/^[0-9a-f]+$/.test(code) || code.length < FEWEST_DIGITS)
    throw new CliFailure(
      'usage',
      `${id}@${ref}: behind @ comes a number of holdpoint history ${id}, or at least ${FEWEST_DIGITS} digits of a revision's code`,
    );
  const kept = library.keptTexts(id).find(({ revision }) => revision?.startsWith(code));
  if (kept !== undefined) return kept.number;
  throw new CliFailure(
    'not-found',
    `No text in the history of ${id} has the revision ${ref}; holdpoint history ${id} lists them`,
  );
}
