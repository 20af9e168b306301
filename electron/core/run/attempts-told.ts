/** Of which attempts stored events tell: output of any other was put beside them. */
import type { ChainRow } from './chain.ts';
import type { AttemptFinished } from './events.ts';

type AttemptName = Pick<AttemptFinished, 'step' | 'host' | 'attempt'>;

/** The same for the same attempt, and for no other. */
export function attemptKey({ step, host, attempt }: Readonly<Record<keyof AttemptName, unknown>>): string {
  return JSON.stringify([step, host, attempt]);
}

/** Keys of those that were begun or ended. */
export function attemptsTold(rows: readonly Pick<ChainRow, 'type' | 'data'>[]): ReadonlySet<string> {
  return new Set(
    rows.flatMap(({ type, data }) => {
      const tells = type === 'attemptIntended' || type === 'attemptFinished';
      const event = tells ? readEvent<AttemptName>(data) : null;
      return event === null ? [] : [attemptKey(event)];
    }),
  );
}

/** Null where it cannot be read: then it was changed, and its hash says so. */
export function readEvent<T>(data: string): T | null {
  try {
    return JSON.parse(data) as T;
  } catch {
    return null;
  }
}
