/** The library that one call of the command line works with. */

import type { Library } from '#adapters/sqlite/library.ts';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { ensureDataFolder } from '#adapters/system/data-folder.ts';
import { didYouMean } from '#core/release/suggest.ts';
import { CliFailure, EXIT } from './failure.ts';

const clock = createClock();
const nativeBinding =
  Number(process.versions['napi']) < 10 ? process.env['HOLDPOINT_SQLITE_BINDING'] : undefined;

/** Opens the library, does the work, closes it. */
export async function withLibrary<T>(
  data: string | undefined,
  work: (library: Library) => Promise<T> | T,
): Promise<T> {
  const opened = await openLibrary(ensureDataFolder(data), {
    clock,
    ...(nativeBinding ? { nativeBinding } : {}),
  });
  if (!opened.ok) throw new CliFailure(opened.error.code, opened.error.message, EXIT.failed);
  const library = opened.value;
  try {
    for (const loss of library.losses) process.stderr.write(`warning: ${loss}\n`);
    return await work(library);
  } finally {
    library.close();
  }
}

/** Refuses an id that neither a release nor a run of this library has. */
export function mustKnowRelease(library: Library, id: string): void {
  const known = [
    ...library.listReleases().map((release) => release.id),
    ...library.listRuns({}).map((run) => run.releaseId),
  ];
  if (!known.includes(id)) throw noRelease(id, known);
}

/** Names the release that was probably meant. */
export function noRelease(id: string, known: Iterable<string>): CliFailure {
  return new CliFailure(
    'not-found',
    `There is no release ${id} in this library${didYouMean(id, known)}; holdpoint import FILE puts one in`,
  );
}
