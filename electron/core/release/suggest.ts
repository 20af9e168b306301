/** The known word that a misspelt one most likely means; null where none is near. */
export function suggest(word: string, known: Iterable<string>): string | null {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const small = word.toLowerCase();
  const letters = lettersOf(small);
  let best: string | null = null;
  let nearest = limit + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const other = candidate.toLowerCase();
    if (countBits(letters ^ lettersOf(other)) > 2 * (nearest - 1)) continue;
    const distance = editDistance(small, other);
    if (distance < nearest) [best, nearest] = [candidate, distance];
  }
  return best;
}

export type Suggest = (word: string, known: readonly string[]) => string | null;

/** Looks for each word once: one that is misspelt is often misspelt throughout. */
export function suggestOnce(): Suggest {
  const found = new Map<readonly string[], Map<string, string | null>>();
  return (word, known) => {
    const among = found.get(known) ?? new Map<string, string | null>();
    found.set(known, among);
    const before = among.get(word);
    if (before !== undefined) return before;
    const meant = suggest(word, known);
    among.set(word, meant);
    return meant;
  };
}

/** `; did you mean "x"?`, or nothing: to be put after a message. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const found = word.length > 60 ? null : suggest(word, known);
  return found === null ? '' : `; did you mean "${found}"?`;
}

/** A bit for each letter that is there, some sharing one: each edit changes two of them at most. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i += 1) letters |= 1 << (word.charCodeAt(i) & 31);
  return letters;
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** Changes, insertions, removals and swaps of neighbours each count one. */
function editDistance(one: string, other: string): number {
  const start = sharedStart(one, other);
  const end = sharedEnd(one, other, Math.min(one.length, other.length) - start);
  return distanceOf(one.slice(start, one.length - end), other.slice(start, other.length - end));
}

function sharedStart(a: string, b: string): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a[count] === b[count]) count += 1;
  return count;
}

function sharedEnd(a: string, b: string, most: number): number {
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count += 1;
  return count;
}

function distanceOf(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      const swap =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? (before[j - 2] ?? 0) + 1
          : Infinity;
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + change, swap));
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
