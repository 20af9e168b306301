/** Commands that end with 0 although what they were to do has failed, and texts whose effect is gone when they end. */

import { hasOne } from '../signs.ts';
import type { LookedAt, PassingRule } from './passing-rule.ts';
import { TERMINAL_RULES } from './terminal-commands.ts';

export interface Passing {
  readonly code: PassingRule['code'];
  /** What happens, and what to write. */
  readonly message: string;
  /** Characters into the text. */
  readonly offset: number;
}

/** Where a command begins, the right side of a pipe aside. */
const START = '(?<=(?:^|[\\n;&({!`]|\\|\\||\\b(?:then|do|else|if|elif|while|until)[ \\t])[ \\t]*)';
const REST = '[^\\n;&|]*';

const RULES: readonly PassingRule[] = [
  {
    code: 'failure-unseen',
    signs: ['&'],
    pattern: /(?<![&>|<;])&(?![&>])/,
    says: 'the command before "&" runs in the background, and the step is ok whatever happens to it: remove the "&", wait for it with wait $!, or check what it started in a step of its own',
    holds: ({ text }) => !text.includes('$!'),
  },
  {
    code: 'failure-unseen',
    signs: ['curl'],
    pattern: new RegExp(`${START}curl\\b${REST}(?!${REST}\\|(?!\\|))(?=$|[\\n;&|])`),
    says: 'curl exits with 0 even when the server answers with an error such as 404 or 500: write curl -f, or a probe',
    holds: ({ isLookedAt }, written) =>
      !isLookedAt && !/\s-[A-Za-z]*f|\s--fail|http_code|response_code|\s--version/.test(written),
  },
  {
    code: 'failure-unseen',
    signs: ['psql'],
    pattern: new RegExp(`${START}(?:psql)\\b${REST}(?:\\s-f|\\s--file|<)`),
    says: 'psql continues after an error in its input and exits with 0: write psql -v ON_ERROR_STOP=1',
    holds: ({ text }) => !text.includes('ON_ERROR_STOP'),
  },
  {
    code: 'failure-unseen',
    signs: ['sqlplus'],
    pattern: new RegExp(`${START}sqlplus\\b`),
    says: 'sqlplus exits with 0 even when a statement fails: begin its input with WHENEVER SQLERROR EXIT FAILURE',
    holds: ({ text }) => !/whenever\s+sqlerror/i.test(text),
  },
  {
    code: 'failure-unseen',
    signs: ['-exec'],
    pattern: /\bfind[ \t][^\n|]*[ \t]-exec(?:dir)?[ \t][^\n|]*/,
    says: 'find exits with 0 even when the command of -exec fails: end it with + in place of \\;',
    holds: (_, written) => /(?:\\;|';'|";")/.test(written),
  },
  {
    code: 'failure-unseen',
    signs: ['grep'],
    pattern: /\bps\b[^\n;&|]*\|[ \t]*e?grep\b[^\n;&|]*(?=$|[\n;&]|\|\|)/,
    says: 'grep finds its own process in the list of ps, so it always finds something: write pgrep -f, or one letter in brackets, as in grep "[n]ginx"',
    holds: (_, written) => !/\[|grep[ \t]+(?:-\w+[ \t]+)*-\w*v/.test(written),
  },
  {
    code: 'failure-unseen',
    signs: ['rm', 'cp', 'mv'],
    pattern: new RegExp(`${START}(?:rm|cp|mv)[ \\t]+(?:-[A-Za-z]+[ \\t]+)*-[A-Za-z]*i`),
    says: '-i asks for confirmation, and nobody answers: nothing is done, and the step can count as ok. Remove it',
  },
  {
    code: 'failure-unseen',
    signs: ['export', 'readonly', 'local', 'declare'],
    pattern: new RegExp(`${START}(?:export|readonly|local|declare)[ \\t]+[A-Za-z_]\\w*=(?:["$]+\\(|"*\`)`),
    says: 'when the command in the value fails, this succeeds all the same: set the value first, as in x=$(command), and export x after it',
  },
  {
    code: 'failure-unseen',
    signs: ['||'],
    pattern: /\|\|[ \t]*(?:echo|printf|logger)\b[^\n;&|}]*(?=\s*$)/,
    says: 'when what comes before "||" fails, this is printed and the step is ok: write || { echo "…"; exit 1; }',
    holds: ({ isLookedAt }) => !isLookedAt,
  },
  {
    code: 'failure-unseen',
    signs: ['done'],
    pattern:
      /\b(?:for|while|until)\b[^\n]*?[\s;]do\s+(?!(?:sleep|echo|printf|read|:|true|test|\[)\b)[^\n;]+(?:;|\n)(?:(?!\bdone\b)[\s\S])*\bdone\b/,
    says: 'when one round of the loop fails, the next continues, and only the last counts: write strict: true, or || exit 1 after the command',
    holds: ({ strict, code }, written) =>
      !strict && !/\|\||&&|\b(?:exit|break|return|if)\b/.test(written) && !/\bset[ \t]+-[a-z]*e/.test(code),
  },
  {
    code: 'no-effect',
    signs: ['su', 'bash', 'newgrp'],
    pattern: new RegExp(
      `${START}(?:(?:sudo[ \\t]+)?su(?:[ \\t]+-l?)?(?:[ \\t]+[a-z_][\\w-]*)?|sudo[ \\t]+(?:-[is]|(?:-u[ \\t]*[a-z_][\\w-]*[ \\t]+)?(?:ba|z|k|da)?sh(?:[ \\t]+-l?i?)?|-iu[ \\t]*[a-z_][\\w-]*|(?:-u[ \\t]*[a-z_][\\w-]*[ \\t]+)-[is])|bash|newgrp[ \\t]+[a-z_][\\w-]*)[ \\t]*(?=$|[\\n;]|&&)`,
    ),
    says: 'this opens a shell that gets no input and ends at once; what follows runs outside it, as the user before: write sudo: USER at the step',
  },
];

const ALL_RULES: readonly PassingRule[] = [...TERMINAL_RULES, ...RULES];

/** No more of a text is looked at. */
const MOST = 16 * 1024;

/** At most one find: the first rule that holds. */
export function passingIn({ text, code, ...how }: LookedAt): Passing | null {
  const looked = { text: text.slice(0, MOST), code: code.slice(0, MOST), ...how };
  for (const { code, signs, pattern, says, holds } of ALL_RULES) {
    if (!hasOne(looked.code, signs)) continue;
    const found = pattern.exec(looked.code);
    if (found === null) continue;
    const written = looked.text.slice(found.index, found.index + found[0].length + 2);
    if (holds === undefined || holds(looked, written)) return { code, message: says, offset: found.index };
  }
  return lostSetting(looked);
}

const SETTING = /^\s*(?:cd|pushd|export|unset|umask|alias|set|ulimit)\b|^\s*[A-Za-z_]\w*=\S*\s*$/;
const BEGINS_WITH_SETTING =
  /^(?:\s|;|&&)*(?:(?:cd|pushd|export|unset|umask|alias|set|ulimit)\b|[A-Za-z_]\w*=)/;

/** A text that only sets what ends with its shell. */
function lostSetting({ code, changes }: LookedAt): Passing | null {
  if (!changes || !BEGINS_WITH_SETTING.test(code)) return null;
  const commands = code.split(/\n|;|&&/).filter((command) => command.trim() !== '');
  if (!commands.every((command) => SETTING.test(command))) return null;
  if (/[`(|<>]/.test(code)) return null;
  return {
    code: 'no-effect',
    message:
      'this has no effect on any other step, as each runs in a shell of its own: write cwd or env at the steps that need it',
    offset: 0,
  };
}
