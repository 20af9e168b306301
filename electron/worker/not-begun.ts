import { CommandFailure, isErrorCode } from '#contract/errors.ts';
import type { Failure } from '#engine/ports.ts';

/** Why a run is not begun, under the code that the rules gave it, with what to do next in the app. */
export function notBegun({ code, message, next, details }: Failure): CommandFailure {
  return new CommandFailure(
    isErrorCode(code) ? code : 'refused',
    next ? `${message}. ${next.app}.` : message,
    details,
  );
}
