/** The history of a release, as app and command line show it. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { StoredRelease } from '#adapters/sqlite/releases.ts';
import type { KeptText, KeptWithRuns } from '#core/library/kept-text.ts';
import type { Change } from '#core/release/changes.ts';
import type { Failure, Result } from '#engine/ports.ts';
import type { ReleaseReader } from './release-reader.ts';

export function storedRelease(library: Library, release: string): Result<StoredRelease, Failure> {
  const stored = library.getRelease(release);
  return stored === null
    ? notFound(`There is no release ${release} in this library`)
    : { ok: true, value: stored };
}

/** Keeps the working text of a release, as it was saved. */
export function keepWorking(
  library: Library,
  { id, text, revision, savedAt, savedBy }: StoredRelease,
  why: Pick<KeptText, 'because' | 'note'>,
): Result<number, Failure> {
  return library.keepText(id, { text, revision, ...why, at: savedAt, login: savedBy });
}

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

interface HistoryReading {
  readonly library: Library;
  readonly reader: ReleaseReader;
}

/** In what a kept text and another, or the working text (`to` null), differ; null where one of them cannot be read as YAML. */
export async function changesFrom(
  { library, reader }: HistoryReading,
  release: string,
  { from, to }: { readonly from: number; readonly to: number | null },
): Promise<Result<readonly Change[] | null, Failure>> {
  const older = keptText(library, release, from);
  if (!older.ok) return older;
  const newer = to === null ? storedRelease(library, release) : keptText(library, release, to);
  if (!newer.ok) return newer;
  const text = typeof newer.value === 'string' ? newer.value : newer.value.text;
  return { ok: true, value: await reader.changes(older.value, text) };
}

/** Keeps the working text, with what a person says of it. */
export function keepNow(library: Library, release: string, note: string): Result<number, Failure> {
  const stored = storedRelease(library, release);
  return stored.ok ? keepWorking(library, stored.value, { because: 'kept', note }) : stored;
}

/** Makes a kept text the working one again. */
export async function restoreKept(
  { library, reader }: HistoryReading,
  release: string,
  number: number,
): Promise<Result<{ readonly saved: number }, Failure>> {
  const text = keptText(library, release, number);
  if (!text.ok) return text;
  const { release: seen } = await reader.look(text.value);
  return library.restoreText(release, number, seen ? { name: seen.name, version: seen.version } : {});
}

function notKept(library: Library, release: string, number: number): Result<never, Failure> {
  const stored = storedRelease(library, release);
  if (!stored.ok) return stored;
  const [newest] = library.keptTexts(release);
  const known = newest === undefined ? 'nothing is kept of it yet' : `they go from 1 to ${newest.number}`;
  return notFound(`There is no revision ${number} in the history of ${release}; ${known}`);
}

function notFound(message: string): Result<never, Failure> {
  return { ok: false, error: { code: 'not-found', message } };
}
