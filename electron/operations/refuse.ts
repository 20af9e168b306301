import type { RefusalCode } from '#core/run/refusal-codes.ts';
import type { Failure } from '#engine/ports.ts';

export interface RefusalParts {
  /** What to do next at a terminal, where it has a way of its own, and in the app. */
  readonly next?: NonNullable<Failure['next']>;
  /** Each cause with the step and the host that it is about. */
  readonly problems?: unknown;
}

/** A wish that cannot be met, as a value. */
export function refuse(
  code: RefusalCode,
  message: string,
  { next, problems }: RefusalParts = {},
): { readonly ok: false; readonly error: Failure<RefusalCode> } {
  return {
    ok: false,
    error: {
      code,
      message,
      ...(next && { next }),
      ...(problems === undefined ? {} : { details: { problems } }),
    },
  };
}
