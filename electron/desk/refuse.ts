import type { Failure } from '#engine/ports.ts';

/** A wish that cannot be met, as a value. */
export function refuse(
  code: string,
  message: string,
  details?: unknown,
): { readonly ok: false; readonly error: Failure } {
  return {
    ok: false,
    error: { code, message, ...(details === undefined ? {} : { details: { problems: details } }) },
  };
}
