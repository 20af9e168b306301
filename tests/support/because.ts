import type { Reason } from '#core/run/reasons.ts';

/** A reason of which a test knows no more than its sentence. */
export function because(message: string): Reason {
  return { kind: 'host-said', said: message };
}
