/** Texts for a shell of their own within a shell text: `sudo sh -c '…'`, `su - app -c "…"`. Their failures are not those of the text around. */
import { hasOne } from '../signs.ts';

export interface NestedText {
  readonly text: string;
  /** Characters into the text around. */
  readonly offset: number;
  /** What is written before it: `sh -c`. */
  readonly opener: string;
  /** Null: the login shell of a user, of which nobody knows what it understands. */
  readonly program: 'sh' | 'bash' | null;
  /** Its shell is told to end where a command fails. */
  readonly strict: boolean;
}

const OPENER =
  /(?<![\w.-])(?:(?<shell>(?:ba|da)?sh)(?<options>(?:[ \t]+-[\w-]+(?:[ \t]+(?:pipefail|errexit|nounset))?)*[ \t]+-[a-z]*c)|(?:su|runuser)(?:[ \t]+(?:-l?|--login|[a-z_][\w-]*))*[ \t]+-c)[ \t]+(?=")/g;

/** `code` is the text's skeleton, in which what stands in quotes is `"`. */
export function nestedTexts(text: string, code: string): readonly NestedText[] {
  if (!hasOne(code, ['sh', 'su', 'runuser']) || !code.includes('c "')) return [];
  return [...code.matchAll(OPENER)].flatMap(({ 0: opener, index, groups = {} }) => {
    const from = index + opener.length;
    const inner = quotedFrom(text, from);
    if (inner === null) return [];
    const { shell, options = '' } = groups;
    return [
      {
        text: inner,
        offset: index,
        opener: opener.trim(),
        program: shell === undefined ? null : shell === 'bash' ? 'bash' : 'sh',
        strict: /(?:^|\s)-[a-z]*e|errexit/.test(options),
      },
    ];
  });
}

/** What the quotes that open here hold; of double ones, what the shell around makes of its backslashes. */
function quotedFrom(text: string, from: number): string | null {
  const [, single, double] = /^(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)")/.exec(text.slice(from)) ?? [];
  return single ?? double?.replace(/\\([\\"$`\n])/g, '$1') ?? null;
}
