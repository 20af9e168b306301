/** Prompts that were pasted along with a command: a shell takes them for the name of one. */
import { COMMAND_NAMES } from './command-names.ts';

export interface PastedPrompt {
  readonly severity: 'error' | 'warning';
  /** What it is, and what to do. */
  readonly message: string;
  /** Characters into the text. */
  readonly offset: number;
}

/** At the beginning of a line, with what it is the prompt of behind it. */
const PROMPT =
  /^[ \t]*((?:\([\w.-]+\)[ \t]*)?(?:[$%](?=[ \t])|\[[\w.-]+@[\w.-]+[ \t:][^\]\n]*\][#$%]|[\w.-]+@[\w.-]+[: ][~/]?[\w./~-]*[#$%](?=[ \t])|(?:PS[ \t]+)?[A-Za-z]:\\[^>\n]*>|PS>|(?:mysql|sqlite|SQL|MariaDB \[[^\]\n]*\])>(?=[ \t])|\w+=#(?=[ \t])))[ \t]*\S/gm;

/** The first prompt of the text; `code` is its skeleton. */
export function promptIn(text: string, code: string): PastedPrompt | null {
  if (!/[$%#>]/.test(text)) return null;
  for (const { 0: whole, 1: prompt = '', index } of text.matchAll(PROMPT)) {
    const offset = index + whole.indexOf(prompt);
    if (code[offset] !== text[offset] || /\\\n[ \t]*$/.test(text.slice(Math.max(0, offset - 80), offset)))
      continue;
    return {
      severity: 'error',
      offset,
      message: `"${prompt}" is the prompt of a terminal, and would be run as a command: leave it out`,
    };
  }
  return commentIn(text);
}

/** A text that begins with the prompt of root, which makes a comment of the command behind it. */
function commentIn(text: string): PastedPrompt | null {
  const offset = text.search(/\S/);
  if (offset < 0 || text[offset] !== '#') return null;
  const command = commandBehind(text.slice(offset).split('\n', 1)[0] ?? '');
  if (command === null) return null;
  const message = `"# ${command} …" is a comment and is not run: leave out the "# ", if it is the prompt of a terminal`;
  return { severity: 'warning', offset, message };
}

/** The name of the command that a comment holds, where no sentence begins so; null where it is words for people. */
export function commandBehind(comment: string): string | null {
  const [, first = '', second = ''] = /^#[ \t]+(?:sudo[ \t]+)?(\S+)(?:[ \t]+(\S+))?/.exec(comment) ?? [];
  if (/^(?:systemctl|service)$/.test(first))
    return /^(?:start|stop|restart|reload|enable|disable|status|mask|daemon-reload)$/.test(second)
      ? first
      : null;
  return COMMAND_NAMES.has(first) && /^(?:[-/.]\S|\$)/.test(second) ? first : null;
}
