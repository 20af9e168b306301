/** `web[01:20].example.com` and `db-[a:c]`, as Ansible writes many hosts in one word. */

const RANGE = /\[(?:(\d+):(\d+)|([a-z]):([a-z])|([A-Z]):([A-Z]))(?::([1-9]\d*))?\]/;
/** More names in one word than any inventory means. */
const MOST_NAMES = 10_000;

/** Every name that a word stands for; null where they are too many, or a range runs backwards. */
export function namesOfRange(word: string): readonly string[] | null {
  let names = [word];
  for (;;) {
    const [first = ''] = names;
    const range = RANGE.exec(first);
    if (range === null) return names;
    const filled = valuesOf(range);
    if (filled === null || names.length * filled.length > MOST_NAMES) return null;
    names = names.flatMap((name) => filled.map((value) => name.replace(RANGE, () => value)));
  }
}

function valuesOf(range: RegExpExecArray): readonly string[] | null {
  const [, low, high, small, smallEnd, capital, capitalEnd, step = '1'] = range;
  const isNumber = low !== undefined && high !== undefined;
  const from = isNumber ? Number(low) : codeOf(small ?? capital);
  const to = isNumber ? Number(high) : codeOf(smallEnd ?? capitalEnd);
  const count = Math.floor((to - from) / Number(step)) + 1;
  if (!(count >= 1 && count <= MOST_NAMES)) return null;
  return Array.from({ length: count }, (_, i) => {
    const value = from + i * Number(step);
    return isNumber ? String(value).padStart(low.length, '0') : String.fromCharCode(value);
  });
}

function codeOf(letter = ''): number {
  return letter.charCodeAt(0);
}
