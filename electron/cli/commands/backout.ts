import type { Library } from '#adapters/sqlite/library.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { backoutJson } from '#core/backout/backout-json.ts';
import { type Concern, unacknowledged } from '#core/backout/concerns.ts';
import type { RunId } from '#core/run/events.ts';
import { describeConcern } from '#core/words/describe-concern.ts';
import { beginBackout, type PlannedBackout, planBackout, refuseConcerns } from '#operations/back-out-run.ts';
import { createRunSetup } from '#operations/run-setup.ts';
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
  /** What is acknowledged without a person. */
  readonly pastNoReturn?: readonly string[];
  readonly under?: readonly string[];
  readonly undoAgain?: readonly string[];
}

/** Undoes what a run did, newest first; or shows it. */
export function backoutCommand(name: string, options: BackoutOptions): Promise<number> {
  const run = name as RunId;
  const wish = { limit: options.limit ?? null, struck: new Map<string, string>() };
  return withLibrary(options.data, async (library) => {
    const planned = planBackout({ library, sha256 }, run, wish);
    if (!planned.ok) throw refusalOf(planned.error);
    const { opened } = planned.value;
    const places = readPlaces(options, library.revisionText(opened.state.header.revision));
    if (options.dryRun) return showBackout(planned.value, options.json ?? false);
    const operator = await chooseOperator(opened.state.header.people ?? [], options.operator);
    await seeToLosses(library, run, { ...options, operator });
    const acknowledged = await acknowledge(planned.value, options);
    // A run that is still open is brought to its end first, which may show that something of it never ran.
    const list = opened.state.outcome === null ? null : planned.value.list;
    const { setup, transport } = createRunSetup(
      library,
      folderOf(library, opened.state.header.releaseId),
      places,
    );
    try {
      return await conduct({
        library,
        operator,
        options,
        asked: () => ({
          plan: planned.value.plan,
          release: null,
          alsoSteps: opened.state.plan.steps.map((step) => step.id),
        }),
        begin: (listener) =>
          beginBackout({ setup, run, listener }, { ...wish, operator, list, acknowledged }),
      });
    } finally {
      await transport.close();
    }
  });
}

/**
 * Keys of everything there is to know, acknowledged by an option or by the person at the terminal, one by one. Without a
 * person, what needs an option and has none is refused; the rest is only said.
 */
async function acknowledge(
  { backout, concerns }: PlannedBackout,
  options: BackoutOptions,
): Promise<ReadonlySet<string>> {
  const all = new Set(concerns.map(({ key }) => key));
  if (backout.units.length === 0) return all;
  const open = unacknowledged(concerns, namedBy(options));
  if (isAtTerminal() && options.answers === undefined) {
    process.stderr.write(describeBackout(backout, []));
    for (const concern of open) await askAbout(concern);
    return all;
  }
  const refused = refuseConcerns(open.filter(({ option }) => option !== null));
  if (refused !== null) throw refusalOf(refused.error);
  const out = options.json || options.jsonl ? process.stderr : process.stdout;
  out.write(concerns.map(concernLines).join(''));
  return all;
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
    throw new CliFailure('declined', 'nothing was begun', EXIT.failed);
}

function folderOf(library: Library, release: string): string {
  return library.getRelease(release)?.folder ?? process.cwd();
}

function showBackout({ backout, concerns }: PlannedBackout, json: boolean): number {
  if (json) printJson(backoutJson(backout, concerns));
  else process.stdout.write(describeBackout(backout, concerns));
  return EXIT.ok;
}
