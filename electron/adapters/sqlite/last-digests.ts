import type { Database } from 'better-sqlite3';
import type { OutputDigest } from '#core/run/events.ts';
import { hasShape } from '#core/run/log-shape.ts';
import type { OutputRef, Stream } from '#engine/ports.ts';

/** What the newest event says that the output of an attempt was; null while it has not ended, and where somebody changed that event so that it says no such thing. */
export function lastDigests(
  database: Database,
): (ref: OutputRef) => Partial<Record<Stream, OutputDigest>> | null {
  const find = database
    .prepare<[string, string, string | null, number], string>(`
      SELECT data FROM events WHERE run = ? AND type = 'attemptFinished' AND CASE WHEN json_valid(data)
      THEN data ->> 'step' = ? AND data ->> 'host' IS ? AND data ->> 'attempt' = ? END ORDER BY seq DESC LIMIT 1
    `)
    .pluck();
  return ({ run, step, host, attempt }) => {
    const data = find.get(run, step, host, attempt);
    const ended: unknown = data === undefined ? null : JSON.parse(data);
    return hasShape('AttemptFinished', ended) ? (ended as Record<Stream, OutputDigest>) : null;
  };
}
