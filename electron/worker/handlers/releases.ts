import { basename, dirname } from 'node:path';
import { looksLikeArchive } from '#adapters/bundle/archive.ts';
import { createFiles } from '#adapters/files/files.ts';
import { readPickedText, readText } from '#adapters/files/read-text.ts';
import type { StoredRelease } from '#adapters/sqlite/releases.ts';
import type { ReleaseContentsOf, ReleaseSummary, ReleaseText } from '#contract/commands/releases.ts';
import type { Handlers } from '#contract/commands.ts';
import { CommandFailure, type RefusalDetails } from '#contract/errors.ts';
import { MOST_DOCUMENT_BYTES } from '#core/document-import/model.ts';
import { isDocument } from '#core/document-import/read-document.ts';
import { standingOf } from '#core/library/release-standing.ts';
import type { ImportAs, ReleaseThere } from '#core/release/import.ts';
import type { PlanName } from '#core/release/model.ts';
import { MAX_BYTES } from '#core/release/yaml/yaml-guard.ts';
import type { RunId } from '#core/run/events.ts';
import type { Failure, Result } from '#engine/ports.ts';
import { createRelease } from '#operations/create-release.ts';
import { type LimitedRepair, limitToUnfinished } from '#operations/failed-of.ts';
import { type ImportedRelease, importRelease } from '#operations/import-release.ts';
import {
  type InvalidRelease,
  type LoadedRelease,
  readScripts,
  type ScriptTexts,
} from '#operations/loaded-release.ts';
import { keptText, storedRelease } from '#operations/release-history.ts';
import { listRuns } from '#operations/run-list.ts';
import { takeFile } from '#operations/take-file.ts';
import { orRefused } from '../not-begun.ts';
import type { WorkerContext } from '../worker-context.ts';
import { showBundle } from './bundles.ts';

type Command =
  | 'release.list'
  | 'release.contents'
  | 'release.create'
  | 'release.importFile'
  | 'release.takeFile'
  | 'release.open'
  | 'release.save'
  | 'release.delete'
  | 'release.plan';

export function releaseHandlers(context: WorkerContext): Handlers<Command> {
  const { library, tell, reader } = context;
  const changed = (): void => tell({ kind: 'libraryChanged', what: 'releases' });
  return {
    'release.list': () => listReleases(context),
    'release.contents': () => contentsOfAll(context),
    'release.create': async ({ from, template, document, ...release }) => {
      const created = await createRelease(context, release, { from, template, document });
      changed();
      const { id, text, folder, saved } = orFail(created, 'conflict');
      return { id, text, folder, saved };
    },
    'release.importFile': async ({ path, as }) => {
      if (await looksLikeArchive(path)) return await showBundle(context, path);
      if (isDocument(path)) return { kind: 'document', ...(await readDocumentFile(path)) };
      const answer = await importFile(context, path, as);
      if (answer.kind === 'imported') changed();
      return answer;
    },
    'release.takeFile': async ({ release, path }) =>
      orFail(await takeFile(context.folderOf(release), path), 'file-unreadable'),
    'release.open': ({ release }) => openText(context, release),
    'release.save': async ({ release, text, saved }) => {
      const { release: seen, revision } = await reader.look(text);
      const names = seen ? { name: seen.name, version: seen.version } : {};
      const answer = orFail(
        library.saveText(release, { text, revision, after: saved, ...names }),
        'conflict',
      );
      changed();
      return answer;
    },
    'release.delete': ({ release }) => {
      const deleted = library.deleteRelease(release);
      if (!deleted.ok && deleted.error.code === 'has-runs')
        orFail(library.archiveRelease(release, true), 'not-found');
      else orFail(deleted, 'not-found');
      changed();
      return null;
    },
    'release.plan': async ({ release, ...wanted }) => {
      const choice = limited(context, release, wanted);
      const { text, scripts, problems } = await textsOf(context, release, choice.plan);
      return problems.length > 0 ? { plan: null, problems } : reader.outline(text, choice, scripts);
    },
  };
}

interface Limited {
  readonly environment: string;
  readonly limit: string | null;
  readonly failedOf: RunId | null;
}

/** The same, limited to what the run named by `failedOf` left unfinished. */
export function limited<Choice extends Limited>(
  context: WorkerContext,
  release: string,
  choice: Choice,
): Omit<Choice, 'failedOf'> {
  const { failedOf: _, ...rest } = choice;
  const repair = repairOf(context, release, choice);
  return repair === null ? rest : { ...rest, limit: repair.limit };
}

