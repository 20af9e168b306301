/** An author's text as the shell that its step names runs it. What starts it on the host is /bin/sh in any case. */
import type { Shell } from '#core/plan/model.ts';
import { quoteForShell } from '#core/plan/quote.ts';
import { isShellInterpreter } from '#core/release/interpreter.ts';

/** On the first line of the text, so that the shell counts its lines as the author does. A sh without pipefail goes on without. */
const STRICTLY = 'set -e -u; if (set -o pipefail) 2>/dev/null; then set -o pipefail; fi; ';

type Choice = Pick<Shell, 'program' | 'strict'>;

export function shellText(text: string, { program = 'sh', strict = false }: Choice): string {
  const whole = strict ? `${STRICTLY}${text}` : text;
  return program === 'sh' ? whole : `exec ${program} -c ${quoteForShell(whole)} ${program}`;
}

/** The interpreter with all that comes before the script's file. A strict shell reads the file as its own text, so `$0` stays the file. */
export function interpreterText(interpreter: string, { strict = false }: Choice): string {
  if (!strict || !isShellInterpreter(interpreter)) return interpreter;
  return `${interpreter} -c ${quoteForShell(`${STRICTLY}. "$0"`)}`;
}
