/** Texts of releases that were closed before they could be saved, until they are opened again. */
import { addUnsaved } from '#ui/form/unsaved.ts';

interface UnsavedText {
  readonly text: string;
  /** The save that it was made from. */
  readonly saved: number;
}

const kept = new Map<string, UnsavedText & { readonly forget: () => void }>();

export function keepText(release: string, { text, saved }: UnsavedText): void {
  takeKeptText(release);
  const forget = addUnsaved({ lost: () => `the text of ${release}` });
  kept.set(release, { text, saved, forget });
}

/** The text, which is then the caller's to keep; null when none was left. */
export function takeKeptText(release: string): UnsavedText | null {
  const found = kept.get(release) ?? null;
  found?.forget();
  kept.delete(release);
  return found;
}
