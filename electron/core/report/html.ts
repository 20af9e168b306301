/** HTML by a tag template: whatever is put in is escaped, unless it is HTML made here. */

import { spellHidden } from '#core/words/text/hidden-characters.ts';

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

function escapeHtml(text: string): string {
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
 * The text with everything that could hide or move text written out: control, direction and zero-width characters stand
 * as code points, `‹U+202E›`. Colour codes of terminals are left out.
 */
export function visible(text: string): string {
  return spellHidden(text.replace(COLOURS, '').replace(/\r\n/g, '\n'));
}

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;:]*m`, 'g');
