/** What was typed and is stored nowhere yet. Whoever closes the window or leaves the page asks here first. */

export interface Unsaved {
  /** Stores what can be stored without a word from the person; never rejects. */
  keep?(): Promise<void>;
  /** Names what would be lost now, such as `New host`; null when nothing would. */
  lost(): string | null;
}

const all = new Set<Unsaved>();

/** The returned function takes it off again. */
export function addUnsaved(unsaved: Unsaved): () => void {
  all.add(unsaved);
  return () => all.delete(unsaved);
}

/** Stores all that can be, and names what is left. */
export async function keepUnsaved(): Promise<readonly string[]> {
  await Promise.all([...all].map((each) => each.keep?.()));
  return lostNow();
}

/** Names what would be lost if the page were left now. */
export function lostNow(): readonly string[] {
  return [...all].flatMap((each) => each.lost() ?? []);
}
