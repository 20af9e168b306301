/** Runs as lists show them. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { RunListing } from '#adapters/sqlite/run-list-store.ts';
import type { RunId } from '#core/run/events.ts';
import type { EvidenceFinding, MissingRun, NotListed } from '#core/run/evidence.ts';
import type { RunStateName } from '#core/run/state.ts';
import { nameOfEnd, type RunLine, runStateName } from '#core/run/view.ts';
import { describeUnsound } from '#core/words/library/describe-evidence.ts';
import { backedOutRuns, backoutFindings } from './deployment-runs.ts';
import { type OpenedRun, openRun } from './start-run.ts';

/** Newest first. */
export function listRuns(library: Library, release: string | null): readonly RunLine[] {
  const listings = library.listRuns(release === null ? {} : { release });
  const backedOut = backedOutRuns(library, listings);
  const unsound = library.unsoundListings();
  return listings.map((listing) => {
    const { run } = listing;
    const opened = listing.outcome === null ? openRun(library, run) : null;
    const known = unsound.get(run) ?? opened?.evidence.findings ?? [];
    return {
      ...lineOf(listing, opened),
      backedOut: backedOut.get(run) ?? null,
      ...unsoundOf(run, [...known, ...(backedOut.has(run) ? findingsOfBackouts(library, run) : [])]),
    };
  });
}

/** Runs that were begun here, as the library's log or a loss that it tells of says, of which the list or the log holds nothing any more. */
export function runsNotListed(library: Library): NotListed {
  const listed = new Set(library.listRuns({}).map(({ run }) => run));
  const losses = library.lossesKnown();
  const begun = new Set([
    ...library.openedRuns().map(({ run }) => run),
    ...losses.flatMap(({ run }) => (run === null ? [] : [run as RunId])),
  ]);
  const runs = [...begun].flatMap((run): readonly MissingRun[] => {
    if (library.head(run).seq === 0) return [{ run, what: 'events' }];
    return listed.has(run) ? [] : [{ run, what: 'entry' }];
  });
  return { runs, isLossy: losses.length > 0 };
}

function findingsOfBackouts(library: Library, run: RunId): readonly EvidenceFinding[] {
  const header = library.runHeader(run);
  return header === null ? [] : backoutFindings(library, header);
}

function unsoundOf(run: RunId, findings: readonly EvidenceFinding[]): Pick<RunLine, 'unsound'> {
  const words = describeUnsound(run, { ok: findings.length === 0, findings, losses: [] });
  return words === null ? {} : { unsound: words };
}

function lineOf(listing: RunListing, opened: OpenedRun | null): Omit<RunLine, 'backedOut' | 'unsound'> {
  const {
    createdAt,
    outcome,
    verdict,
    closed,
    revision: _revision,
    carriedOut: _carriedOut,
    ...kept
  } = listing;
  return {
    ...kept,
    startedAt: createdAt,
    state: stateOf(listing, opened),
    ...(outcome === 'refused' ? { refused: true as const } : {}),
    ...(verdict !== null && { verdict }),
    ...(closed && { closed }),
  };
}

/** Only a run that is not at its end has to be opened to say whether it waits. */
function stateOf({ outcome }: RunListing, opened: OpenedRun | null): RunStateName {
  if (outcome !== null) return nameOfEnd(outcome);
  return opened ? runStateName(opened) : 'interrupted';
}
