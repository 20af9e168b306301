/** What is said of a stop, a pause, an answer: what the person said, or else what the program knows. */
import type { AskedCause, AskedOfRun } from '../../run/reasons.ts';

const CAUSES: Readonly<Record<AskedCause, string>> = {
  'to-back-out': 'To be backed out',
  interrupted: 'Interrupted at the terminal',
  'at-terminal': 'At the terminal',
  'answers-file': 'The answers file says so',
  'told-to-continue': 'The run was told to continue',
  'nobody-there': 'Nobody was there to answer',
};

/** Null where nothing was said and nothing is known. */
export function noteOfAsked({ note, cause }: Omit<AskedOfRun, 'by'>): string | null {
  return note ?? (cause === undefined ? null : CAUSES[cause]);
}
