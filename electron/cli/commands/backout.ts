import type { Library } from '#adapters/sqlite/library.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { backoutJson } from '#core/backout/backout-json.ts';
import { type Concern, unacknowledged } from '#core/backout/concerns.ts';
import type { RunId } from '#core/run/events.ts';
import { describeConcern } from '#core/words/backout/describe-concern.ts';
import {
  type BackoutWish,
  beginBackout,
  type PlannedBackout,
  planBackout,
  refuseConcerns,
} from '#operations/back-out-run.ts';
import { createRunSetup, type SetupChoice } from '#operations/run-setup.ts';
import { confirmAtTerminal, isAtTerminal } from '../ask.ts';
import { concernLines, describeBackout } from '../backout-words.ts';
import { type ConductOptions, conduct } from '../conduct.ts';
import { CliFailure, EXIT, refusalOf } from '../failure.ts';
import { chooseOperator } from '../operator.ts';
import { type PlaceOptions, readPlaces } from '../options.ts';
import { type LossOptions, seeToLosses } from '../read-losses.ts';
import { withLibrary } from '../session.ts';
import { printJson, safe } from '../terminal.ts';

export interface BackoutOptions extends PlaceOptions, ConductOptions, LossOptions {
  readonly data?: string;
  readonly dryRun?: boolean;
  readonly limit?: string;
  readonly operator?: string;
  /** Each step begins with a person's yes. */
  readonly stepByStep?: boolean;
  /** What is acknowledged without a person. */
  readonly pastNoReturn?: readonly string[];
  readonly under?: readonly string[];
  readonly undoAgain?: readonly string[];
}

/** Undoes what a run did, newest first; or shows it. */
export function backoutCommand(name: string, options: BackoutOptions): Promise<number> {
  const run = name as RunId;
  return withLibrary(options.data, async (library) => {
    const planned = planNow(library, run, options);
    const { opened } = planned;
    const places = readPlaces(options, library.revisionText(opened.state.header.revision));
    if (options.dryRun) return showBackout(planned, options);
    const operator = await chooseOperator(opened.state.header.people ?? [], options.operator);
    await seeToLosses(library, run, { ...options, operator });
    const approved = await approve(planned, options);
    const backingOut = { library, run, options, places, operator };
    if (opened.state.outcome !== null) return begin(backingOut, { planned, approved });
    if (approved.by === 'option')
      return begin(backingOut, { planned, approved: { ...approved, list: null } });
    return beginOpen(backingOut, { planned, approved });
  });
}

interface BackingOut {
  readonly library: Library;
  readonly run: RunId;
  readonly options: BackoutOptions;
  readonly places: SetupChoice;
  readonly operator: string;
}

/** What is approved of a backout, and by whom. */
interface ApprovedList {
  readonly by: 'person' | 'option';
  /** Null: what is computed once the run is at its end. */
  readonly list: string | null;
  /** In words, what was acknowledged, by its key. */
  readonly acknowledged: ReadonlyMap<string, string>;
}

interface Approved {
  readonly planned: PlannedBackout;
  readonly approved: ApprovedList;
}

function wishOf({ limit }: BackoutOptions): BackoutWish {
  return { limit: limit ?? null, struck: new Map() };
}

function planNow(library: Library, run: RunId, options: BackoutOptions): PlannedBackout {
  const planned = planBackout({ library, sha256 }, run, wishOf(options));
  if (!planned.ok) throw refusalOf(planned.error);
  return planned.value;
}

/** A run that is still open is brought to its end first. That may show that something of it never ran: then the person approves the new list. */
async function beginOpen(backingOut: BackingOut, { planned, approved }: Approved): Promise<number> {
  const { library, run, options } = backingOut;
  try {
    return await begin(backingOut, { planned, approved });
  } catch (error) {
    if (!(error instanceof CliFailure) || error.code !== 'list-changed') throw error;
  }
  const now = planNow(library, run, options);
  process.stderr.write(`\n${run} has ended meanwhile, and what the backout would do has changed:\n`);
  const again = await approve(now, options, approved.acknowledged);
  if (!(await confirmAtTerminal('\nBack out as it is now? [y/n] '))) throw declined();
  return begin(backingOut, { planned: now, approved: again });
}

async function begin(
  { library, run, options, places, operator }: BackingOut,
  { planned, approved }: Approved,
): Promise<number> {
  const { header, plan } = planned.opened.state;
  const { setup, transport } = createRunSetup(library, folderOf(library, header.releaseId), places);
  const order = {
    ...wishOf(options),
    operator,
    list: approved.list,
    acknowledged: new Set(approved.acknowledged.keys()),
    stepByStep: options.stepByStep ?? false,
  };
  try {
    return await conduct({
      library,
      operator,
      options,
      asked: () => ({
        plan: planned.plan,
        release: null,
        alsoSteps: plan.steps.map((step) => step.id),
        stepByStep: order.stepByStep,
      }),
      begin: (listener) => beginBackout({ setup, run, listener }, order),
    });
  } finally {
    await transport.close();
  }
}

/**
 * Everything there is to know is acknowledged by an option or by the person at the terminal, one by one; what they have acknowledged
 * before, in the same words, is not asked again. Without a person, what needs an option and has none is refused; the rest is only said.
 */
async function approve(
  { backout, concerns, list }: PlannedBackout,
  options: BackoutOptions,
  before: ApprovedList['acknowledged'] = new Map(),
): Promise<ApprovedList> {
  const acknowledged = new Map(concerns.map((concern) => [concern.key, describeConcern(concern)]));
  if (backout.units.length === 0) return { by: 'option', list, acknowledged };
  const named = unacknowledged(concerns, namedBy(options));
  if (isAtTerminal() && options.answers === undefined) {
    process.stderr.write(describeBackout(backout, []));
    const open = named.filter(({ key }) => before.get(key) !== acknowledged.get(key));
    for (const concern of open) await askAbout(concern);
    return { by: 'person', list, acknowledged };
  }
  const refused = refuseConcerns(named.filter(({ option }) => option !== null));
  if (refused !== null) throw refusalOf(refused.error);
  const out = options.json || options.jsonl ? process.stderr : process.stdout;
  out.write(concerns.map(concernLines).join(''));
  return { by: 'option', list, acknowledged };
}

function namedBy({ pastNoReturn = [], under = [], undoAgain = [] }: BackoutOptions): ReadonlySet<string> {
  return new Set([
    ...pastNoReturn.map((step) => `no-return:${step}`),
    ...under.map((run) => `newer-run:${run}`),
    ...undoAgain.map((unit) => `begun-undo:${unit}`),
  ]);
}

async function askAbout(concern: Concern): Promise<void> {
  if (!(await confirmAtTerminal(`\n${safe(describeConcern(concern))}.\nBack out all the same? [y/n] `)))
    throw declined();
}

function declined(): CliFailure {
  return new CliFailure('declined', 'nothing was begun', EXIT.failed);
}

function folderOf(library: Library, release: string): string {
  return library.getRelease(release)?.folder ?? process.cwd();
}

function showBackout({ backout, concerns }: PlannedBackout, options: BackoutOptions): number {
  const acknowledged = namedBy(options);
  if (options.json) printJson(backoutJson(backout, concerns, acknowledged));
  else process.stdout.write(describeBackout(backout, concerns, acknowledged));
  return EXIT.ok;
}
