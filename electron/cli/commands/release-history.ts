/** The texts of a release that stay: list them, compare them, keep one, go back to one. */
import { existsSync } from 'node:fs';
import type { Library } from '#adapters/sqlite/library.ts';
import type { StoredRelease } from '#adapters/sqlite/releases.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import type { KeptWithRuns } from '#core/library/kept-text.ts';
import { shortRevision } from '#core/release/revision.ts';
import { formatNames } from '#core/words/figures/format-count.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { countChanges, describeChange } from '#core/words/release/describe-change.ts';
import { describeKept, describeNotKept } from '#core/words/release/describe-kept-text.ts';
import { historyOf, keepNow, keptNow, restoreKept } from '#operations/release-history.ts';
import { createReader } from '#operations/release-reader.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { nameRelease } from '../named-release.ts';
import { readReleaseFile } from '../release-file.ts';
import { withLibrary } from '../session.ts';
import { printJson, safe, table } from '../terminal.ts';

interface HistoryOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export function historyCommand(release: string, { data, json }: HistoryOptions): Promise<number> {
  return withLibrary(data, (library) => {
    const { stored } = nameRelease(library, release);
    const { id, revision, savedAt, savedBy } = stored;
    const entries = historyOf(library, id);
    const number = keptNow(library, id);
    if (json) printJson({ release: id, now: { revision, savedAt, savedBy, number }, entries });
    else process.stdout.write(table(entries.map((entry) => rowOf(entry, number))) + nowLine(number, stored));
    return EXIT.ok;
  });
}

function rowOf(entry: KeptWithRuns, now: number | null): readonly string[] {
  const { number, revision, at, login, runs } = entry;
  const marks = [
    describeKept(entry),
    ...(runs.length === 0 ? [] : [`runs: ${formatNames(runs)}`]),
    ...(number === now ? ['the text as it is now'] : []),
  ];
  return [
    `${number}`,
    revision === null ? 'has errors' : shortRevision(revision),
    formatZonedTime(at),
    safe(login),
    safe(marks.join('; ')),
  ];
}

function nowLine(number: number | null, { savedAt, savedBy }: StoredRelease): string {
  return number === null ? `${safe(describeNotKept(formatZonedTime(savedAt), savedBy))}\n` : '';
}

export function keepRevisionCommand(
  release: string,
  { data, note, json }: HistoryOptions & { readonly note: string },
): Promise<number> {
  const said = note.trim();
  if (said === '') throw new CliFailure('usage', '--note says what this revision is; it cannot be empty');
  return withLibrary(data, (library) => {
    const { id } = mustBeWorking(library, release);
    const kept = keepNow(library, id, said);
    if (!kept.ok) throw new CliFailure(kept.error.code, kept.error.message);
    if (json) printJson({ release: id, number: kept.value });
    else process.stdout.write(`revision ${kept.value} of ${safe(id)} is kept: ${safe(said)}\n`);
    return EXIT.ok;
  });
}

function mustBeWorking(library: Library, release: string) {
  const { stored, number } = nameRelease(library, release);
  if (number === null) return stored;
  throw new CliFailure(
    'usage',
    `${release} is kept already; keep-revision keeps the text as it is now: keep-revision ${stored.id}`,
  );
}

export function restoreRevisionCommand(release: string, { data, json }: HistoryOptions): Promise<number> {
  return withLibrary(data, async (library) => {
    const { stored, number } = nameRelease(library, release);
    if (number === null)
      throw new CliFailure(
        'usage',
        `Say which revision is to be restored: ${stored.id}@NUMBER, as holdpoint history ${stored.id} lists them`,
      );
    const restored = await restoreKept({ library, reader: createReader(sha256) }, stored.id, number);
    if (!restored.ok) throw new CliFailure(restored.error.code, restored.error.message);
    if (json) printJson({ release: stored.id, restored: number });
    else
      process.stdout.write(
        `${safe(stored.id)} has the text of revision ${number} again; the text before is kept in its history\n`,
      );
    return EXIT.ok;
  });
}

export function diffCommand(
  older: string,
  newer: string | undefined,
  { data, json }: HistoryOptions,
): Promise<number> {
  return withLibrary(data, async (library) => {
    const from = await textOf(library, older);
    const to = await textOf(library, newer ?? (older.split('@')[0] as string));
    const changes = await createReader(sha256).changes(from, to);
    if (changes === null)
      throw new CliFailure(
        'release-invalid',
        `One of the two cannot be read as YAML, so that they cannot be compared; holdpoint lint FILE says where`,
      );
    const words = changes.map(describeChange);
    if (json) printJson({ changes: changes.map((change, at) => ({ ...change, line: words[at]?.line })) });
    else
      process.stdout.write(
        `${countChanges(changes)}\n${words
          .flatMap(({ line, from: was, to: is }) => [line, ...marked('-', was), ...marked('+', is)])
          .map((line) => `${safe(line)}\n`)
          .join('')}`,
      );
    return EXIT.ok;
  });
}

function marked(sign: string, text: string | null): readonly string[] {
  return text === null
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => `  ${sign} ${line}`);
}

/** A file where there is one of that name, else a release of the library. */
async function textOf(library: Library, named: string): Promise<string> {
  if (existsSync(named)) return (await readReleaseFile(named)).text;
  return nameRelease(library, named).text;
}
