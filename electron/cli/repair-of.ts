import type { Library } from '#adapters/sqlite/library.ts';
import type { RunId } from '#core/run/events.ts';
import { type LimitedRepair, limitToUnfinished } from '#operations/failed-of.ts';
import { refusalOf } from './failure.ts';

export interface RepairOptions {
  readonly env: string;
  readonly limit?: string;
  /** A run whose unfinished hosts alone are taken. */
  readonly failedOf?: string;
}

/** `--failed-of RUN`: only the hosts on which that run is not done, within `--limit`; null without it. */
export function repairOf(
  library: Library,
  { limit, failedOf, env }: RepairOptions,
  release: string,
): LimitedRepair | null {
  if (failedOf === undefined) return null;
  const limited = limitToUnfinished(library, {
    failedOf: failedOf as RunId,
    release,
    environment: env,
    limit: limit ?? null,
  });
  if (!limited.ok) throw refusalOf(limited.error);
  return limited.value;
}
