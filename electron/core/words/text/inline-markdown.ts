/** The marks of Markdown within a line: words that its author made bold, sloped or code. Everything else is text as it stands. */

export interface Words {
  readonly kind: 'text' | 'bold' | 'sloped' | 'code';
  readonly text: string;
}

/** Marks stand at the edge of words, so that patterns such as `*.log` stay what they are. */
const MARKS = new RegExp(
  [
    String.raw`(\x60+)(?!\x60)(?<code>.+?)(?<!\x60)\1(?!\x60)`,
    String.raw`\*\*(?=\S)(?<bold>.+?)(?<=\S)\*\*(?!\*)`,
    String.raw`(?<![\w_])__(?=\S)(?<under>.+?)(?<=\S)__(?!\.?[\w_])`,
    String.raw`(?<![\w*])\*(?=[\p{L}\p{N}])(?<star>[^*\n]*[\p{L}\p{N}.!?])\*(?![\w*])`,
    String.raw`(?<![\w_])_(?=[\p{L}\p{N}])(?<line>[^_\n]*[\p{L}\p{N}.!?])_(?![\w_])`,
  ].join('|'),
  'gu',
);

/** The words of a text of one or more lines; a heading is bold. */
export function markedWords(text: string): readonly Words[] {
  return text.split('\n').flatMap((line, i) => {
    const words = wordsOfLine(line);
    return i === 0 ? words : [{ kind: 'text', text: '\n' } as const, ...words];
  });
}

function wordsOfLine(line: string): readonly Words[] {
  const heading = /^ {0,3}#{1,6} +(.*?)(?: +#+)?$/.exec(line)?.[1];
  if (heading !== undefined) return [{ kind: 'bold', text: unmarked(heading) }];
  const words: Words[] = [];
  let from = 0;
  for (const found of line.matchAll(MARKS)) {
    words.push({ kind: 'text', text: line.slice(from, found.index) }, markOf(found.groups ?? {}));
    from = found.index + found[0].length;
  }
  return [...words, { kind: 'text', text: line.slice(from) } as const].filter(({ text }) => text !== '');
}

function markOf({ code, bold, under, star, line }: Record<string, string | undefined>): Words {
  if (code !== undefined) return { kind: 'code', text: code };
  const strong = bold ?? under;
  if (strong !== undefined) return { kind: 'bold', text: unmarked(strong) };
  return { kind: 'sloped', text: unmarked(star ?? line ?? '') };
}

/** The text without its marks, for a place that shows none. */
export function unmarked(text: string): string {
  return markedWords(text)
    .map((words) => words.text)
    .join('');
}
