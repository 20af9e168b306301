/** The history of a release, as app and command line show it. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { KeptWithRuns } from '#core/library/kept-text.ts';
import type { Change } from '#core/release/changes.ts';
import type { Failure, Result } from '#engine/ports.ts';
import type { ReleaseReader } from './release-reader.ts';

export function historyOf(library: Library, release: string): readonly KeptWithRuns[] {
  const runs = library.listRuns({ release });
  return library.keptTexts(release).map((kept) => ({
    ...kept,
    runs: runs.filter(({ revision }) => revision === kept.revision).map(({ run }) => run),
  }));
}

/** The newest kept text, if the working text says the same to the letter; else null. */
export function keptNow(library: Library, release: string): number | null {
  const [newest] = library.keptTexts(release);
  if (newest === undefined) return null;
  const text = library.keptText(release, newest.number);
  return text === library.getRelease(release)?.text ? newest.number : null;
}

export function keptText(library: Library, release: string, number: number): Result<string, Failure> {
  const text = library.keptText(release, number);
  return text === null ? notKept(library, release, number) : { ok: true, value: text };
}

interface Reading {
  readonly library: Library;
  readonly reader: ReleaseReader;
}

/** In what a kept text and another, or the working text (`to` null), differ; null where one of them cannot be read as YAML. */
export async function changesFrom(
  { library, reader }: Reading,
  release: string,
  { from, to }: { readonly from: number; readonly to: number | null },
): Promise<Result<readonly Change[] | null, Failure>> {
  const older = keptText(library, release, from);
  const newer = to === null ? workingText(library, release) : keptText(library, release, to);
  if (!older.ok) return older;
  if (!newer.ok) return newer;
  return { ok: true, value: await reader.changes(older.value, newer.value) };
}

/** Keeps the working text, with what a person says of it. */
export function keepNow(library: Library, release: string, note: string): Result<number, Failure> {
  const stored = library.getRelease(release);
  if (stored === null) return noRelease(release);
  const { text, revision, savedAt, savedBy } = stored;
  return library.keepText(release, { text, revision, because: 'kept', note, at: savedAt, login: savedBy });
}

/** Makes a kept text the working one again. */
export async function restoreKept(
  { library, reader }: Reading,
  release: string,
  number: number,
): Promise<Result<{ readonly saved: number }, Failure>> {
  const text = keptText(library, release, number);
  if (!text.ok) return text;
  const { release: seen } = await reader.look(text.value);
  return library.restoreText(release, number, seen ? { name: seen.name, version: seen.version } : {});
}

function workingText(library: Library, release: string): Result<string, Failure> {
  const stored = library.getRelease(release);
  return stored === null ? noRelease(release) : { ok: true, value: stored.text };
}

function noRelease(release: string): Result<never, Failure> {
  return notFound(`There is no release ${release} in this library`);
}

function notKept(library: Library, release: string, number: number): Result<never, Failure> {
  if (library.getRelease(release) === null) return noRelease(release);
  const [newest] = library.keptTexts(release);
  const known = newest === undefined ? 'nothing is kept of it yet' : `they go from 1 to ${newest.number}`;
  return notFound(`There is no revision ${number} in the history of ${release}; ${known}`);
}

function notFound(message: string): Result<never, Failure> {
  return { ok: false, error: { code: 'not-found', message } };
}
