/** What a fed shell reads: one line for each job, and reminders. */
import { writeScript } from '../shell/write-script.ts';
import { END_MARK_BYTE } from './end-mark.ts';

/**
 * A question is asked again where the shell had gone before it. What is followed may do more than it says by the time that nobody
 * hears it, and is carried out beside the shell, which takes reminders to fetch its output meanwhile. A step runs in a shell of its
 * own within the group of the fed one, and what it leaves running may still print: then the fed one takes nothing more.
 */
export type FedKind = 'question' | 'followed' | 'step';

/** Of its input a job gets nothing: that is the shell's own. */
export function lineFor(kind: FedKind, payload: string, nonce: string): string {
  const text = payload.trimEnd();
  const over = markText(nonce, '$?');
  switch (kind) {
    case 'question':
      return `{ ( ${text} ) </dev/null; ${over}; }\n`;
    case 'followed':
      return `{ { trap '${over}' EXIT; ${text}; } </dev/null & hp_j=$!; }\n`;
    case 'step':
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
      return `{ ${writeScript('step', { text })}; ${markText(nonce, '$hp_c${hp_k:+ $hp_k $hp_m}')}; }\n`;
  }
}

function markText(nonce: string, values: string): string {
  return `set -- "${END_MARK_BYTE}${nonce} over ${values}"; echo "$1"; echo "$1" >&2`;
}

/** Wakes what follows a step, and ends the wait for it where it is gone without a word. */
export function reminderFor(nonce: string): string {
  return `{ ${writeScript('wake', { gone: markText(nonce, '255') })}; }\n`;
}
