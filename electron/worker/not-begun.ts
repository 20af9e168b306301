import { CommandFailure, isErrorCode } from '#contract/errors.ts';
import type { Failure, Result } from '#engine/ports.ts';

/** What came of it; a refusal is thrown as `notBegun` has it. */
export function orRefused<T>(result: Result<T, Failure>): T {
  if (!result.ok) throw notBegun(result.error);
  return result.value;
}

/** Why a run is not begun, under the code that the rules gave it, with what it is about and what to do next in the app. */
export function notBegun({ code, message, next, details }: Failure): CommandFailure {
  const more = { ...details, ...(next && { next: next.app }) };
  return new CommandFailure(
    isErrorCode(code) ? code : 'refused',
    message,
    Object.keys(more).length === 0 ? undefined : more,
  );
}
