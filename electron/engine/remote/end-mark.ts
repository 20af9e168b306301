/** What ends the output of one job on a stream that carries many: a line of its own nonce, with the exit code. */
import { concat } from './concat.ts';

/** An unlikely byte, so that little is held back. */
export const END_MARK_BYTE = '\u001e';

export interface EndMark {
  readonly code: number;
  /** Numbers of processes, the last before and after the job, where nothing in between holds the stream any more. */
  readonly between: { readonly first: number; readonly last: number } | null;
}

export interface EndMarkFinder {
  /** The bytes that are output for certain. */
  push(bytes: Uint8Array): Uint8Array;
  mark(): EndMark | null;
}

const MARK = END_MARK_BYTE.charCodeAt(0);
/** An exit code and two numbers of processes, each behind a space. */
const LONGEST_VALUES = 3 + 11 + 11;
const VALUES = /^(\d{1,3})(?: (\d{1,10}) (\d{1,10}))?$/;

/** `goesOn`: what comes after the mark is output as well. */
export function createEndMarkFinder(nonce: string, { goesOn }: { readonly goesOn: boolean }): EndMarkFinder {
  const before = `${END_MARK_BYTE}${nonce} over `;
  const beginning = new TextEncoder().encode(before);
  const longest = before.length + LONGEST_VALUES + 1;
  let held: Uint8Array = new Uint8Array(0);
  let mark: EndMark | null = null;

  /** What stands there, line break included; null while it may become the mark. */
  function lineAt(all: Uint8Array, at: number): string | null {
    const text = new TextDecoder('latin1').decode(all.subarray(at, at + longest));
    const line = text.slice(0, text.indexOf('\n') + 1 || undefined);
    const mayBe = line.length < longest && !line.endsWith('\n') && at + line.length === all.length;
    return mayBe ? null : line;
  }

  return {
    push(bytes) {
      if (mark !== null) return goesOn ? bytes : bytes.subarray(bytes.length);
      const all = concat(held, bytes);
      held = all.subarray(all.length);
      for (let at = all.indexOf(MARK); at >= 0; at = all.indexOf(MARK, at + 1)) {
        if (!agree(all, at, beginning)) continue;
        const line = lineAt(all, at);
        if (line === null) {
          held = all.slice(at);
          return all.subarray(0, at);
        }
        mark = readMark(line.slice(before.length, -1));
        if (mark !== null) return without(all, at, goesOn ? at + line.length : all.length);
      }
      return all;
    },
    mark: () => mark,
  };
}

/** Whether what stands there begins so, as far as it goes: output may be full of the unlikely byte. */
function agree(all: Uint8Array, at: number, beginning: Uint8Array): boolean {
  const end = Math.min(beginning.length, all.length - at);
  for (let index = 0; index < end; index += 1) if (all[at + index] !== beginning[index]) return false;
  return true;
}

function readMark(values: string): EndMark | null {
  const [, code, first, last] = VALUES.exec(values) ?? [];
  if (code === undefined) return null;
  return {
    code: Number(code),
    between: first === undefined ? null : { first: Number(first), last: Number(last) },
  };
}

function without(all: Uint8Array, from: number, to: number): Uint8Array {
  return to === all.length ? all.subarray(0, from) : concat(all.subarray(0, from), all.subarray(to));
}
