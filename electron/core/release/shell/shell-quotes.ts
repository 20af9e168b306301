/** Where the quotes of a POSIX shell are open, so that a value put in there is noticed. */

import type { TemplatePart } from '../template.ts';
import { ShellScanner } from './shell-scanner.ts';

type Value = Extract<TemplatePart, { kind: 'value' }>;
export type Quote = 'single' | 'double' | 'heredoc';

/** The values that stand inside quotes or a here-document; a `$( )` inside double quotes is outside of them again. */
export function valuesInQuotes(
  parts: readonly TemplatePart[],
): readonly { readonly value: Value; readonly quote: Quote }[] {
  if (!parts.some((part) => part.kind === 'text' && /['"]|<</.test(part.text))) return [];
  const scanner = new ShellScanner();
  const found: { value: Value; quote: Quote }[] = [];
  for (const part of parts) {
    if (part.kind === 'text') for (let i = 0; i < part.text.length; i += 1) scanner.step(part.text, i);
    else {
      const quote = quoteOf(scanner);
      if (quote) found.push({ value: part, quote });
      scanner.skipValue();
    }
  }
  return found;
}

function quoteOf(scanner: ShellScanner): Quote | null {
  const context = scanner.context();
  if (context === 'double' || context === 'heredoc') return context;
  return context === 'single' || context === 'ansi' ? 'single' : null;
}
