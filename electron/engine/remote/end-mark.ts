/** What ends the output of one job on a stream that carries many: a line of its own nonce and the exit code. */

/** An unlikely byte, so that little is held back. */
export const END_MARK_BYTE = '\u001e';

export interface EndMarkFinder {
  /** The bytes that are output for certain; none after the mark. */
  push(bytes: Uint8Array): Uint8Array;
  /** The exit code, once the mark was seen. */
  code(): number | null;
}

const NOTHING = new Uint8Array(0);
const MARK = END_MARK_BYTE.charCodeAt(0);
const LONGEST_CODE = 3;

export function createEndMarkFinder(nonce: string): EndMarkFinder {
  const before = `${END_MARK_BYTE}${nonce} over `;
  const longest = before.length + LONGEST_CODE + 1;
  let held: Uint8Array = NOTHING;
  let code: number | null = null;

  /** Whether the mark stands there whole; null while it may. */
  function read(text: string): number | null | 'no' {
    if (text.length <= before.length) return before.startsWith(text) ? null : 'no';
    const [, digits, end] = /^(\d{1,3})(\n?)$/.exec(text.slice(before.length).replace(/\n.*$/s, '\n')) ?? [];
    if (!text.startsWith(before) || digits === undefined) return 'no';
    return end === '\n' ? Number(digits) : null;
  }

  return {
    push(bytes) {
      if (code !== null) return NOTHING;
      const all = held.length === 0 ? bytes : concat(held, bytes);
      for (let at = all.indexOf(MARK); at >= 0; at = all.indexOf(MARK, at + 1)) {
        const found = read(new TextDecoder('latin1').decode(all.subarray(at, at + longest)));
        if (found === 'no') continue;
        code = found;
        held = found === null ? all.slice(at) : NOTHING;
        return all.subarray(0, at);
      }
      held = NOTHING;
      return all;
    },
    code: () => code,
  };
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
