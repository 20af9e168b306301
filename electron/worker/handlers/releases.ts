import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createFiles } from '#adapters/files/files.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import type { Handlers, ReleaseSummary, ReleaseText } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import { outlinePlan } from '#core/plan/outline.ts';
import { newReleaseText } from '#core/release/new-release.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { revisionOf } from '#core/release/revision.ts';
import {
  type ImportAs,
  type ImportedRelease,
  importRelease,
  type ReleaseThere,
} from '#desk/import-release.ts';
import { type LoadedRelease, loadRelease, planLoaded } from '#desk/loaded-release.ts';
import { listRuns } from '#desk/run-list.ts';
import type { Failure, Result } from '#engine/ports.ts';
import type { Workshop } from '../workshop.ts';

type Command =
  | 'release.list'
  | 'release.create'
  | 'release.importFile'
  | 'release.open'
  | 'release.save'
  | 'release.delete'
  | 'release.plan';

export function releaseHandlers(workshop: Workshop): Handlers<Command> {
  const { library, tell } = workshop;
  const changed = (): void => tell({ kind: 'libraryChanged', what: 'releases' });
  return {
    'release.list': () => listReleases(workshop),
    'release.create': ({ id, name, version }) => {
      const created = library.createRelease({
        id,
        name,
        version,
        text: newReleaseText({ id, name, version }),
        folder: null,
      });
      changed();
      const { text, folder, saved } = orFail(created, 'conflict');
      return { id, text, folder, saved };
    },
    'release.importFile': async ({ path, as }) => {
      const answer = await importFile(workshop, path, as);
      if (answer.kind === 'imported') changed();
      return answer;
    },
    'release.open': ({ release }) => openText(workshop, release),
    'release.save': ({ release, text, saved }) => {
      const { release: model } = parseRelease(text);
      const names = model ? { name: model.info.name, version: model.info.version } : {};
      const answer = orFail(library.saveDraft(release, { text, after: saved, ...names }), 'conflict');
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
    'release.plan': async ({ release, ...choice }) => {
      const { plan, problems } = await planLoaded(
        mustLoad(workshop, release),
        choice,
        createFiles(workshop.folderOf(release)),
      );
      return { plan: plan && outlinePlan(plan), problems };
    },
  };
}

/** The stored release, ready to be planned and run. */
export function mustLoad(workshop: Workshop, release: string): LoadedRelease {
  const loaded = loadRelease(openText(workshop, release).text, sha256);
  if (loaded.ok) return loaded.value;
  throw new CommandFailure(
    'release-invalid',
    `${loaded.error.message}; the Problems panel of the release shows where`,
    loaded.error.issues,
  );
}

function openText({ library }: Workshop, release: string): ReleaseText {
  const stored = library.getRelease(release);
  if (!stored) throw new CommandFailure('not-found', `There is no release ${release} in this library`);
  return { id: release, text: stored.text, folder: stored.folder, saved: stored.saved };
}

function listReleases(workshop: Workshop): readonly ReleaseSummary[] {
  const runs = listRuns(workshop.library, null);
  return workshop.library
    .listReleases()
    .filter((listing) => !listing.archived)
    .map(({ id, name, version, savedAt }) => {
      const { release, data, issues } = parseRelease(openText(workshop, id).text);
      const errors = issues.filter((issue) => issue.severity === 'error').length;
      return {
        id,
        name,
        version,
        savedAt,
        errors,
        revision: data && errors === 0 ? revisionOf(data, sha256) : null,
        environments: release?.environments.map((environment) => environment.name) ?? [],
        lastRun: runs.find((run) => run.releaseId === id && run.undoes === null) ?? null,
      };
    });
}

export async function importFile(
  { library }: Workshop,
  path: string,
  as: ImportAs,
): Promise<ImportedRelease | ReleaseThere> {
  const file = { text: await readText(path), folder: dirname(path) };
  const taken = importRelease(library, file, { as, sha256 });
  if (taken.ok) return taken.value;
  const { code, message, issues } = taken.error;
  throw new CommandFailure(
    code === 'exists' ? 'conflict' : 'release-invalid',
    code === 'exists' ? message : `${path}: ${message}`,
    issues,
  );
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    const why =
      error instanceof TypeError
        ? 'it is not UTF-8 text'
        : error instanceof Error
          ? error.message
          : String(error);
    throw new CommandFailure('file-unreadable', `${path} cannot be read: ${why}`);
  }
}

export function orFail<T>(result: Result<T, Failure>, code: 'conflict' | 'not-found' | 'refused'): T {
  if (result.ok) return result.value;
  const own = (['not-found', 'unverified'] as const).find((known) => known === result.error.code);
  throw new CommandFailure(own ?? code, result.error.message);
}
