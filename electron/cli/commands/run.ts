import type { Library } from '#adapters/sqlite/library.ts';
import { confirmationOf } from '#core/gate/confirmation.ts';
import { stopping, withOverrides } from '#core/gate/judge-gate.ts';
import type { Gate, Override } from '#core/gate/model.ts';
import type { RunId } from '#core/run/events.ts';
import type { Mode } from '#core/run/mode.ts';
import { type LoadedRelease, type PlanChoice, planLoaded } from '#operations/loaded-release.ts';
import { createRunSetup } from '#operations/run-setup.ts';
import { beginRun } from '#operations/start-run.ts';
import { askLine, isAtTerminal } from '../ask.ts';
import { type ConductOptions, conduct } from '../conduct.ts';
import { CliFailure } from '../failure.ts';
import { gateAtHand, gateBeforeRun } from '../gate-at-hand.ts';
import { gateWarnings } from '../gate-words.ts';
import { chooseOperator } from '../operator.ts';
import { type PlaceOptions, readPlaces } from '../options.ts';
import { type LossOptions, seeToLosses } from '../read-losses.ts';
import { type LoadedFile, loadReleaseFile, type ReleaseFile } from '../release-file.ts';
import { type RepairOptions, repairOf } from '../repair-of.ts';
import { withNewLibrary } from '../session.ts';
import { dryRun } from './dry-run.ts';
import { type OverrideOptions, readOverrides } from './gate.ts';
import { choiceOf, type PlanOptions } from './plan.ts';

export interface RunOptions
  extends Omit<PlanOptions, 'json' | 'limit'>,
    RepairOptions,
    PlaceOptions,
    ConductOptions,
    LossOptions,
    OverrideOptions {
  readonly mode: Mode;
  readonly operator?: string;
  readonly force?: boolean;
  /** With `from`, why what comes before is left out. */
  readonly because?: string;
  /** Each step begins with a person's yes. */
  readonly stepByStep?: boolean;
  /** The environment and the code of the revision, for a live run on production. */
  readonly confirm?: string;
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
    stepByStep: options.stepByStep ?? false,
    ...(options.because !== undefined && { leaveOutBecause: options.because }),
  };
  const overrides = readOverrides(options, { operator, people });
  const isGated = options.mode === 'live' && wish.plan !== 'backout';
  if (!isGated && (overrides.size > 0 || options.confirm !== undefined))
    process.stderr.write(
      'note: only a live run that deploys has a gate: --override and --confirm change nothing here\n',
    );
  if (options.because !== undefined && options.from === undefined)
    throw new CliFailure(
      'usage',
      '--because says why --from leaves out what comes before; there is no --from',
    );
  if (options.dryRun) {
    if (isGated) await tellOfDryRun({ file, loaded }, wish, { data: options.data, overrides });
    return dryRun({ file, loaded }, wish, options);
  }
  return withNewLibrary(options.data, async (library) => {
    if (options.failedOf !== undefined)
      await seeToLosses(library, options.failedOf, { ...options, operator });
    const repair = repairOf(library, options, loaded.release.info.id);
    const limit = repair?.limit ?? wish.limit;
    keepRelease(library, file, loaded);
    const { setup, transport } = createRunSetup(library, file.folder, places);
    try {
      const world = { library, files: setup.ports.files, now: Date.now() };
      const gate = isGated
        ? withOverrides(await gateBeforeRun(loaded, { ...wish, limit }, world), overrides)
        : null;
      if (gate !== null) tellGate(gate);
      const confirmation = gate === null ? undefined : await confirmationFor(gate, options.confirm);
      return await conduct({
        library,
        operator,
        options,
        asked: async () => {
          const { plan } = await planLoaded(loaded, { ...wish, limit }, { files: setup.ports.files });
          return plan && { plan, release: loaded.release, stepByStep: wish.stepByStep };
        },
        begin: (listener) =>
          beginRun(
            { setup, loaded, listener },
            {
              ...wish,
              limit,
              overrides,
              ...(confirmation !== undefined && { confirmation }),
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

/** What is not met is said before the run; the run itself is begun only where nothing of it holds it back. */
function tellGate(gate: Gate): void {
  for (const line of gateWarnings(gate)) process.stderr.write(line);
}

/** A dry run may come long before its window: it says what holds the run back, and goes on. */
async function tellOfDryRun(
  { file, loaded }: LoadedFile,
  choice: PlanChoice,
  {
    data,
    overrides,
  }: { readonly data: string | undefined; readonly overrides: ReadonlyMap<string, Override> },
): Promise<void> {
  const gate = withOverrides(await gateAtHand(loaded, choice, { folder: file.folder, data }), overrides);
  tellGate(gate);
  if (stopping(gate).length > 0)
    process.stderr.write('note: the run itself would not begin before each of these is met or overridden\n');
}

/** What a person types before a live run on production; undefined where it takes none, or nobody is there to type it. */
async function confirmationFor(gate: Gate, given: string | undefined): Promise<string | undefined> {
  if (!gate.isProduction || given !== undefined || !isAtTerminal()) return given;
  if (stopping(gate).length > 0) return given;
  const wanted = confirmationOf(gate);
  return askLine(`This is a live run on production. Type its name and the revision to begin (${wanted}): `);
}

/** The release gets a place in the library; a text that is being worked on there is left alone. */
function keepRelease(library: Library, file: ReleaseFile, loaded: LoadedRelease): void {
  const { text, revision, release } = loaded;
  const { id, name, version } = release.info;
  if (library.getRelease(id)) return;
  library.createRelease({ id, name, version, text, revision, folder: file.folder }, { because: 'imported' });
}
