/** The library that one call of the command line works with. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Library } from '#adapters/sqlite/library.ts';
import { type LibraryOptions, openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { findDataFolder } from '#adapters/system/data-folder.ts';
import { holdsLibrary } from '#adapters/system/known-libraries.ts';
import { appVersion } from '#adapters/system/program-files.ts';
import { didYouMean, suggest } from '#core/release/suggest.ts';
import { describeOpening } from '#core/words/library/describe-evidence.ts';
import { StoreFailure } from '#engine/ports.ts';
import { diary } from './diary.ts';
import { CliFailure, EXIT } from './failure.ts';
import { safe } from './terminal.ts';

const nativeBinding =
  Number(process.versions['napi']) < 10 ? process.env['HOLDPOINT_SQLITE_BINDING'] : undefined;

/** How the command line opens a library. */
export const libraryOptions: LibraryOptions = {
  clock: createClock(),
  program: appVersion(),
  ...(nativeBinding ? { nativeBinding } : {}),
};

type Work<T> = (library: Library) => Promise<T> | T;

/** Opens the library that is there, does the work, closes it. Makes none, so that a mistyped folder stays as it was. */
export async function withLibrary<T>(data: string | undefined, work: Work<T>): Promise<T> {
  const folder = findDataFolder(data);
  if (!holdsLibrary(folder)) throw noLibrary(folder, data !== undefined);
  return openAnd(folder, work);
}

/** For the commands with which work begins: where there is no library one is made, and standard error says where if that place was named. */
export async function withNewLibrary<T>(data: string | undefined, work: Work<T>): Promise<T> {
  const folder = findDataFolder(data);
  if (holdsLibrary(folder)) return openAnd(folder, work);
  if (data !== undefined && !existsSync(dirname(folder)))
    throw new CliFailure(
      'not-found',
      `There is no library in ${folder}, and none can be made there: ${dirname(folder)} does not exist. Check the folder that --data or HOLDPOINT_DATA names; nothing was made`,
    );
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new CliFailure('not-found', `${folder} is a file; --data and HOLDPOINT_DATA name a folder`);
  if (data !== undefined && !existsSync(folder)) mustNotMean(folder);
  if (data !== undefined) process.stderr.write(`note: a new library is made in ${folder}\n`);
  return openAnd(folder, work);
}

/** A folder that is not there, beside a library whose name is nearly the same: work would begin in a library that nobody wanted. */
function mustNotMean(folder: string): void {
  const beside = dirname(folder);
  const libraries = readdirSync(beside).filter((name) => holdsLibrary(join(beside, name)));
  const meant = suggest(basename(folder), libraries);
  if (meant === null) return;
  throw new CliFailure(
    'not-found',
    `There is no library in ${folder}; did you mean ${join(beside, meant)}? For a new one, make the folder first; nothing was made`,
  );
}

/**
 * What the library says, for a command that does without one too: `otherwise` where none is there, and, with a warning that
 * names what is `missing` then, where it cannot be read. Makes none.
 */
export async function askLibrary<T>(
  data: string | undefined,
  work: Work<T>,
  { otherwise, missing }: { readonly otherwise: T; readonly missing: string },
): Promise<T> {
  try {
    const folder = findDataFolder(data);
    return holdsLibrary(folder) ? await openAnd(folder, work) : otherwise;
  } catch (error) {
    if (!(error instanceof CliFailure || error instanceof StoreFailure)) throw error;
    process.stderr.write(`warning: ${missing}: ${safe(error.message)}\n`);
    return otherwise;
  }
}

/** What is there, opened, or why it cannot be; null where there is none. The caller closes it. */
export async function openIfThere(
  data: string | undefined,
): Promise<Awaited<ReturnType<typeof openLibrary>> | null> {
  const folder = findDataFolder(data);
  return holdsLibrary(folder) ? await openLibrary(folder, libraryOptions) : null;
}

function noLibrary(folder: string, isNamed: boolean): CliFailure {
  const next = isNamed
    ? 'Check the folder that --data or HOLDPOINT_DATA names; nothing was made there'
    : 'The first holdpoint run FILE or holdpoint import FILE makes one';
  return new CliFailure('not-found', `There is no library in ${folder}. ${next}`);
}

async function openAnd<T>(folder: string, work: Work<T>): Promise<T> {
  diary.open(folder);
  const startMs = performance.now();
  const opened = await openLibrary(folder, libraryOptions);
  if (!opened.ok) diary.add({ event: 'libraryRefused', code: opened.error.code });
  if (!opened.ok) throw new CliFailure(opened.error.code, opened.error.message, EXIT.failed);
  const library = opened.value;
  diary.add({
    event: 'libraryOpened',
    library: library.id,
    readOnly: library.readOnly !== null,
    losses: library.losses.length,
    ms: Math.round(performance.now() - startMs),
  });
  try {
    if (library.caution !== null) process.stderr.write(`warning: ${safe(library.caution)}\n`);
    for (const loss of library.losses) process.stderr.write(`warning: ${safe(describeOpening(loss))}\n`);
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
