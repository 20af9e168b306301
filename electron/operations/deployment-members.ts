/** Which runs of a library are one deployment: by what their first events say, without what became of them. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { RunListing } from '#adapters/sqlite/run-list-store.ts';
import type { RunHeader, RunId } from '#core/run/events.ts';

type Place = Pick<RunListing, 'run' | 'plan' | 'version' | 'environment' | 'mode' | 'undoes'>;

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

/** Newest first. */
export function listingsOf(library: Library, { releaseId, environment }: RunHeader): readonly RunListing[] {
  return library
    .listRuns({ release: releaseId })
    .filter((listing) => listing.environment === environment && listing.mode !== 'check');
}

/** The same plan of the same version, and what is bound to it by `--failed-of`. */
function membersOf(library: Library, run: RunHeader, listings: readonly RunListing[]): readonly Place[] {
  const bound = new Set<RunId>([run.run]);
  const links = listings
    .filter(({ undoes }) => undoes === null)
    .flatMap(({ run: id }) => {
      const failedOf = library.runHeader(id)?.failedOf ?? null;
      return failedOf === null ? [] : [[id, failedOf] as const];
    });
  for (let size = 0; size !== bound.size; ) {
    size = bound.size;
    for (const [a, b] of links) if (bound.has(a) || bound.has(b)) bound.add(a).add(b);
  }
  return listings.filter(
    (listing) =>
      listing.undoes === null &&
      (bound.has(listing.run) || (listing.plan === run.plan && listing.version === run.version)),
  );
}
