/** Refuses texts that are too large, too deep, or of a part of YAML that surprises, while they are read into tokens. */
import { CST, Lexer, Parser } from 'yaml';

/** Of a release file. */
export const MAX_BYTES = 8 * 1024 * 1024;
export const MAX_DEPTH = 32;

export interface TextRefusal {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
}

export interface Tokens {
  readonly tokens: readonly CST.Token[];
  /** What is refused, in file order. */
  readonly refusals: readonly TextRefusal[];
  /** At the last of them: nothing after what is too deep or has no end is read. */
  readonly isStopped: boolean;
}

/** No place of a text comes right after it. */
const NO_BRACE = -2;

/** Takes time linear in the text, and never more stack than `MAX_DEPTH` levels need. */
export function readTokens(text: string): Tokens {
  const tokens: CST.Token[] = [];
  const refusals: TextRefusal[] = [];
  const parser = new Parser();
  let isScalar = false;
  let braceAt = NO_BRACE;
  for (const lexeme of new Lexer().lex(text)) {
    const mark = isScalar ? null : refuseMark(lexeme, parser.offset);
    if (mark) refusals.push(mark);
    isScalar = lexeme === CST.SCALAR;
    const offset = parser.offset;
    const braces = lexeme === '{' && offset === braceAt + 1 ? bareBraces(text, braceAt) : null;
    if (braces) refusals.push(braces.refusal);
    if (braces?.isOpen) return { tokens: [], refusals, isStopped: true };
    if (lexeme === '{') braceAt = braces ? NO_BRACE : offset;
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (isTooDeep(parser.stack))
      return { tokens: [], refusals: [...refusals, tooDeep(offset)], isStopped: true };
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens, refusals, isStopped: false };
}

/** What is too large, or no text at all. */
export function refuseText(text: string): TextRefusal | null {
  if (utf8Bytes(text) > MAX_BYTES)
    return { code: 'too-large', message: 'a release file is at most 8 MiB; split it', offset: 0 };
  const nul = text.indexOf('\0');
  if (nul < 0) return null;
  return {
    code: 'not-text',
    message: 'the file holds a NUL character; it is not a text file',
    offset: nul,
  };
}

/** Counts without encoding; a text that has too many characters is not counted any further. */
function utf8Bytes(text: string): number {
  if (text.length > MAX_BYTES) return text.length;
  let bytes = text.length;
  for (const [beyond] of text.matchAll(/[^\0-\x7f]+/g))
    for (let i = 0; i < beyond.length; i += 1) {
      const unit = beyond.charCodeAt(i);
      bytes += unit > 0x7ff && !(unit >= 0xd800 && unit <= 0xdfff) ? 2 : 1;
    }
  return bytes;
}

/**
 * A value at the beginning of a text without quotes, or within braces: YAML takes its two braces for mappings. One that
 * is not closed on its line makes a mapping of all that follows, so nothing after it is read.
 */
function bareBraces(
  text: string,
  offset: number,
): { readonly refusal: TextRefusal; readonly isOpen: boolean } {
  const lineEnd = text.indexOf('\n', offset);
  const line = text.slice(offset, lineEnd < 0 ? text.length : lineEnd);
  const close = line.indexOf('}}');
  const isOpen = close < 0;
  const value = isOpen ? '{{ … }}' : line.slice(0, close + 2).slice(0, 80);
  const message = `YAML takes ${value} without quotes for a mapping: quote the whole text, as in "${value}"`;
  return { refusal: { code: 'quote-it', message, offset }, isOpen };
}

function isTooDeep(stack: readonly CST.Token[]): boolean {
  if (stack.length <= MAX_DEPTH) return false;
  return stack.filter(({ type }) => COLLECTIONS.has(type)).length > MAX_DEPTH;
}

const COLLECTIONS: ReadonlySet<string> = new Set(['block-map', 'block-seq', 'flow-collection']);

function tooDeep(offset: number): TextRefusal {
  return { code: 'too-deep', message: `more than ${MAX_DEPTH} levels are nested here`, offset };
}

/** A lexeme that is none of a text: an anchor, an alias, a tag, a directive. */
function refuseMark(lexeme: string, offset: number): TextRefusal | null {
  switch (CST.tokenType(lexeme)) {
    case 'anchor':
      return refuse(
        'anchor',
        `the anchor "${lexeme}" is not allowed; write the text where it is needed`,
        offset,
      );
    case 'alias':
      return refuse('alias', `the alias "${lexeme}" is not allowed; write the text again`, offset);
    case 'tag':
      return refuse('tag', `the tag "${lexeme}" is not allowed; quote the text, or remove the tag`, offset);
    case 'directive-line':
      if (/^%YAML\s+1\.2\b/.test(lexeme)) return null;
      return refuse('directive', `"${lexeme.trim()}" is not allowed; a release file is YAML 1.2`, offset);
    default:
      return null;
  }
}

function refuse(code: string, message: string, offset: number): TextRefusal {
  return { code, message, offset };
}
