/** Several runs are one deployment: those of one release and environment, with their backouts, read together. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { RunListing } from '#adapters/sqlite/run-list-store.ts';
import { type BackedOut, backedOutOf } from '#core/backout/backed-out.ts';
import { computeBackout, WHOLE_BACKOUT } from '#core/backout/backout.ts';
import type { NewerRun } from '#core/backout/concerns.ts';
import { type EarlierBackouts, undoneSince } from '#core/backout/earlier-backouts.ts';
import type { RunHeader, RunId } from '#core/run/events.ts';
import type { Evidence, EvidenceFinding } from '#core/run/evidence.ts';
import type { RunState } from '#core/run/state.ts';
import { refuseUnsound } from '#core/words/library/describe-evidence.ts';
import { backoutsOf, listingsOf, undoesAnyOf } from './deployment-members.ts';
import { refuse } from './refuse.ts';
import { viewOf } from './start-run.ts';

/** What else the library knows of the deployment that a run belongs to. */
export interface DeploymentRuns {
  /** Backouts of every run of the deployment. */
  readonly backouts: EarlierBackouts;
  /** Later runs of the same release and environment of which something stands, newest first. */
  readonly newer: readonly NewerRun[];
}

/** Backouts of the runs that belong to the same deployment as this one. */
export function backoutsOfDeployment(library: Library, run: RunHeader): EarlierBackouts {
  const runs = backoutsOf(library, run)
    .toReversed()
    .flatMap((listing) => readState(library, listing) ?? []);
  return { runs, isAfter: library.isAfter };
}

/** What is wrong with backouts of the deployment, from which is told how far this run is backed out; nothing of a backout. */
export function backoutFindings(library: Library, header: RunHeader): readonly EvidenceFinding[] {
  if (header.undoes !== null) return [];
  const backouts = backoutsOf(library, header);
  const unsound = backouts.flatMap(({ run }): readonly Unsound[] => {
    const evidence = readOf(library, { run })?.evidence ?? null;
    return evidence?.ok ? [] : [{ run, evidence }];
  });
  const listed = new Set(backouts.map(({ run }) => run));
  const unlisted = unlistedBackouts(library, header).filter(({ run }) => !listed.has(run));
  return [...unsound, ...unlisted].map(({ run, evidence }) => ({
    run,
    seq: null,
    code: 'backout-unsound',
    evidence,
  }));
}

interface Unsound {
  readonly run: RunId;
  /** Null: nothing of it can be read. */
  readonly evidence: Evidence | null;
}

/** Backouts of the deployment that the list does not name as such; the library's own log knows that they were begun. */
function unlistedBackouts(library: Library, own: RunHeader): readonly Unsound[] {
  const isBackout = undoesAnyOf(library, own);
  const opened = new Set(library.openedRuns().flatMap((opening) => (isBackout(opening) ? opening.run : [])));
  return unsoundListed(library, own).filter(({ run }) => opened.has(run));
}

/**
 * Runs of this release and environment that are missing from the list, or are not what it says of them, in words; also
 * those of which nobody knows any more what they were of. What is read from the others is not all there was.
 */
export function unsoundListed(
  library: Library,
  own: RunHeader,
): readonly { readonly run: RunId; readonly evidence: Evidence }[] {
  return [...library.unsoundListings()].flatMap(([run, findings]) => {
    const header = library.runHeader(run);
    const isOther = header && (header.releaseId !== own.releaseId || header.environment !== own.environment);
    return isOther ? [] : [{ run, evidence: { ok: false, findings, losses: [] } }];
  });
}

/** Refused where such runs are: what was undone already, and what was done since, is read from those that the list names. */
export function unsoundDeployment(library: Library, own: RunHeader): ReturnType<typeof refuse> | null {
  const [first] = unsoundListed(library, own);
  const unsound = first === undefined ? null : refuseUnsound(first.run, first.evidence);
  return unsound === null ? null : refuse('unverified', unsound);
}

export function readDeployment(library: Library, run: RunHeader): DeploymentRuns {
  const listings = listingsOf(library, run);
  const later = listings.slice(
    0,
    Math.max(
      0,
      listings.findIndex((listing) => listing.run === run.run),
    ),
  );
  const newer = later
    .filter((listing) => changesSomething(listing) && standsStill(library, listing))
    .map(({ run: id, plan, version, createdAt, operator }) => ({
      run: id,
      plan,
      version,
      startedAt: createdAt,
      operator,
    }));
  return { backouts: backoutsOfDeployment(library, run), newer };
}

/** How far each of these runs is backed out; those without a backout are not named. */
export function backedOutRuns(
  library: Library,
  listings: readonly RunListing[],
): ReadonlyMap<RunId, BackedOut> {
  const undone = new Set(listings.flatMap(({ undoes }) => undoes ?? []));
  return new Map(
    [...undone].flatMap((run) => {
      const backedOut = backedOutRun(library, run);
      return backedOut === null ? [] : [[run, backedOut] as const];
    }),
  );
}

/** Null where no backout of it has been started. */
function backedOutRun(library: Library, run: RunId): BackedOut | null {
  const header = library.runHeader(run);
  const state = header && readState(library, { run });
  return header && state ? backedOutOf(state, backoutsOfDeployment(library, header)) : null;
}

function changesSomething({ undoes, plan }: Pick<RunListing, 'undoes' | 'plan'>): boolean {
  return undoes === null && plan !== 'verification';
}

/** Something that ran in it is neither undone nor without need of it; of a log that does not verify that is not known. */
function standsStill(library: Library, listing: RunListing): boolean {
  const read = readOf(library, listing);
  const header = library.runHeader(listing.run);
  if (read && !read.evidence.ok) return true;
  if (!read || !header || read.state.outcome === 'refused') return false;
  const { state } = read;
  const backouts = backoutsOfDeployment(library, header);
  const { units, notUndone } = computeBackout(state, { ...WHOLE_BACKOUT, ...undoneSince(state, backouts) });
  const isBackedOut = backedOutOf(state, backouts) !== null;
  return units.length > 0 || (!isBackedOut && notUndone.some(({ kind }) => kind !== 'nothing'));
}

interface ReadState {
  readonly state: RunState;
  readonly evidence: Evidence;
}

/** What was read of runs at their end, by library: nothing changes in them that a backout asks about. */
const ended = new WeakMap<Library, Map<RunId, ReadState>>();
const MOST_KEPT = 100;

function readState(library: Library, listing: Pick<RunListing, 'run'>): RunState | null {
  return readOf(library, listing)?.state ?? null;
}

function readOf(library: Library, { run }: Pick<RunListing, 'run'>): ReadState | null {
  const kept = ended.get(library) ?? new Map<RunId, ReadState>();
  ended.set(library, kept);
  const known = kept.get(run);
  if (known) return known;
  const read = library.readRun(run);
  if (!read) return null;
  const { state } = viewOf(library, read);
  const found = { state, evidence: read.evidence };
  if (state.outcome === null) return found;
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(run, found);
  return found;
}
