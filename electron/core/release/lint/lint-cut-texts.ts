/** Texts that YAML reads as others than their author: in one without quotes ` #` begins a comment, and lines are joined. */

import type { Problems } from '../problems.ts';
import { joinedLines } from './joined-lines.ts';
import type { WrittenText } from './written-text.ts';

export function lintJoinedLines(
  text: string,
  { scalar, use, path, isBroken }: WrittenText,
  problems: Problems,
): void {
  if (use !== 'command' || scalar.style === 'literal' || !isBroken) return;
  const joined = joinedLines(text, scalar);
  if (joined !== null) problems.warn([...path], 'lines-joined', joined);
}

export function lintCutText(text: string, { scalar, use, path }: WrittenText, problems: Problems): void {
  const { style, value, to } = scalar;
  if (use === null || style !== 'plain' || !isBlank(text[to])) return;
  const [, gap = '', comment] = /^([ \t]+)#([^\n]*)/.exec(text.slice(to, to + 200)) ?? [];
  if (comment === undefined || !isCut(value, comment, use === 'command')) return;
  problems.warn(
    { path: [...path], offset: value.length + gap.length },
    'text-cut',
    `the text ends at " #", as YAML takes the rest for a comment: quote it, or put the comment on a line of its own`,
  );
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** A comment has a space behind its sign; without one, or with a quote left open, it was meant as text. */
function isCut(value: string, comment: string, isCommand: boolean): boolean {
  if (/^[^\s#]/.test(comment)) return true;
  return isCommand && ["'", '"'].some((quote) => value.split(quote).length % 2 === 0);
}
