import { CommandFailure, type ErrorCode } from '#contract/errors.ts';

/** What to tell a person about anything that was thrown. */
export function messageOf(cause: unknown): string {
  if (cause instanceof Error && cause.message !== '') return cause.message;
  return 'Something went wrong that Holdpoint has no words for. The log of the app has the details.';
}

export function hasCode(cause: unknown, code: ErrorCode): boolean {
  return cause instanceof CommandFailure && cause.code === code;
}
