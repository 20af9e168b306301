/** Commands of several lines that YAML reads as one, since it joins lines by a space in all texts but those after `|`. */
import type { ScalarNode } from './yaml-node.ts';

export interface JoinedLines {
  readonly message: string;
  /** Characters into the file's text: where the second line begins. */
  readonly at: number;
}

interface Line {
  readonly text: string;
  readonly indent: number;
  readonly at: number;
}

const WHERE = 'write the text below a "|", one command a line';

/** The first pair of lines that were meant as two commands, or as one by a backslash; `text` is the file's. */
export function joinedLines(text: string, { style, from, to }: ScalarNode): JoinedLines | null {
  if (style === 'literal' || !text.slice(from, to).includes('\n')) return null;
  const lines = linesOf(text.slice(from, to), from);
  if (style === 'folded') lines.shift();
  const base = Math.min(...lines.filter((line) => line.text !== '').map(({ indent }) => indent));
  let quotes = '';
  for (const [i, line] of lines.entries()) {
    const next = lines[i + 1];
    quotes += line.text.replace(/[^'"]/g, '');
    if (next === undefined || line.text === '' || next.text === '') continue;
    if (style === 'folded' && (line.indent > base || next.indent > base)) continue;
    if (/(?:^|[^\\])(?:\\\\)*\\$/.test(line.text)) {
      if (style === 'double') continue;
      return {
        message: `YAML joins these lines by a space, which the backslash makes a part of the next word: ${WHERE}`,
        at: next.at,
      };
    }
    if (style === 'plain' || style === 'folded' ? isOpen(quotes) : false) continue;
    if (isCommandEnd(line.text) && isCommandStart(next.text))
      return {
        message: `YAML joins these lines by a space, so that they are one command: ${WHERE}`,
        at: next.at,
      };
  }
  return null;
}

function linesOf(slice: string, from: number): Line[] {
  let at = from;
  return slice.split('\n').map((written, i) => {
    const indent = i === 0 ? 0 : written.length - written.trimStart().length;
    const line = {
      text: written.trim(),
      indent: i === 0 ? Number.MAX_SAFE_INTEGER : indent,
      at: at + indent,
    };
    at += written.length + 1;
    return line;
  });
}

function isOpen(quotes: string): boolean {
  return ["'", '"'].some((quote) => quotes.split(quote).length % 2 === 0);
}

function isCommandEnd(line: string): boolean {
  return !/(?:&&|\|\|?|;|&|[({,=])$|\b(?:then|do|else|in)$/.test(line);
}

/** A word that looks like a command's name: no option, operator, path of its own or quoted text. */
function isCommandStart(line: string): boolean {
  if (/^(?:sudo|cd|export|source)\s/.test(line) || /^\.\/\S/.test(line)) return true;
  return /^(?:[a-z_][\w-]*|\/[\w./-]+)\s+\S/.test(line) || /^[A-Za-z_]\w*=\S*\s+\S/.test(line);
}
