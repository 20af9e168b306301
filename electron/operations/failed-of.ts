/** The hosts that an earlier run left unfinished, as the limit of a run that takes them alone. */
import type { Library } from '#adapters/sqlite/library.ts';
import { unfinishedHosts } from '#core/backout/unfinished-hosts.ts';
import type { RunId } from '#core/run/events.ts';
import type { Failure, Result } from '#engine/ports.ts';
import { refuse } from './refuse.ts';
import { openSoundRun } from './start-run.ts';

export interface Repair {
  readonly failedOf: RunId;
  readonly release: string;
  readonly environment: string;
  /** What it is limited to besides. */
  readonly limit: string | null;
}

export function limitToUnfinished(
  library: Library,
  { failedOf, release, environment, limit }: Repair,
): Result<string, Failure> {
  const opened = openSoundRun(library, failedOf);
  if (!opened.ok) return opened;
  const { state } = opened.value;
  const { header } = state;
  if (header.releaseId !== release || header.environment !== environment)
    return refuse(
      'failed-of-other',
      `${failedOf} is a run of ${header.releaseId} on ${header.environment}, not of ${release} on ${environment}`,
      { next: { app: `Choose the environment ${header.environment}` } },
    );
  if (state.outcome === null)
    return refuse('still-open', `${failedOf} is not at its end`, {
      next: {
        terminal: `Resume it (holdpoint resume ${failedOf}) or stop it (holdpoint stop ${failedOf})`,
        app: 'Open it, and resume or stop it there',
      },
    });
  const hosts = unfinishedHosts(state);
  if (hosts.length === 0) return refuse('nothing-failed', `No host of ${failedOf} is left to be done`);
  const left = hosts.join(' or ');
  return { ok: true, value: limit === null ? left : `(${limit}) and (${left})` };
}
