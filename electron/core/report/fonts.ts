/** Fonts that a document carries along: those of the scripts that it is written in. */

export interface FontFace {
  readonly family: string;
  readonly weight: number;
  /** The characters that it is for, as CSS writes them: `U+0000-00FF,U+0131`. */
  readonly range: string;
  /** The file, in base64. */
  readonly woff2: string;
}

/** The document with the faces that its characters need. A face without a character in it is left out. */
export function withFonts(html: string, faces: readonly FontFace[]): string {
  const used = charactersOf(html);
  const rules = faces
    .filter(({ range }) => rangesOf(range).some(([from, to]) => isAnyWithin(used, from, to)))
    .map(
      ({ family, weight, range, woff2 }) =>
        `@font-face{font-family:'${family}';font-weight:${weight};src:url(data:font/woff2;base64,${woff2}) format('woff2');unicode-range:${range}}`,
    );
  if (rules.length === 0) return html;
  return html.replace('<style>', () => `<style>${rules.join('\n')}\n`);
}

/** Sorted, each once. */
function charactersOf(text: string): readonly number[] {
  const found = new Set<number>();
  for (const character of text) found.add(character.codePointAt(0) ?? 0);
  return [...found].sort((a, b) => a - b);
}

function rangesOf(range: string): readonly (readonly [number, number])[] {
  return range.split(',').map((part) => {
    const [from = '', to = from] = part.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
  });
}

function isAnyWithin(sorted: readonly number[], from: number, to: number): boolean {
  return sorted.some((point) => point >= from && point <= to);
}
