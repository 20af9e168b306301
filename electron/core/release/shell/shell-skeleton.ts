/** A shell text with its quotes blanked out, so that what is left is code: as long as the text, character for character. */
import { type Context, ShellScanner } from './shell-scanner.ts';

const QUOTED: ReadonlySet<Context> = new Set(['single', 'ansi', 'double']);
const CODE: ReadonlySet<Context> = new Set(['nested', 'arithmetic', 'backquoted']);

/** The here-document that is open where the text ends: its last word, and where it begins. */
export function openHeredoc(template: string): { readonly end: string; readonly offset: number } | null {
  if (!template.includes('<<')) return null;
  const text = withoutValues(template);
  const scanner = new ShellScanner();
  for (let i = 0; i < text.length; i += 1) scanner.step(text, i);
  const end = scanner.openHeredoc();
  return end === null ? null : { end, offset: Math.max(0, text.lastIndexOf('<<')) };
}

function withoutValues(template: string): string {
  if (!template.includes('{{')) return template;
  return template.replace(/\{\{[^{}]*\}\}/g, (value) => 'Q'.repeat(value.length));
}

/** Quoted characters and `$(( ))` become `"`, values `Q`, comments and here-documents spaces; line breaks stay. */
export function shellSkeleton(template: string): string {
  const text = withoutValues(template);
  if (!/["'\\`#(<]/.test(text)) return text;
  const scanner = new ShellScanner();
  let skeleton = '';
  let isFigure = false;
  let before = scanner.context();
  for (let i = 0; i < text.length; i += 1) {
    const wasEscaped = scanner.isEscaped();
    scanner.step(text, i);
    const after = scanner.context();
    if (after === 'arithmetic' && before !== 'arithmetic') isFigure = text[i - 1] === '$';
    else if (before !== 'arithmetic') isFigure = false;
    if (isFigure) skeleton += '"';
    else if (wasEscaped || scanner.isEscaped()) skeleton += escaped(text, i);
    else if (before === 'plain' && after === 'plain') skeleton += text[i] ?? '';
    else skeleton += shown(text[i] ?? '', before, after);
    before = after;
  }
  return skeleton;
}

/** A backslash before a line break joins the lines. */
function escaped(text: string, i: number): string {
  const joins = text[i] === '\n' || (text[i] === '\\' && text[i + 1] === '\n');
  return joins ? ' ' : '"';
}

function shown(character: string, before: Context, after: Context): string {
  if (character === '\n') return QUOTED.has(before) ? '"' : '\n';
  if (before === 'heredoc' || before === 'comment' || after === 'comment') return ' ';
  if (CODE.has(after) && !CODE.has(before)) return character;
  if (after === 'ansi' && before !== 'ansi') return "'";
  return QUOTED.has(before) || QUOTED.has(after) ? closing(character, before) : character;
}

/** The bracket that ends a substitution inside quotes is code. */
function closing(character: string, before: Context): string {
  return CODE.has(before) && (character === ')' || character === '`') ? character : '"';
}

/** What the shell puts values in for, inside of double quotes too: as long as the text, spaces in the place of all else. */
export function expandedText(template: string): string {
  const text = withoutValues(template);
  const scanner = new ShellScanner();
  let expanded = '';
  for (let i = 0; i < text.length; i += 1) {
    const shown = scanner.expands();
    scanner.step(text, i);
    expanded += shown && scanner.context() !== 'comment' ? (text[i] ?? '') : ' ';
  }
  return expanded;
}
