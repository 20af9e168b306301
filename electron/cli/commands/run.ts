import type { Library } from '#adapters/sqlite/library.ts';
import { cautionsOf } from '#core/release/cautions.ts';
import type { Mode, RunId } from '#core/run/events.ts';
import { describeCaution } from '#core/words/describe-caution.ts';
import { type LoadedRelease, planLoaded } from '#operations/loaded-release.ts';
import { createRunSetup } from '#operations/run-setup.ts';
import { beginRun } from '#operations/start-run.ts';
import { type ConductOptions, conduct } from '../conduct.ts';
import { chooseOperator } from '../operator.ts';
import { type PlaceOptions, readPlaces } from '../options.ts';
import { type LossOptions, seeToLosses } from '../read-losses.ts';
import { loadReleaseFile, type ReleaseFile } from '../release-file.ts';
import { type RepairOptions, repairOf } from '../repair-of.ts';
import { withNewLibrary } from '../session.ts';
import { safe } from '../terminal.ts';
import { dryRun } from './dry-run.ts';
import { choiceOf, type PlanOptions } from './plan.ts';

export interface RunOptions
  extends Omit<PlanOptions, 'json' | 'limit'>,
    RepairOptions,
    PlaceOptions,
    ConductOptions,
    LossOptions {
  readonly mode: Mode;
  readonly operator?: string;
  readonly force?: boolean;
  /** Show what would be done, and do nothing. */
  readonly dryRun?: boolean;
}

/** A dry run is nobody's. */
const NOBODY = 'nobody';

/** Runs a plan of a release file and stays until it ends or waits. */
export async function runCommand(path: string, options: RunOptions): Promise<number> {
  const { file, loaded } = await loadReleaseFile(path);
  const places = readPlaces(options, loaded.text);
  const { people } = loaded.release.info;
  const operator =
    options.dryRun && options.operator === undefined
      ? NOBODY
      : await chooseOperator(people, options.operator);
  const wish = {
    ...choiceOf(options),
    mode: options.mode,
    operator,
    force: options.force ?? false,
  };
  if (options.mode === 'live') tellCautions(loaded, options.env);
  if (options.dryRun) return dryRun({ file, loaded }, wish, options);
  return withNewLibrary(options.data, async (library) => {
    if (options.failedOf !== undefined)
      await seeToLosses(library, options.failedOf, { ...options, operator });
    const repair = repairOf(library, options, loaded.release.info.id);
    const limit = repair?.limit ?? wish.limit;
    keepRelease(library, file, loaded);
    const { setup, transport } = createRunSetup(library, file.folder, places);
    try {
      return await conduct({
        library,
        operator,
        options,
        asked: async () => {
          const { plan } = await planLoaded(loaded, { ...wish, limit }, { files: setup.ports.files });
          return plan && { plan, release: loaded.release };
        },
        begin: (listener) =>
          beginRun(
            { setup, loaded, listener },
            {
              ...wish,
              limit,
              failedOf: (options.failedOf ?? null) as RunId | null,
              ...(repair && { refuse: repair.refuse }),
            },
          ),
      });
    } finally {
      await transport.close();
    }
  });
}

/** What speaks against the run is said, and forbids nothing. */
function tellCautions({ release }: LoadedRelease, environment: string): void {
  for (const caution of cautionsOf(release, environment, Date.now()))
    process.stderr.write(`warning: ${safe(describeCaution(caution))}\n`);
}

/** The release gets a place in the library; a text that is being worked on there is left alone. */
function keepRelease(library: Library, file: ReleaseFile, loaded: LoadedRelease): void {
  const { text, revision, release } = loaded;
  const { id, name, version } = release.info;
  if (library.getRelease(id)) return;
  library.createRelease({ id, name, version, text, revision, folder: file.folder }, { because: 'imported' });
}
