/** Which hosts are meant: words (host names, globs, tags, `all`) joined by `and`, `or`, `not` and brackets. */
import { globMatch } from './glob.ts';
import type { Host } from './model.ts';

export type Selector =
  | { readonly kind: 'word'; readonly word: string; readonly column: number }
  | { readonly kind: 'not'; readonly of: Selector }
  | { readonly kind: 'and' | 'or'; readonly left: Selector; readonly right: Selector };

export type ParsedSelector =
  | { readonly ok: true; readonly selector: Selector }
  /** `column` is 1-based in the text. */
  | { readonly ok: false; readonly message: string; readonly column: number };

interface Token {
  readonly text: string;
  readonly column: number;
}

const WORD = /^[A-Za-z0-9_.*?-]+$/;
const MAX_DEPTH = 32;
const MAX_JOINED = 1000;

class SelectorError extends Error {
  readonly column: number;
  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

export function parseSelector(text: string): ParsedSelector {
  const tokens = [...text.matchAll(/[()]|[^\s()]+/g)].map(
    (match): Token => ({ text: match[0], column: match.index + 1 }),
  );
  try {
    return { ok: true, selector: createParser(tokens, text.length + 1).whole() };
  } catch (error) {
    if (error instanceof SelectorError) return { ok: false, message: error.message, column: error.column };
    throw error;
  }
}

function createParser(tokens: readonly Token[], end: number) {
  let at = 0;
  let depth = 0;
  let joints = 0;
  const fail = (message: string): never => {
    throw new SelectorError(message, tokens[at]?.column ?? end);
  };
  const joined = (word: 'and' | 'or', next: () => Selector): Selector => {
    let left = next();
    while (tokens[at]?.text === word) {
      joints += 1;
      if (joints >= MAX_JOINED) return fail(`more than ${MAX_JOINED} words are joined; use tags or a glob`);
      at += 1;
      left = { kind: word, left, right: next() };
    }
    return left;
  };
  const either = (): Selector => joined('or', both);
  const both = (): Selector => joined('and', single);
  function single(): Selector {
    const token = tokens[at];
    if (!token) return fail('a host name, tag or bracket is missing here');
    depth += 1;
    if (depth > MAX_DEPTH) return fail('brackets and nots are nested too deeply');
    at += 1;
    const found =
      token.text === 'not'
        ? ({ kind: 'not', of: single() } as const)
        : token.text === '('
          ? bracketed()
          : word(token);
    depth -= 1;
    return found;
  }
  function bracketed(): Selector {
    const inner = either();
    if (tokens[at]?.text !== ')') return fail('a closing bracket is missing here');
    at += 1;
    return inner;
  }
  function word(token: Token): Selector {
    at -= 1;
    if (token.text === 'and' || token.text === 'or' || token.text === ')')
      return fail(`"${token.text}" cannot stand here`);
    if (!WORD.test(token.text)) return fail(`"${token.text}" is no host name, tag or glob`);
    at += 1;
    return { kind: 'word', word: token.text, column: token.column };
  }
  return {
    whole(): Selector {
      const found = either();
      return at < tokens.length
        ? fail(`"${tokens[at]?.text}" cannot stand here; join words by and, or, not`)
        : found;
    },
  };
}

/** The hosts that match, in inventory order. */
export function selectHosts(selector: Selector, hosts: readonly Host[]): Host[] {
  return hosts.filter((host) => matches(selector, host));
}

function matches(selector: Selector, host: Host): boolean {
  switch (selector.kind) {
    case 'word':
      return matchesWord(selector.word, host);
    case 'not':
      return !matches(selector.of, host);
    case 'and':
      return matches(selector.left, host) && matches(selector.right, host);
    case 'or':
      return matches(selector.left, host) || matches(selector.right, host);
  }
}

function matchesWord(word: string, host: Host): boolean {
  if (word === 'all' || host.name === word || host.tags.includes(word)) return true;
  if (!/[*?]/.test(word)) return false;
  return [host.name, ...host.tags].some((name) => globMatch(word, name));
}

/** The plain words of a selector: what may be misspelt. */
export function selectorWords(
  selector: Selector,
): readonly { readonly word: string; readonly column: number }[] {
  switch (selector.kind) {
    case 'word':
      return [selector];
    case 'not':
      return selectorWords(selector.of);
    case 'and':
    case 'or':
      return [...selectorWords(selector.left), ...selectorWords(selector.right)];
  }
}