/** Null where it stands on its own. */
export function repairOf(
  { library }: WorkerContext,
  release: string,
  { failedOf, environment, limit }: Limited,
): LimitedRepair | null {
  if (failedOf === null) return null;
  return orRefused(limitToUnfinished(library, { failedOf, release, environment, limit }));
}

/** The stored release, or the text of its history with this number, ready to be planned and run. */
export async function mustLoad(
  context: WorkerContext,
  release: string,
  number?: number,
): Promise<LoadedRelease> {
  const text =
    number === undefined
      ? openText(context, release).text
      : orFail(keptText(context.library, release, number), 'not-found');
  return orInvalid(await context.reader.load(text));
}

/** The stored text, and those of the script files that a plan of it needs. */
export async function textsOf(
  context: WorkerContext,
  release: string,
  plan: PlanName,
): Promise<ScriptTexts & { readonly text: string }> {
  const { text } = openText(context, release);
  const names = orInvalid(await context.reader.scripts(text, plan));
  return { text, ...(await readScripts(names, createFiles(context.folderOf(release)))) };
}

export function orInvalid<T>(read: Result<T, InvalidRelease>): T {
  if (read.ok) return read.value;
  throw new CommandFailure('release-invalid', read.error.message, {
    next: 'Open the release: its Problems panel shows where',
  } satisfies RefusalDetails);
}

function openText(context: WorkerContext, release: string): ReleaseText {
  const { text, folder, saved } = mustHave(context, release);
  return { id: release, text, folder, saved };
}

export function mustHave({ library }: WorkerContext, release: string): StoredRelease {
  return orFail(storedRelease(library, release), 'not-found');
}

async function listReleases(context: WorkerContext): Promise<readonly ReleaseSummary[]> {
  const runs = listRuns(context.library, null);
  const listings = context.library.listReleases().filter((listing) => !listing.archived);
  return Promise.all(
    listings.map(async ({ id, name, version, savedAt }) => {
      const { release, revision, issues } = await context.reader.look(openText(context, id).text);
      const errors = issues.filter((issue) => issue.severity === 'error').length;
      return {
        id,
        name,
        version,
        savedAt,
        errors,
        revision,
        environments: release?.environments ?? [],
        people: release?.people ?? [],
        standing: standingOf(
          runs.filter((run) => run.releaseId === id),
          version,
        ),
        lastRun: runs.find((run) => run.releaseId === id && run.undoes === null) ?? null,
      };
    }),
  );
}

async function contentsOfAll(context: WorkerContext): Promise<readonly ReleaseContentsOf[]> {
  const listings = context.library.listReleases().filter((listing) => !listing.archived);
  return Promise.all(
    listings.map(async ({ id, name, version }) => {
      const contents = await context.reader.contents(openText(context, id).text);
      return { id, name, version, hosts: contents?.hosts ?? [], steps: contents?.steps ?? [] };
    }),
  );
}

export async function importFile(
  { library, reader }: WorkerContext,
  path: string,
  as: ImportAs,
): Promise<ImportedRelease | ReleaseThere> {
  const file = { text: await readFileText(path), folder: dirname(path) };
  const taken = await importRelease(library, file, { as, reader });
  if (taken.ok) return taken.value;
  const { code, message, issues } = taken.error;
  throw new CommandFailure(
    code === 'exists' ? 'conflict' : 'release-invalid',
    code === 'exists' ? message : `${path}: ${message}`,
    issues,
  );
}

async function readDocumentFile(path: string): Promise<{ readonly file: string; readonly text: string }> {
  try {
    return { file: basename(path), text: await readPickedText(path, MOST_DOCUMENT_BYTES) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure('file-unreadable', `${path} cannot be read: ${why}`);
  }
}

async function readFileText(path: string): Promise<string> {
  try {
    return await readText(path, MAX_BYTES + 3);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure('file-unreadable', `${path} cannot be read: ${why}`);
  }
}

export function orFail<T>(result: Result<T, Failure>, code: 'conflict' | 'not-found' | 'file-unreadable'): T {
  if (result.ok) return result.value;
  const own = (['not-found', 'unverified'] as const).find((known) => known === result.error.code);
  throw new CommandFailure(own ?? code, result.error.message);
}
