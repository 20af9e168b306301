/** An author's text as the shell that its step names runs it. What starts it on the host is /bin/sh in any case. */
import type { Shell } from '#core/plan/model.ts';
import { quoteForShell } from '#core/plan/quote.ts';
import { isShellInterpreter } from '#core/release/interpreter.ts';
import type { Sha256 } from '../ports.ts';
import { scriptText } from './wrapper.ts';

/** A longer text goes to its shell as a file: Linux takes 128 KiB in one argument, and others 256 KiB in all. */
const LONGEST_ARGUMENT_BYTES = 64 * 1024;

/** On the first line of the text, so that the shell counts its lines as the author does. A sh without pipefail continues without. */
const STRICTLY = 'set -e -u; if (set -o pipefail) 2>/dev/null; then set -o pipefail; fi; ';

type Choice = Pick<Shell, 'program' | 'strict'>;

export function shellText(text: string, { program = 'sh', strict = false }: Choice, sha256: Sha256): string {
  const whole = strict ? `${STRICTLY}${text}` : text;
  if (program === 'sh') return whole;
  return new TextEncoder().encode(whole).length > LONGEST_ARGUMENT_BYTES
    ? scriptText(program, whole, sha256(whole))
    : `exec ${program} -c ${quoteForShell(whole)} ${program}`;
}

/** The interpreter with all that comes before the script's file. A strict shell reads the file as its own text, so `$0` stays the file. */
export function interpreterText(interpreter: string, { strict = false }: Choice): string {
  if (!strict || !isShellInterpreter(interpreter)) return interpreter;
  return `${interpreter} -c ${quoteForShell(`${STRICTLY}. "$0"`)}`;
}
