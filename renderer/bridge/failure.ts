import { CommandFailure, type ErrorCode, INTERNAL, type RefusalDetails } from '#contract/errors.ts';
import { endSentence, joinClauses } from '#core/words/text/sentence.ts';

/** What to tell a person about anything that was thrown, and what to do next where that is known. */
export function messageOf(cause: unknown): string {
  const { next } = detailsOf(cause);
  return next === undefined ? whatWasSaid(cause) : endSentence(joinClauses([whatWasSaid(cause), next]));
}

function whatWasSaid(cause: unknown): string {
  if (cause instanceof Error && cause.message !== '') return cause.message;
  return endSentence(INTERNAL);
}

export function hasCode(cause: unknown, code: ErrorCode): boolean {
  return cause instanceof CommandFailure && cause.code === code;
}

/** Why something was not done, in its parts. */
export interface Refused {
  readonly code: ErrorCode | null;
  /** Each cause, with what it is about: a step, a host, both, or nothing in particular. */
  readonly causes: readonly { readonly message: string; readonly place: string | null }[];
  /** What to do next, as a sentence. */
  readonly next: string | null;
}

export function refusedBy(cause: unknown): Refused {
  const { problems = [], next } = detailsOf(cause);
  const lines = whatWasSaid(cause).split('\n');
  return {
    code: cause instanceof CommandFailure ? cause.code : null,
    causes:
      problems.length > 0
        ? problems.map(({ message, step, host }) => ({ message, place: placeOf(step, host) }))
        : lines.map((message) => ({ message, place: null })),
    next: next === undefined ? null : endSentence(next),
  };
}

/** What the program behind the page gives with a refusal; details of other failures have other shapes. */
function detailsOf(cause: unknown): RefusalDetails {
  if (!(cause instanceof CommandFailure) || typeof cause.details !== 'object' || cause.details === null)
    return {};
  const { problems, next } = cause.details as { readonly problems?: unknown; readonly next?: unknown };
  return {
    ...(Array.isArray(problems) ? { problems: problems as NonNullable<RefusalDetails['problems']> } : {}),
    ...(typeof next === 'string' ? { next } : {}),
  };
}

function placeOf(step: string | null, host: string | null): string | null {
  if (step === null) return host;
  return host === null ? `step ${step}` : `step ${step} on ${host}`;
}
