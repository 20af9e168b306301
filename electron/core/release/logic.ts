/**
 * Words joined by `and`, `or`, `not` and brackets; `not` binds tightest, then `and`. Selectors and conditions are both
 * written so, and differ in what stands between the words: their leaves.
 */
export type Logic<Leaf> =
  | Leaf
  | { readonly kind: 'not'; readonly of: Logic<Leaf> }
  | { readonly kind: 'and' | 'or'; readonly left: Logic<Leaf>; readonly right: Logic<Leaf> };

export type ParsedLogic<Leaf> =
  | { readonly ok: true; readonly logic: Logic<Leaf> }
  /** `column` is 1-based in the text. */
  | { readonly ok: false; readonly message: string; readonly column: number };

export interface Grammar<Kind extends string, Leaf> {
  /** Sticky: blanks, then one token, in the group of its kind. Brackets are tokens of their own. */
  readonly token: RegExp;
  /** In the order of the groups. */
  readonly kinds: readonly Kind[];
  /** Reads one leaf, which begins with `next`; it fails by `tokens.fail`. */
  leaf(tokens: Tokens<Kind>, next: Token<Kind>): Leaf;
  readonly words: {
    readonly unreadable: string;
    /** The text ends where a leaf should begin. */
    readonly missing: string;
    readonly tooMany: string;
    /** Put after what cannot follow. */
    readonly joinBy: string;
  };
}

export interface Token<Kind extends string> {
  readonly kind: Kind;
  readonly text: string;
  readonly column: number;
}

const MAX_DEPTH = 32;
/** Of `and` and `or` in one text. */
export const MAX_JOINED = 1000;
const JOINING: ReadonlySet<string> = new Set(['and', 'or', 'not']);

class LogicError extends Error {
  readonly column: number;
  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

/** Takes time linear in the text. */
export function parseLogic<Kind extends string, Leaf>(
  text: string,
  grammar: Grammar<Kind, Leaf>,
): ParsedLogic<Leaf> {
  try {
    const tokens = new Tokens(tokenize(text, grammar), text.length + 1);
    return { ok: true, logic: createParser(tokens, grammar).whole() };
  } catch (error) {
    if (error instanceof LogicError) return { ok: false, message: error.message, column: error.column };
    throw error;
  }
}

function tokenize<Kind extends string>(
  text: string,
  { token, kinds, words }: Grammar<Kind, unknown>,
): Token<Kind>[] {
  const tokens: Token<Kind>[] = [];
  const end = text.trimEnd().length;
  let at = 0;
  while (at < end) {
    token.lastIndex = at;
    const found = token.exec(text);
    const group = kinds.findIndex((_, i) => found?.[i + 1] !== undefined);
    const [kind, read] = [kinds[group], found?.[group + 1]];
    if (kind === undefined || read === undefined) throw new LogicError(words.unreadable, at + 1);
    at = token.lastIndex;
    tokens.push({ kind, text: read, column: at - read.length + 1 });
  }
  return tokens;
}

/** The tokens of a text, one after the other. */
export class Tokens<Kind extends string> {
  readonly #tokens: readonly Token<Kind>[];
  readonly #end: number;
  #at = 0;

  constructor(tokens: readonly Token<Kind>[], end: number) {
    this.#tokens = tokens;
    this.#end = end;
  }

  /** Undefined at the end. */
  get next(): Token<Kind> | undefined {
    return this.#tokens[this.#at];
  }

  skip(): void {
    this.#at += 1;
  }

  /** Goes past a word or sign, if it is what comes next. */
  takes(text: string): boolean {
    const isNext = this.next?.text === text;
    if (isNext) this.skip();
    return isNext;
  }

  /** At the next token, or at the end. */
  fail(message: string): never {
    throw new LogicError(message, this.next?.column ?? this.#end);
  }
}

/** Whether a leaf cannot begin with it, as it joins leaves. */
export function isJoining(text: string): boolean {
  return JOINING.has(text) || text === ')';
}

function createParser<Kind extends string, Leaf>(tokens: Tokens<Kind>, { leaf, words }: Grammar<Kind, Leaf>) {
  let depth = 0;
  let joints = 0;
  const joined = (word: 'and' | 'or', next: () => Logic<Leaf>): Logic<Leaf> => {
    let left = next();
    while (tokens.next?.text === word) {
      joints += 1;
      if (joints >= MAX_JOINED) tokens.fail(words.tooMany);
      tokens.skip();
      left = { kind: word, left, right: next() };
    }
    return left;
  };
  const either = (): Logic<Leaf> => joined('or', both);
  const both = (): Logic<Leaf> => joined('and', single);
  function single(): Logic<Leaf> {
    const { next } = tokens;
    if (next === undefined) return tokens.fail(words.missing);
    depth += 1;
    if (depth > MAX_DEPTH) tokens.fail('brackets and nots are nested too deeply');
    const found = tokens.takes('not')
      ? ({ kind: 'not', of: single() } as const)
      : tokens.takes('(')
        ? bracketed()
        : leaf(tokens, next);
    depth -= 1;
    return found;
  }
  function bracketed(): Logic<Leaf> {
    const inner = either();
    return tokens.takes(')') ? inner : tokens.fail('a closing bracket is missing here');
  }
  return {
    whole(): Logic<Leaf> {
      const found = either();
      const { next } = tokens;
      return next === undefined ? found : tokens.fail(`"${next.text}" is not allowed here${words.joinBy}`);
    },
  };
}

/** Whether it holds, given which leaves hold. */
export function holds<Leaf extends { readonly kind: string }>(
  logic: Logic<Leaf>,
  isMet: (leaf: Leaf) => boolean,
): boolean {
  if (isLeaf(logic)) return isMet(logic);
  if (logic.kind === 'not') return !holds(logic.of, isMet);
  const left = holds(logic.left, isMet);
  return left === (logic.kind === 'or') ? left : holds(logic.right, isMet);
}

/** From left to right. */
export function leavesOf<Leaf extends { readonly kind: string }>(logic: Logic<Leaf>): readonly Leaf[] {
  if (isLeaf(logic)) return [logic];
  return logic.kind === 'not' ? leavesOf(logic.of) : [...leavesOf(logic.left), ...leavesOf(logic.right)];
}

function isLeaf<Leaf extends { readonly kind: string }>(logic: Logic<Leaf>): logic is Leaf {
  return logic.kind !== 'and' && logic.kind !== 'or' && logic.kind !== 'not';
}
