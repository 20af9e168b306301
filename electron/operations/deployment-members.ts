/** Which runs of a library are one deployment: by what their first events say, without what became of them. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { RunListing } from '#adapters/sqlite/run-list-store.ts';
import type { RunHeader, RunId } from '#core/run/events.ts';

type RunInDeployment = Pick<RunListing, 'run' | 'plan' | 'version' | 'environment' | 'mode' | 'undoes'>;

/** So many are asked about on the hosts; older ones say little. */
const MOST_RELATED = 30;

/** The runs of the deployment that this one undoes or repairs, with their backouts, newest first; none where it stands on its own. */
export function relatedRuns(
  library: Library,
  { run, undoes, failedOf }: Pick<RunHeader, 'run' | 'undoes' | 'failedOf'>,
): readonly RunId[] {
  const basis = undoes ?? failedOf ?? null;
  const header = basis === null ? null : library.runHeader(basis);
  if (!header) return [];
  const listings = listingsOf(library, header);
  const members = new Set(membersOf(library, header, listings).map((listing) => listing.run));
  return listings
    .filter((listing) => members.has(listing.run) || (listing.undoes !== null && members.has(listing.undoes)))
    .flatMap((listing) => (listing.run === run ? [] : listing.run))
    .slice(0, MOST_RELATED);
}

/** Backouts of the runs that belong to the same deployment as this one, newest first. */
export function backoutsOf(library: Library, run: RunHeader): readonly RunListing[] {
  const listings = listingsOf(library, run);
  const isBackout = undoesAnyOf(library, run, listings);
  return listings.filter(isBackout);
}

/** Whether a run is a backout of a run that belongs to the same deployment as this one. */
export function undoesAnyOf(
  library: Library,
  run: RunHeader,
  listings: readonly RunListing[] = listingsOf(library, run),
): (other: { readonly undoes: RunId | null }) => boolean {
  const members = new Set(membersOf(library, run, listings).map((listing) => listing.run)).add(run.run);
  return ({ undoes }) => undoes !== null && members.has(undoes);
}

/** Runs that took up what this one left, and what those left in turn, oldest first. */
export function repairsOf(library: Library, run: RunHeader): readonly RunListing[] {
  const bound = new Set<RunId>([run.run]);
  const runs = listingsOf(library, run).filter(
    ({ undoes, outcome }) => undoes === null && outcome !== 'refused',
  );
  return runs.toReversed().filter((listing) => {
    const failedOf = library.runHeader(listing.run)?.failedOf ?? null;
    if (failedOf === null || !bound.has(failedOf)) return false;
    bound.add(listing.run);
    return true;
  });
}

/** Newest first. */
export function listingsOf(library: Library, { releaseId, environment }: RunHeader): readonly RunListing[] {
  return library
    .listRuns({ release: releaseId })
    .filter((listing) => listing.environment === environment && listing.mode !== 'check');
}

/**
 * The same plan of the same version, and what `--failed-of` binds to it: whatever run of them one begins with, they are the
 * same runs.
 */
function membersOf(
  library: Library,
  run: RunHeader,
  listings: readonly RunListing[],
): readonly RunInDeployment[] {
  const runs = listings
    .filter(({ undoes }) => undoes === null)
    .map((listing) => ({ listing, failedOf: library.runHeader(listing.run)?.failedOf ?? null }));
  const members = new Set<RunId>([run.run]);
  const same = new Set([planAndVersion(run)]);
  for (let size = 0; size !== members.size; ) {
    size = members.size;
    for (const { listing, failedOf } of runs) {
      const isBound = members.has(listing.run) || (failedOf !== null && members.has(failedOf));
      if (!isBound && !same.has(planAndVersion(listing))) continue;
      members.add(listing.run);
      same.add(planAndVersion(listing));
      if (failedOf !== null) members.add(failedOf);
    }
  }
  return runs.map(({ listing }) => listing).filter((listing) => members.has(listing.run));
}

function planAndVersion({ plan, version }: Pick<RunInDeployment, 'plan' | 'version'>): string {
  return JSON.stringify([plan, version]);
}
