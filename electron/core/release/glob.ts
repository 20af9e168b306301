/** Longer names match no glob, so that matching one always ends at once; they can still be written out. */
const LONGEST_NAME = 255;

/**
 * `*` is any run of characters, `?` any one; everything else stands for itself. Goes back to the last star only: the
 * work is at most the square of the name's length, whatever the pattern.
 */
export function globMatch(pattern: string, name: string): boolean {
  if (name.length > LONGEST_NAME) return pattern === name;
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < name.length) {
    if (pattern[at] === '*') {
      star = at;
      at += 1;
      resume = index;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[index])) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      index = resume;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
