/** Of which attempts stored events tell: output of any other was put beside them. */
import type { ChainRow } from './chain.ts';
import type { AttemptFinished, OutputDigest } from './events.ts';
import { STREAMS } from './stream.ts';

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

export type EndTold = AttemptName & Pick<AttemptFinished, 'stdout' | 'stderr'>;

/** What it says of an attempt that ended; null of any other event, and of one that says no such thing: then it was changed too. */
export function readEnd({ type, data }: Pick<ChainRow, 'type' | 'data'>): EndTold | null {
  const end = type === 'attemptFinished' ? readEvent<Partial<EndTold>>(data) : null;
  return end !== null && isEnd(end) ? end : null;
}

function isEnd(end: Readonly<Record<string, unknown>>): end is EndTold & Record<string, unknown> {
  const { step, host, attempt } = end;
  const isNamed = typeof step === 'string' && (typeof host === 'string' || host === null);
  return isNamed && Number.isInteger(attempt) && STREAMS.every((stream) => isDigest(end[stream]));
}

function isDigest(digest: unknown): boolean {
  const { bytes, sha256 } = (digest ?? {}) as Partial<Record<keyof OutputDigest, unknown>>;
  return Number.isInteger(bytes) && typeof sha256 === 'string';
}
