/** Two runs compared: a rehearsal and the live run, or a check and its baseline. */

import type { Library } from '#adapters/sqlite/library.ts';
import { createClock } from '#adapters/system/clock.ts';
import {
  type ComparedRun,
  placeOf,
  type RunComparison,
  type StreamComparison,
  type UnitComparison,
} from '#core/run/comparison.ts';
import type { RunId } from '#core/run/events.ts';
import { formatCount, formatUnitCount } from '#core/words/figures/format-count.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeDifferences } from '#core/words/run/describe-difference.ts';
import { baselineBefore, setBaseline } from '#operations/baseline.ts';
import { type ComparisonWish, compareRuns } from '#operations/compare-runs.ts';
import { CliFailure, EXIT, refusalOf } from '../failure.ts';
import { failureOf, mustOpen } from '../opened-run.ts';
import { chooseOperator } from '../operator.ts';
import { withLibrary } from '../session.ts';
import { indent, printJson, safe } from '../terminal.ts';

interface CompareOptions {
  readonly data?: string;
  readonly json?: boolean;
}

/** Exit code 0: the same; 1: something differs. */
export function compareCommand(run: string, other: string, options: CompareOptions): Promise<number> {
  return withLibrary(options.data, (library) =>
    compare(library, { run: run as RunId, other: other as RunId, what: 'everything' }, options),
  );
}

/** Compares what checks and probes printed with the baseline. */
export function driftCommand(
  run: string,
  options: CompareOptions & { readonly against?: string },
): Promise<number> {
  return withLibrary(options.data, (library) => {
    const { against, json } = options;
    const chosen =
      against === undefined ? chooseBaseline(library, run) : { run: against as RunId, mayBeBaseline: [] };
    const wish = { run: chosen.run, other: run as RunId, what: 'baseline' } as const;
    return compare(library, wish, { json: json ?? false, mayBeBaseline: chosen.mayBeBaseline });
  });
}

interface Chosen {
  readonly run: RunId;
  /** In words, why an other run may be the right one. */
  readonly mayBeBaseline: readonly string[];
}

function chooseBaseline(library: Library, run: string): Chosen {
  const { header } = mustOpen(library, run).state;
  const { run: baseline, unsound } = baselineBefore(library, header);
  if (baseline !== null)
    return {
      run: baseline,
      mayBeBaseline: unsound.map((words) => `${words}. It may have been the baseline`),
    };
  if (unsound.length > 0)
    throw new CliFailure(
      'unverified',
      `No earlier run has a baseline that can be seen, and ${unsound.join('; ')}. Name the run to compare with: --against RUN`,
    );
  throw new CliFailure(
    'no-baseline',
    `No earlier ${header.plan} run of ${header.releaseId} on ${header.environment} has a baseline: make one of a good run with holdpoint baseline RUN, or name a run with --against`,
  );
}

export function baselineCommand(
  run: string,
  options: { readonly data?: string; readonly operator?: string; readonly note?: string },
): Promise<number> {
  return withLibrary(options.data, async (library) => {
    const { people = [] } = mustOpen(library, run).state.header;
    const by = await chooseOperator(people, options.operator);
    const done = setBaseline(library, createClock(), { run: run as RunId, by, note: options.note ?? null });
    if (!done.ok) throw refusalOf(done.error);
    process.stdout.write(`${run} is the baseline now: holdpoint drift compares later runs with it\n`);
    return EXIT.ok;
  });
}

function compare(
  library: Library,
  wish: ComparisonWish,
  { json, mayBeBaseline = [] }: CompareOptions & { readonly mayBeBaseline?: readonly string[] },
): number {
  const compared = compareRuns(library, wish);
  if (!compared.ok) throw failureOf(compared.error);
  const { differs } = compared.value;
  const unsound = [...compared.value.unsound, ...mayBeBaseline];
  for (const words of unsound) process.stderr.write(`warning: ${indent(words)}\n`);
  if (json) printJson(withWords({ ...compared.value, unsound }));
  else process.stdout.write(describe(compared.value));
  if (unsound.length > 0) return EXIT.unverified;
  return differs === 0 ? EXIT.ok : EXIT.failed;
}

/** The facts, and for whoever only shows them the words. */
function withWords(comparison: RunComparison) {
  return {
    ...comparison,
    units: comparison.units.map((unit) => ({ ...unit, what: describeDifferences(unit) })),
  };
}

function describe({ a, b, units, same, differs }: RunComparison): string {
  const told = units.filter((unit) => unit.verdict !== 'same' || describeDifferences(unit).length > 0);
  const count = same + differs;
  return [
    `- ${nameOf(a)}\n`,
    `+ ${nameOf(b)}\n`,
    ...told.map((unit) => describeUnit(unit, { a, b })),
    `\n${formatUnitCount(count)}: ${same} the same, ${formatCount(differs, 'differs', 'differ')}\n`,
  ].join('');
}

function nameOf({ run, plan, environment, mode, version, startedAt }: ComparedRun): string {
  return `${run}  ${safe(version)}, ${plan} on ${safe(environment)}, ${mode}, ${formatZonedTime(startedAt)}`;
}

type Runs = Pick<RunComparison, 'a' | 'b'>;

function describeUnit(unit: UnitComparison, { a, b }: Runs): string {
  const place = placeOf(unit);
  const name = `${unit.step}${place === null ? '' : `@${place}`}`;
  const words = {
    same: 'same',
    differs: 'differs',
    'only-a': `only in ${a.run}`,
    'only-b': `only in ${b.run}`,
  };
  return [
    `\n${words[unit.verdict]}  ${name}\n`,
    ...describeDifferences(unit).map((each) => `  ${safe(each)}\n`),
    ...formatLines(unit.stdout),
    ...formatLines(unit.stderr),
  ].join('');
}

/** Lines of each stream that a terminal shows; the JSON has more. */
const MOST_LINES = 40;

function formatLines(compared: StreamComparison | null): readonly string[] {
  const lines = compared?.lines ?? [];
  const left = lines.length - MOST_LINES;
  return [
    ...lines.slice(0, MOST_LINES).map(({ kind, text }) => `    ${kind} ${safe(text)}\n`),
    ...(left > 0 ? [`    … ${formatCount(left, 'more line')} with --json\n`] : []),
  ];
}
