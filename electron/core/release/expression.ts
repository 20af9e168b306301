/**
 * Regular expressions of authors, in the syntax of RE2. The engine takes time linear in the text whatever the
 * expression, so none can hold a thread for ever; what is still too much, a large one on a large text, is given up.
 */
import { RE2JS, RE2JSSyntaxException } from 're2js';

export interface Expression {
  readonly source: string;
  /**
   * The first group of the first match, or the whole match; null where nothing matches.
   * `isOver` is asked now and then; once it says true the text is given up and `gaveUp` comes back.
   */
  find(text: string, isOver?: () => boolean): string | null | typeof gaveUp;
  /** Whether it matches anywhere. */
  test(text: string, isOver?: () => boolean): boolean | typeof gaveUp;
}

export type ParsedExpression =
  | { readonly ok: true; readonly expression: Expression }
  /** `message` says what is wrong and what to write instead. */
  | { readonly ok: false; readonly message: string };

/** The text was too much for the expression in the time it had. */
export const gaveUp = Symbol('gave up');

const MAX_CHARACTERS = 4096;
/** Of the compiled form: what each character of a text can cost. */
const MAX_INSTRUCTIONS = 2000;
/** After so many looks at a character it asks whether its time is over. */
const ASKED_EVERY = 1024;

/** `^` and `$` match at line ends; a carriage return before a line end belongs to the line end. */
export function parseExpression(source: string): ParsedExpression {
  if (source.length > MAX_CHARACTERS)
    return { ok: false, message: `a regular expression has at most ${MAX_CHARACTERS} characters` };
  const compiled = compile(source);
  if (typeof compiled === 'string') return { ok: false, message: compiled };
  if (compiled.programSize() > MAX_INSTRUCTIONS)
    return { ok: false, message: 'this regular expression is too large; use smaller counts in {…}' };
  return { ok: true, expression: createExpression(source, compiled) };
}

function compile(source: string): RE2JS | string {
  try {
    return RE2JS.compile(source, RE2JS.MULTILINE);
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return wordsOf(source, error);
    throw error;
  }
}

function createExpression(source: string, compiled: RE2JS): Expression {
  return {
    source,
    test: (text, isOver) => orGaveUp(() => compiled.test(watched(text, isOver))),
    find: (text, isOver) =>
      orGaveUp(() => {
        const input = watched(text, isOver);
        // Whether it matches is known in one fast pass; only then is it worth looking where.
        if (!compiled.test(input)) return null;
        const matcher = compiled.matcher(input);
        if (!matcher.find()) return null;
        return (compiled.groupCount() > 0 ? matcher.group(1) : null) ?? matcher.group() ?? '';
      }),
  };
}

function watched(text: string, isOver: (() => boolean) | undefined): string {
  const lines = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
  return isOver === undefined ? lines : (new WatchedText(lines, isOver) as unknown as string);
}

class OutOfTime extends Error {}

function orGaveUp<T>(work: () => T): T | typeof gaveUp {
  try {
    return work();
  } catch (error) {
    if (error instanceof OutOfTime) return gaveUp;
    throw error;
  }
}

/** The engine looks at a text character by character; this one ends it from within, since nothing can from outside. */
class WatchedText extends String {
  readonly #text: string;
  readonly #isOver: () => boolean;
  #looks = 0;

  constructor(text: string, isOver: () => boolean) {
    super(text);
    this.#text = text;
    this.#isOver = isOver;
  }

  override charCodeAt(index: number): number {
    this.#looks += 1;
    if (this.#looks % ASKED_EVERY === 0 && this.#isOver()) throw new OutOfTime();
    return this.#text.charCodeAt(index);
  }
}

const CURES: readonly (readonly [RegExp, string])[] = [
  [
    /\(\?[=!]/,
    'looking ahead, "(?=…)" and "(?!…)", is not supported, since it can take for ever: match what is there, or say what must not be there with stdout_not',
  ],
  [
    /\(\?<[=!]/,
    'looking behind, "(?<=…)" and "(?<!…)", is not supported, since it can take for ever: match what comes before, and put what you want into a group',
  ],
  [
    /\\[1-9k]/,
    'a reference back to a group, such as \\1, is not supported, since it can take for ever: write the text again',
  ],
  [/\(\?>|[*+?}]\+/, 'expressions never backtrack here: remove the "(?>" or the second "+"'],
];

/** The library names the piece that it does not understand. */
function wordsOf(source: string, { message }: RE2JSSyntaxException): string {
  const why = message.replace(/^error parsing regexp: /, '').replaceAll('(?m)', '');
  if (why.startsWith('invalid repeat'))
    return 'a count in {…} is too large: at most 1000, also where counts multiply';
  const piece = /`(.*)`$/s.exec(why)?.[1] ?? '';
  const unsupported = /^(invalid (or unsupported Perl syntax|named capture|escape|nested repetition))/.test(
    why,
  );
  const [, cure] = (unsupported && CURES.find(([form]) => form.test(piece) && form.test(source))) || [];
  return cure ?? `not a regular expression (RE2 syntax): ${why}`;
}
