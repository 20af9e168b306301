/** A shell script at its empty lines, where nothing is open: no quote, here-document, loop or function. */
import { ShellScanner } from '../release/shell/shell-scanner.ts';
import { expandedText, openHeredoc, shellSkeleton } from '../release/shell/shell-skeleton.ts';

export interface ScriptPart {
  /** 1-based, of its first line that is no comment. */
  readonly line: number;
  /** Without the comments in front of it. */
  readonly text: string;
  /** As long as the text, quotes blanked out. */
  readonly code: string;
  /** What the shell puts values in for. */
  readonly expanded: string;
  /** The words of the comments in front of it. */
  readonly comments: readonly string[];
}

/** Null where its parts cannot be told apart. */
export function partsOf(script: string): readonly ScriptPart[] | null {
  const text = script.replace(/^#![^\n]*/, '');
  if (openHeredoc(text) !== null) return null;
  const code = shellSkeleton(text);
  const expanded = expandedText(text);
  const starts = startsOf(text);
  let at = 0;
  const lines = text.split('\n').map((line, i): ScriptLine => {
    const from = at;
    at += line.length + 1;
    return {
      text: line,
      code: code.slice(from, from + line.length),
      expanded: expanded.slice(from, from + line.length),
      isWithin: starts[i] ?? false,
    };
  });
  return gathered(lines);
}

interface ScriptLine {
  readonly text: string;
  readonly code: string;
  readonly expanded: string;
  /** It begins within quotes, a here-document or a line that goes on. */
  readonly isWithin: boolean;
}

function startsOf(text: string): readonly boolean[] {
  const scanner = new ShellScanner();
  const starts = [false];
  for (let i = 0; i < text.length; i += 1) {
    const isJoined = scanner.isEscaped();
    scanner.step(text, i);
    if (text[i] === '\n') starts.push(isJoined || scanner.context() !== 'plain');
  }
  return starts;
}

function gathered(lines: readonly ScriptLine[]): readonly ScriptPart[] | null {
  const parts: ScriptPart[] = [];
  let comments: string[] = [];
  let begun: number | null = null;
  let depth = 0;
  const end = (before: number): void => {
    if (begun === null) return;
    const own = lines.slice(begun, before);
    const of = (key: 'text' | 'code' | 'expanded'): string =>
      own
        .map((line) => line[key])
        .join('\n')
        .trimEnd();
    parts.push({ line: begun + 1, text: of('text'), code: of('code'), expanded: of('expanded'), comments });
    comments = [];
    begun = null;
  };
  for (const [i, { text, code, isWithin }] of lines.entries()) {
    const isOpen = depth > 0 || isWithin || /(?:&&|\|\|?)[ \t]*$/.test(lines[i - 1]?.code ?? '');
    if (!isOpen && text.trim() === '') end(i);
    else if (!isOpen && isComment(text) && begun === null) comments.push(...wordsOf(text));
    else begun ??= i;
    depth += opened(code);
    if (depth < 0) return null;
  }
  end(lines.length);
  return depth === 0 ? parts : null;
}

function isComment(line: string): boolean {
  return /^[ \t]*#/.test(line);
}

/** Without marks and rules around them. */
function wordsOf(comment: string): readonly string[] {
  const words = comment.replace(/^[\s#=*_-]+/, '').replace(/[\s#=*_-]+$/, '');
  return words === '' ? [] : [words];
}

const START = '(?:^|[;&|({!]|\\b(?:then|do|else|elif|if|while|until|time)[ \\t])[ \\t]*';
const OPENING = new RegExp(
  `(?<=${START})(?:if|case|for|while|until|select)(?=[ \\t]|$)|(?<=^|[ \\t;)&|])\\{(?=[ \\t]|$)|(?<=^[ \\t]*)\\((?=[^()]*$)`,
  'g',
);
const CLOSING =
  /(?<=^[ \t]*|[;&|)][ \t]*|[ \t])(?:fi|esac|done)(?=[ \t;&|)>]|$)|(?<=^[ \t]*|;[ \t]*)\}(?=[ \t;&|)>]|$)|^[ \t]*\)(?=[ \t;&|>]|$)/g;

/** How many are opened in a line and not closed. */
function opened(code: string): number {
  return (code.match(OPENING)?.length ?? 0) - (code.match(CLOSING)?.length ?? 0);
}
