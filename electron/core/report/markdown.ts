/** Markdown in which text stays text. */
import { visible } from './html.ts';

/** One line of text: nothing in it is taken for markup, a link or HTML. */
export function mdText(text: string): string {
  return visible(text)
    .replace(/[\\`*_[\]|~#<>]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replace(/\s*\n\s*/g, ' ');
}

/**
 * Prose that its author wrote as Markdown, as a quotation: whatever is left open in it (a fence, a list, HTML) ends with it.
 * HTML stays text, and an image stays the words that name it: nothing is fetched.
 */
export function mdProse(text: string): string {
  const inert = visible(text.trim())
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('![', '\\!\\[');
  return inert
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

/** A fenced block; its fence is longer than any in the text. */
export function mdCode(text: string, language = ''): string {
  const shown = visible(text).replace(/\n$/, '');
  const longest = Math.max(2, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${shown}\n${fence}`;
}

export function mdTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(mdText).join(' | ')} |`;
  return [line(columns), `| ${columns.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** `**Name:** text`, one line each; empty ones are left out. */
export function mdFacts(facts: readonly (readonly [string, string | null])[]): string {
  const said = facts.filter(([, value]) => value !== null && value !== '');
  return said.map(([name, value]) => `- **${mdText(name)}:** ${mdText(value ?? '')}`).join('\n');
}

/** Blocks with one empty line between them; nulls are left out. */
export function mdBlocks(...blocks: readonly (string | null)[]): string {
  return `${blocks.filter((block) => block !== null && block !== '').join('\n\n')}\n`;
}
