import type { Failed } from '#core/run/reasons.ts';

/** A reason of which a test knows no more than its sentence. */
export function because(message: string): Failed {
  return { kind: 'failure', code: 'told', message };
}
