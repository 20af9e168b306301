/** Where the quotes of a POSIX shell are open, so that a value put in there is noticed. */
import type { TemplatePart } from './template.ts';

type Value = Extract<TemplatePart, { kind: 'value' }>;
export type Quote = 'single' | 'double' | 'heredoc';

/** The values that stand inside quotes or a here-document; a `$( )` inside double quotes is outside of them again. */
export function valuesInQuotes(
  parts: readonly TemplatePart[],
): readonly { readonly value: Value; readonly quote: Quote }[] {
  const scanner = new Scanner();
  const found: { value: Value; quote: Quote }[] = [];
  for (const part of parts) {
    if (part.kind === 'text') scanner.read(part.text);
    else {
      const quote = scanner.quote();
      if (quote) found.push({ value: part, quote });
      scanner.skipValue();
    }
  }
  return found;
}

/** `ansi` is `$'…'`; `nested` is what stands in `$( )`, brackets inside it, or back quotes. */
type Context = 'plain' | 'single' | 'ansi' | 'double' | 'comment' | 'nested' | 'backquoted';

/** Where a here-document ends: at a line that is this word, tabs before it aside. */
interface Heredoc {
  readonly end: string;
  line: string;
}

const HEREDOC = /^<<-?[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|\\?([A-Za-z0-9_.-]+))/;

class Scanner {
  readonly #open: Context[] = ['plain'];
  /** Here-documents named on this line, whose text begins on the next. */
  readonly #coming: Heredoc[] = [];
  #inside: Heredoc | null = null;
  #isEscaped = false;
  #before = '\n';

  read(text: string): void {
    for (let i = 0; i < text.length; i += 1) {
      const character = text[i] ?? '';
      if (this.#inside) this.#stepHeredoc(character, this.#inside);
      else this.#step(character, text, i);
      this.#before = character;
    }
  }

  skipValue(): void {
    if (this.#inside) this.#inside.line += 'x';
    this.#isEscaped = false;
    this.#before = 'x';
  }

  quote(): Quote | null {
    if (this.#inside) return 'heredoc';
    const context = this.#top();
    if (context === 'double') return 'double';
    return context === 'single' || context === 'ansi' ? 'single' : null;
  }

  #top(): Context {
    return this.#open.at(-1) ?? 'plain';
  }

  #stepHeredoc(character: string, heredoc: Heredoc): void {
    if (character !== '\n') heredoc.line += character;
    else if (heredoc.line.replace(/^\t+/, '') === heredoc.end) this.#inside = this.#coming.shift() ?? null;
    else heredoc.line = '';
  }

  #step(character: string, text: string, i: number): void {
    const context = this.#top();
    if (this.#isEscaped) this.#isEscaped = false;
    else if (context === 'comment') this.#stepComment(character);
    else if (context === 'single') this.#closeAt(character, "'");
    else if (character === '\\') this.#isEscaped = true;
    else if (context === 'ansi') this.#closeAt(character, "'");
    else if (character === '"') this.#toggle('double');
    else if (character === '`') this.#toggle('backquoted');
    else if (character === '(' && this.#before === '$') this.#open.push('nested');
    else if (context !== 'double') this.#stepOutside(character, text, i);
  }

  #stepComment(character: string): void {
    if (character !== '\n') return;
    this.#open.pop();
    this.#endLine();
  }

  #stepOutside(character: string, text: string, i: number): void {
    if (character === "'") this.#open.push(this.#before === '$' ? 'ansi' : 'single');
    else if (character === '#' && /[\s;&|(]/.test(this.#before)) this.#open.push('comment');
    else if (character === ')' && this.#top() === 'nested') this.#open.pop();
    else if (character === '(' && this.#top() === 'nested') this.#open.push('nested');
    else if (character === '<' && this.#before !== '<') this.#readHeredoc(text.slice(i, i + 200));
    else if (character === '\n') this.#endLine();
  }

  #readHeredoc(text: string): void {
    const [, single, double, bare] = HEREDOC.exec(text) ?? [];
    const end = single ?? double ?? bare;
    if (end !== undefined) this.#coming.push({ end, line: '' });
  }

  #endLine(): void {
    this.#inside = this.#coming.shift() ?? null;
  }

  #closeAt(character: string, mark: string): void {
    if (character === mark) this.#open.pop();
  }

  #toggle(context: 'double' | 'backquoted'): void {
    if (this.#top() === context) this.#open.pop();
    else this.#open.push(context);
  }
}
