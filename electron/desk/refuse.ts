import type { Failure } from '#engine/ports.ts';

/** A refusal with what to do next on the command line and in the app. */
export function refuseWithNext(
  code: string,
  message: string,
  next: NonNullable<Failure['next']>,
): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error: { code, message, next } };
}

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
