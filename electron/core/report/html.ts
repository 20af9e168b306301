/** HTML by a tag template: whatever is put in is escaped, unless it is HTML made here. */

/** A piece of HTML. Only this file makes them, so every other text was escaped on its way in. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlValue = Html | string | number | null | readonly HtmlValue[];

/** `null` is nothing; lists are put one after the other. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const written = strings.map((string, i) => (i === 0 ? string : write(values[i - 1] ?? null) + string));
  return new Html(written.join(''));
}

/** Markup that stands in the source of this program: a style, a drawing. Never text of a release or a host. */
export function markup(text: string): Html {
  return new Html(text);
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function write(value: HtmlValue): string {
  if (value === null) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeHtml(visible(value));
  return value.map(write).join('');
}

/**
 * The text with everything visible that could hide or move text: control characters as their pictures, and
 * direction and zero-width characters as code points. Colour codes of terminals are left out.
 */
export function visible(text: string): string {
  return text
    .replace(COLOURS, '')
    .replace(/\r\n/g, '\n')
    .replace(CONTROLS, (character) => pictureOf(character.charCodeAt(0)))
    .replace(
      HIDDEN,
      (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
    );
}

const ESC = String.fromCharCode(27);
const COLOURS = new RegExp(`${ESC}\\[[0-9;:]*m`, 'g');
/** All of C0 but tab and newline, and DEL. */
const CONTROLS = new RegExp(`[${range(0, 8)}${range(11, 31)}${range(127, 127)}]`, 'g');
/** C1, soft hyphen, zero-width and direction characters, tags. */
const HIDDEN =
  /[\u0080-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

function range(from: number, to: number): string {
  return `${String.fromCharCode(from)}-${String.fromCharCode(to)}`;
}

function pictureOf(code: number): string {
  return String.fromCharCode(code === 127 ? 0x2421 : 0x2400 + code);
}
