/** Which hosts are meant: words (host names, globs, tags, `all`) joined by `and`, `or`, `not` and brackets. */
import { globMatch } from './glob.ts';
import {
  holds,
  isJoining,
  type Logic,
  leavesOf,
  MAX_JOINED,
  parseLogic,
  type Token,
  type Tokens,
} from './logic.ts';
import type { Host } from './model.ts';

interface Word {
  readonly kind: 'word';
  readonly word: string;
  readonly column: number;
}

export type Selector = Logic<Word>;

export type ParsedSelector =
  | { readonly ok: true; readonly selector: Selector }
  /** `column` is 1-based in the text. */
  | { readonly ok: false; readonly message: string; readonly column: number };

const WORD = /^[A-Za-z0-9_.*?-]+$/;

const GRAMMAR = {
  token: /\s*(?:([()])|([^\s()]+))/y,
  kinds: ['sign', 'word'],
  leaf: word,
  words: {
    unreadable: 'this cannot be read as a selector',
    missing: 'a host name, tag or bracket is missing here',
    tooMany: `more than ${MAX_JOINED} words are joined; use tags or a glob`,
    joinBy: '; join words by and, or, not',
  },
} as const;

export function parseSelector(text: string): ParsedSelector {
  const parsed = parseLogic(text, GRAMMAR);
  return parsed.ok ? { ok: true, selector: parsed.logic } : parsed;
}

type Kind = 'sign' | 'word';

function word(tokens: Tokens<Kind>, next: Token<Kind>): Word {
  if (isJoining(next.text)) return tokens.fail(`"${next.text}" is not allowed here`);
  if (!WORD.test(next.text)) return tokens.fail(`"${next.text}" is not a host name, tag or glob`);
  tokens.skip();
  return { kind: 'word', word: next.text, column: next.column };
}

/** The hosts that match, in inventory order. */
export function selectHosts(selector: Selector, hosts: readonly Host[]): Host[] {
  return hosts.filter((host) => holds(selector, ({ word }) => matchesWord(word, host)));
}

function matchesWord(word: string, host: Host): boolean {
  if (word === 'all' || host.name === word || host.tags.includes(word)) return true;
  if (!/[*?]/.test(word)) return false;
  return [host.name, ...host.tags].some((name) => globMatch(word, name));
}

/** The plain words of a selector: what may be misspelt. */
export function describeSelector(selector: Selector): readonly Word[] {
  return leavesOf(selector);
}
