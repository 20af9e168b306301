/** The hosts that an earlier run left unfinished, as the limit of a run that takes them alone. */
import type { Library } from '#adapters/sqlite/library.ts';
import { undoneSince } from '#core/backout/earlier-backouts.ts';
import {
  hostsLeft,
  type Repair,
  type Unfinished,
  unfinishedByCause,
} from '#core/backout/unfinished-hosts.ts';
import type { RunId } from '#core/run/events.ts';
import type { Failure, Result } from '#engine/ports.ts';
import { repairsOf } from './deployment-members.ts';
import { backoutsOfDeployment, unsoundDeployment } from './deployment-runs.ts';
import { refuse } from './refuse.ts';
import { type OpenedRun, openSoundRun } from './start-run.ts';

export interface RepairWish {
  readonly failedOf: RunId;
  readonly release: string;
  readonly environment: string;
  /** What it is limited to besides. */
  readonly limit: string | null;
}

export interface LimitedRepair {
  readonly limit: string;
  /** Asked when it is put down: another program may have begun or ended the same repair since. */
  refuse(): Failure | null;
}

export function limitToUnfinished(library: Library, wish: RepairWish): Result<LimitedRepair, Failure> {
  const { seq } = library.head(null);
  const limited = limitNow(library, wish);
  if (!limited.ok) return limited;
  const { value: limit } = limited;
  const refuseLate = (): Failure | null => {
    // Every run that is begun or ends is an event of the library's own log.
    if (library.head(null).seq === seq) return null;
    const now = limitNow(library, wish);
    if (!now.ok) return now.error;
    return now.value === limit ? null : listChanged(wish.failedOf).error;
  };
  return { ok: true, value: { limit, refuse: refuseLate } };
}

function listChanged(run: RunId): ReturnType<typeof refuse> {
  return refuse('list-changed', `What ${run} left unfinished has changed since it was looked at`, {
    next: { terminal: 'Look at it again', app: 'Look at the plan as it is now' },
  });
}

function limitNow(
  library: Library,
  { failedOf, release, environment, limit }: RepairWish,
): Result<string, Failure> {
  const opened = openSoundRun(library, failedOf);
  if (!opened.ok) return opened;
  const { header } = opened.value.state;
  if (header.releaseId !== release || header.environment !== environment)
    return refuse(
      'failed-of-other',
      `${failedOf} is a run of ${header.releaseId} on ${header.environment}, not of ${release} on ${environment}`,
      { next: { app: `Choose the environment ${header.environment}` } },
    );
  const unfinished = unfinishedSince(library, opened.value);
  if (!unfinished.ok) return unfinished;
  const hosts = hostsLeft(unfinished.value);
  if (hosts.length === 0)
    return refuse('nothing-failed', `No host of ${failedOf} is left to be done`, {
      next: {
        app: 'Start the plan on all hosts, or on those that you choose',
        terminal: 'Run it without --failed-of',
      },
    });
  const left = hosts.join(' or ');
  return { ok: true, value: limit === null ? left : `(${limit}) and (${left})` };
}

/** What a run left unfinished and no repair of it has finished since. */
export function unfinishedOf(library: Library, run: RunId): Result<Unfinished, Failure> {
  const opened = openSoundRun(library, run);
  return opened.ok ? unfinishedSince(library, opened.value) : opened;
}

function unfinishedSince(library: Library, opened: OpenedRun): Result<Unfinished, Failure> {
  const refused = refuseOpen(opened) ?? unsoundDeployment(library, opened.state.header);
  if (refused !== null) return refused;
  const repairs: Repair[] = [];
  for (const { run } of repairsOf(library, opened.state.header)) {
    const repair = openSoundRun(library, run);
    if (!repair.ok) return repair;
    const { state } = repair.value;
    const still = refuseOpen(repair.value);
    if (still !== null) return still;
    const { undone } = undoneSince(state, backoutsOfDeployment(library, state.header));
    repairs.push({ view: repair.value, undone });
  }
  return { ok: true, value: unfinishedByCause(opened, repairs) };
}

/** What is still open may yet do what it left. */
function refuseOpen({ state: { header, outcome } }: OpenedRun) {
  const { run } = header;
  if (outcome !== null) return null;
  return refuse('still-open', `${run} has not ended`, {
    next: {
      terminal: `Resume it (holdpoint resume ${run}) or stop it (holdpoint stop ${run})`,
      app: 'Open it, and resume or stop it there',
    },
  });
}
