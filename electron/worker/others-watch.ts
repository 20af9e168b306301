/** Other programs work with the library as well, such as a command in a terminal, and tell nobody: what they did is looked for. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { News } from '#contract/api.ts';
import type { RunId } from '#core/run/events.ts';
import type { Clock } from '#engine/ports.ts';

const EVERY_MS = 2000;

interface OthersWatchParts {
  readonly library: Pick<Library, 'versionByOthers' | 'runsCarriedOut' | 'isRunLocked'>;
  readonly clock: Clock;
  isOwn(run: RunId): boolean;
  tell(news: News): void;
}

/** The returned function ends it. */
export function watchOthers({ library, clock, isOwn, tell }: OthersWatchParts): () => void {
  const carriedElsewhere = () => library.runsCarriedOut().filter((run) => !isOwn(run));
  let version = library.versionByOthers();
  let elsewhere = carriedElsewhere();
  let cancel = clock.after(EVERY_MS, look);

  function look(): void {
    // A program that was killed lets go of its runs and writes nothing.
    const left = elsewhere.filter((run) => !library.isRunLocked(run));
    const newest = library.versionByOthers();
    if (newest !== version || left.length > 0) elsewhere = carriedElsewhere();
    if (newest !== version) tell({ kind: 'libraryChanged', what: 'runs', byOthers: true });
    for (const run of left) tell({ kind: 'libraryChanged', what: 'runs', run });
    version = newest;
    cancel = clock.after(EVERY_MS, look);
  }
  return () => cancel();
}
