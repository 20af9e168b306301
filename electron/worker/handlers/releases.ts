import { dirname } from 'node:path';
import { createFiles } from '#adapters/files/files.ts';
import { readWhole } from '#adapters/files/read-whole.ts';
import type { Handlers, ReleaseSummary, ReleaseText } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import { outlinePlan } from '#core/plan/outline.ts';
import { newReleaseText } from '#core/release/new-release.ts';
import { MAX_BYTES } from '#core/release/yaml-guard.ts';
import {
  type ImportAs,
  type ImportedRelease,
  importRelease,
  type ReleaseThere,
} from '#desk/import-release.ts';
import { type LoadedRelease, planLoaded } from '#desk/loaded-release.ts';
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
  const { library, tell, reader } = workshop;
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
    'release.save': async ({ release, text, saved }) => {
      const { release: seen } = await reader.look(text);
      const names = seen ? { name: seen.name, version: seen.version } : {};
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
      const { plan, problems } = await planLoaded(await mustLoad(workshop, release), choice, {
        files: createFiles(workshop.folderOf(release)),
        planner: reader.plan,
      });
      return { plan: plan && outlinePlan(plan), problems };
    },
  };
}

/** The stored release, ready to be planned and run. */
export async function mustLoad(workshop: Workshop, release: string): Promise<LoadedRelease> {
  const loaded = await workshop.reader.load(openText(workshop, release).text);
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

async function listReleases(workshop: Workshop): Promise<readonly ReleaseSummary[]> {
  const runs = listRuns(workshop.library, null);
  const listings = workshop.library.listReleases().filter((listing) => !listing.archived);
  return Promise.all(
    listings.map(async ({ id, name, version, savedAt }) => {
      const { release, revision, issues } = await workshop.reader.look(openText(workshop, id).text);
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
        lastRun: runs.find((run) => run.releaseId === id && run.undoes === null) ?? null,
      };
    }),
  );
}

export async function importFile(
  { library, reader }: Workshop,
  path: string,
  as: ImportAs,
): Promise<ImportedRelease | ReleaseThere> {
  const file = { text: await readText(path), folder: dirname(path) };
  const taken = await importRelease(library, file, { as, reader });
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
    return new TextDecoder('utf-8', { fatal: true }).decode(await readWhole(path, MAX_BYTES + 3));
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
