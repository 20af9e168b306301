/** Commands of several lines that YAML reads as one, since it joins lines by a space in all texts but those after `|`. */
import { awaitsMore, COMMAND_NAMES } from '../command-names.ts';
import type { ScalarNode } from '../yaml/yaml-node.ts';

interface IndentedLine {
  readonly text: string;
  readonly indent: number;
}

const WHERE = 'write the text below a "|", one command a line';
const BACKSLASH = `YAML joins these lines by a space, which the backslash makes a part of the next word: ${WHERE}`;
const TWO_COMMANDS = `YAML joins these lines by a space, so that they are one command: ${WHERE}`;

/** What happens to the first pair of lines that were meant as two commands, or as one by a backslash; `text` is the file's. */
export function joinedLines(text: string, { style, from, to }: ScalarNode): string | null {
  const written = text.slice(from, to).split('\n').map(lineOf);
  const isFolded = style === 'folded';
  const lines = isFolded ? written.slice(1) : written;
  const base = isFolded ? leastIndent(lines) : Number.MAX_SAFE_INTEGER;
  let isInSingle = false;
  let isInDouble = false;
  for (const [i, line] of lines.entries()) {
    const next = lines[i + 1];
    isInSingle = isInSingle !== isOdd(line.text, "'");
    isInDouble = isInDouble !== isOdd(line.text, '"');
    if (next === undefined || line.text === '' || next.text === '') continue;
    if (line.indent > base || next.indent > base) continue;
    if (/(?:^|[^\\])(?:\\\\)*\\$/.test(line.text)) {
      if (style === 'double') continue;
      return BACKSLASH;
    }
    if ((style === 'plain' || isFolded) && (isInSingle || isInDouble)) continue;
    if (isCommandEnd(line.text) && beginsAnother(next.text, line.text)) return TWO_COMMANDS;
  }
  return null;
}

function lineOf(written: string): IndentedLine {
  return { text: written.trim(), indent: written.length - written.trimStart().length };
}

function leastIndent(lines: readonly IndentedLine[]): number {
  return lines.reduce(
    (least, { text, indent }) => (text === '' ? least : Math.min(least, indent)),
    Number.MAX_SAFE_INTEGER,
  );
}

function isOdd(line: string, quote: string): boolean {
  return line.includes(quote) && line.split(quote).length % 2 === 0;
}

function isCommandEnd(line: string): boolean {
  if (/(?:&&|\|\|?|;|&|[({,=])$|\b(?:then|do|else|in)$|(?:^|\s)--$/.test(line)) return false;
  return !awaitsMore(lastCommand(line));
}

function lastCommand(line: string): string {
  return line.split(/&&|\|\|?|;/).at(-1) ?? line;
}

/** Takes so many words and no more: whatever follows is no part of it. */
const COMPLETE =
  /^(?:sudo\s+)?(?:(?:cd|source|\.|umask|sleep)\s+\S+|export\s+\w+=\S*|set\s+-\w+|systemctl\s+[a-z-]+\s+\S+|service\s+\S+\s+[a-z-]+)$/;

/** Whether `next` is a command of its own, and no words that `line` goes on with. */
function beginsAnother(next: string, line: string): boolean {
  const [first = '', second] = next.split(/\s+/);
  const before = lastCommand(line).trim();
  if (/^\.?\//.test(first)) return isProgram(first) || /^\.?\//.test(before) || COMPLETE.test(before);
  if (second === undefined) return false;
  if (first === '.' || /^[A-Za-z_]\w*=/.test(first)) return true;
  if (COMMAND_NAMES.has(first) || first === before.split(/\s+/)[0]) return true;
  return COMPLETE.test(before) && /^[a-z_][\w-]*$/.test(first);
}

function isProgram(path: string): boolean {
  return /\/s?bin\/|\/init\.d\/|\.(?:sh|bash|py|pl|rb)$/.test(path);
}
