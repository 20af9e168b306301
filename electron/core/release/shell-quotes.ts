/** Where the quotes of a POSIX shell are open, so that a value put in there is noticed. */
import type { TemplatePart } from './template.ts';

type Value = Extract<TemplatePart, { kind: 'value' }>;

/** The values that stand inside single or double quotes (a `$( )` inside double quotes is outside of them again). */
export function valuesInQuotes(
  parts: readonly TemplatePart[],
): readonly { readonly value: Value; readonly quote: 'single' | 'double' }[] {
  const scanner = createScanner();
  const found: { value: Value; quote: 'single' | 'double' }[] = [];
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

type Context = 'plain' | 'single' | 'double' | 'comment' | 'substitution';

function createScanner() {
  const open: Context[] = ['plain'];
  let escaped = false;
  let before = '\n';
  const top = (): Context => open.at(-1) ?? 'plain';

  function step(character: string, next: string): void {
    const context = top();
    if (escaped) escaped = false;
    else if (context === 'comment') {
      if (character === '\n') open.pop();
    } else if (context === 'single') {
      if (character === "'") open.pop();
    } else if (character === '\\') escaped = true;
    else if (character === '"') {
      if (context === 'double') open.pop();
      else open.push('double');
    } else if (character === '$' && next === '(') open.push('substitution');
    else if (context !== 'double') stepOutside(character, context);
  }

  function stepOutside(character: string, context: Context): void {
    if (character === "'") open.push('single');
    else if (character === '#' && /[\s;&|(]/.test(before)) open.push('comment');
    else if (character === ')' && context === 'substitution') open.pop();
    else if (character === '(' && before !== '$' && context === 'substitution') open.push('substitution');
  }

  return {
    read(text: string) {
      for (let i = 0; i < text.length; i += 1) {
        step(text[i] ?? '', text[i + 1] ?? '');
        before = text[i] ?? '';
      }
    },
    skipValue() {
      escaped = false;
      before = 'x';
    },
    quote: (): 'single' | 'double' | null => {
      const context = top();
      return context === 'single' || context === 'double' ? context : null;
    },
  };
}
