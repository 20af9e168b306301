/** Characters that can move text, hide it or act on a terminal, and what stands for them. The one list for every edge. */

/** Control characters but tab and newline, formats (direction, zero width, tags), lone surrogates, and blanks that are no space. */
const HIDDEN = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

/** Each of them between these marks: `‹U+202E›` on paper and screen, `<U+202E>` where only ASCII is certain. */
export function spellHidden(text: string, [open, close]: readonly [string, string] = ['‹', '›']): string {
  return text.replace(
    HIDDEN,
    (character) =>
      `${open}U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}${close}`,
  );
}

/** JSON that stands for the same value, in which nothing but escapes is left of them. */
export function escapeHiddenJson(json: string): string {
  return json.replace(HIDDEN, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
