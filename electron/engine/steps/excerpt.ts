/** The text that a command printed, as far as it is looked at: its start and its end. */

/** So much from the start and from the end. */
const LOOKED_AT_CHARACTERS = 4 * 1024 * 1024;

export interface Excerpt {
  add(bytes: Uint8Array): void;
  /** What is no UTF-8 stands in it as U+FFFD. Call it once all was added. */
  text(): string;
  /** Whether all that was added is UTF-8. Call it once all was added. */
  isUtf8(): boolean;
}

export function createExcerpt(): Excerpt {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const judge = createUtf8Judge();
  let head = '';
  let tail: string[] = [];
  let inTail = 0;
  const take = (text: string): void => {
    if (head.length < LOOKED_AT_CHARACTERS) {
      head += text;
      return;
    }
    tail.push(text);
    inTail += text.length;
    if (inTail < 2 * LOOKED_AT_CHARACTERS) return;
    tail = [tail.join('').slice(-LOOKED_AT_CHARACTERS)];
    inTail = LOOKED_AT_CHARACTERS;
  };
  return {
    add(bytes) {
      judge.add(bytes);
      take(decoder.decode(bytes, { stream: true }));
    },
    text() {
      // A character that was cut at the very end would be left out without a word.
      take(decoder.decode());
      return head + tail.join('').slice(-LOOKED_AT_CHARACTERS);
    },
    isUtf8: judge.end,
  };
}

function createUtf8Judge() {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let isGood = true;
  /** Without bytes: the end of them. */
  const decode = (bytes?: Uint8Array): void => {
    if (!isGood) return;
    try {
      strict.decode(bytes, { stream: bytes !== undefined });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      isGood = false;
    }
  };
  return {
    add: (bytes: Uint8Array) => decode(bytes),
    end(): boolean {
      decode();
      return isGood;
    },
  };
}
