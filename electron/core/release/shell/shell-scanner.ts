/** Reads the text of a POSIX shell character by character, and knows at each what is open: quotes, a substitution, a here-document. */

/** `ansi` is `$'…'`; `nested` is what stands in `$( )` and brackets inside it; `arithmetic` the same in `$(( ))` and `(( ))`. */
export type Context =
  | 'plain'
  | 'single'
  | 'ansi'
  | 'double'
  | 'comment'
  | 'nested'
  | 'arithmetic'
  | 'backquoted'
  | 'heredoc';

const LITERAL: ReadonlySet<Context> = new Set(['single', 'ansi', 'comment']);

/** Where a here-document ends: at a line that is this word, tabs before it aside. */
interface Heredoc {
  readonly end: string;
  /** Its end is written with quotes: nothing in it is expanded. */
  readonly isLiteral: boolean;
  line: string;
}

const HEREDOC = /^<<-?[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|(\\?)([A-Za-z0-9_.-]+))/;

export class ShellScanner {
  readonly #open: Context[] = ['plain'];
  /** Here-documents named on this line, whose text begins on the next. */
  readonly #coming: Heredoc[] = [];
  #inside: Heredoc | null = null;
  #isEscaped = false;
  #before = '\n';

  /** Steps over the character of the text at `i`. */
  step(text: string, i: number): void {
    const character = text[i] ?? '';
    if (this.#inside) this.#stepHeredoc(character, this.#inside);
    else this.#step(character, text, i);
    this.#before = character;
  }

  /** What the next character stands in. */
  context(): Context {
    return this.#inside ? 'heredoc' : this.#top();
  }

  /** The shell puts values in for what the next character begins. */
  expands(): boolean {
    if (this.#inside) return !this.#inside.isLiteral && this.#before !== '\\';
    return !this.#isEscaped && !LITERAL.has(this.#top());
  }

  /** The next character is taken as it is, because a backslash stands before it. */
  isEscaped(): boolean {
    return this.#isEscaped;
  }

  /** The word that would have to end the here-document that is open or still to come; null where none is. */
  openHeredoc(): string | null {
    const inside = this.#inside;
    const isOver = inside === null || inside.line.replace(/^\t+/, '') === inside.end;
    return (isOver ? this.#coming[0] : inside)?.end ?? null;
  }

  skipValue(): void {
    if (this.#inside) this.#inside.line += 'x';
    this.#isEscaped = false;
    this.#before = 'x';
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
    else if (character === '(' && this.#before === '$')
      this.#open.push(text[i + 1] === '(' ? 'arithmetic' : 'nested');
    else if (context === 'arithmetic') this.#stepArithmetic(character);
    else if (context !== 'double') this.#stepOutside(character, text, i);
  }

  #stepComment(character: string): void {
    if (character !== '\n') return;
    this.#open.pop();
    this.#endLine();
  }

  /** `<<` shifts here, and begins no here-document. */
  #stepArithmetic(character: string): void {
    if (character === '(') this.#open.push('arithmetic');
    else if (character === ')') this.#open.pop();
  }

  #stepOutside(character: string, text: string, i: number): void {
    if (character === "'") this.#open.push(this.#before === '$' ? 'ansi' : 'single');
    else if (character === '#' && /[\s;&|(]/.test(this.#before)) this.#open.push('comment');
    else if (character === ')' && this.#top() === 'nested') this.#open.pop();
    else if (character === '(' && text[i + 1] === '(' && /[\s;&|]/.test(this.#before))
      this.#open.push('arithmetic');
    else if (character === '(' && this.#top() === 'nested') this.#open.push('nested');
    else if (character === '<' && this.#before !== '<') this.#readHeredoc(text.slice(i, i + 200));
    else if (character === '\n') this.#endLine();
  }

  #readHeredoc(text: string): void {
    const [, single, double, backslash, bare] = HEREDOC.exec(text) ?? [];
    const end = single ?? double ?? bare;
    if (end !== undefined) this.#coming.push({ end, isLiteral: backslash !== '', line: '' });
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
