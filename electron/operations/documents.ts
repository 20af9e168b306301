/** Documents on paper and screen, with what they show taken from a library. */
import type { Library } from '#adapters/sqlite/library.ts';
import { unlessDamaged } from '#adapters/sqlite/store-failure.ts';
import type { UndoHistory } from '#core/backout/time.ts';
import type { Plan } from '#core/plan/model.ts';
import { contentsOf } from '#core/report/release-document.ts';
import { headText, type OutputRequest, type RunReport } from '#core/report/run-report-model.ts';
import { type Runbook, revisionText } from '#core/report/runbook-model.ts';
import { aroundGaps } from '#core/run/around-gaps.ts';
import type { RunId } from '#core/run/events.ts';
import { withFindings } from '#core/run/evidence.ts';
import { labelGap } from '#core/words/run/describe-output.ts';
import { backoutFindings } from './deployment-runs.ts';
import { type LoadedRelease, type Planning, planLoaded } from './loaded-release.ts';
import { qrModules } from './qr-modules.ts';
import type { ReleaseReader } from './release-reader.ts';
import { backoutProgressOf } from './shown-run.ts';
import { openRun } from './start-run.ts';

/** An output that is printed whole is printed up to this size. */
const MOST_OUTPUT_BYTES = 1024 * 1024;
/** Enough bytes to hold the last lines of an output. */
const TAIL_BYTES = 32 * 1024;

interface Reporting {
  readonly reader: ReleaseReader;
  readonly printedAt: Date;
}

/** What a report of a run is made from; null when there is no such run. */
export async function gatherReport(
  library: Library,
  run: RunId,
  { reader, printedAt }: Reporting,
): Promise<RunReport | null> {
  const opened = openRun(library, run);
  if (!opened) return null;
  const { state } = opened;
  // It prints output, and how far the run is backed out, beside the hashes of the log, so it vouches for these too.
  const evidence = withFindings(opened.evidence, [
    ...library.checkOutputs(run),
    ...backoutFindings(library, state.header),
  ]);
  const head = evidence.ok ? opened.head : null;
  const newest = library.head(null);
  // What was changed is named by the evidence, and the rest is reported all the same.
  const text = unlessDamaged(() => library.revisionText(state.header.revision));
  return {
    ...opened,
    head,
    library: newest,
    evidence,
    info: text === null ? null : await reader.info(text),
    output: (request) => unlessDamaged(() => readText(library, run, request)),
    ...backoutProgressOf(library, state, printedAt),
    printedAt: printedAt.toISOString(),
    qr: head === null ? null : qrModules(headText(state, head, newest)),
  };
}

function readText(library: Library, run: RunId, { lines, ...ref }: OutputRequest): string | null {
  const place = { run, ...ref };
  const { total } = library.readOutput(place, 0, 1);
  const from = lines === 'whole' ? 0 : Math.max(0, total - TAIL_BYTES);
  const { bytes } = library.readOutput(place, from, lines === 'whole' ? MOST_OUTPUT_BYTES : TAIL_BYTES);
  const decoder = new TextDecoder();
  return aroundGaps({ from, bytes }, library.outputCut(place)?.gaps ?? [])
    .map((part) => (part.kind === 'gap' ? `\n${labelGap(part.gap)}\n` : decoder.decode(part.bytes)))
    .join('');
}

interface Printing extends Planning {
  readonly history: UndoHistory;
  readonly printedAt: Date;
}

/** A document of a release for one environment: every plan that can be resolved, and why the others cannot. */
export async function gatherRunbook(
  loaded: LoadedRelease,
  { document, environment }: Pick<Runbook, 'document' | 'environment'>,
  { history, printedAt, ...by }: Printing,
): Promise<Runbook> {
  const plans: Plan[] = [];
  const unresolved: Runbook['unresolved'][number][] = [];
  for (const plan of contentsOf('runbook').plans) {
    const planned = await planLoaded(loaded, { plan, environment, limit: null, vars: {} }, by);
    if (!planned.plan)
      unresolved.push({ plan, problems: planned.problems.map((problem) => problem.message) });
    else if (planned.plan.steps.length > 0) plans.push(planned.plan);
  }
  const { release, revision } = loaded;
  const qr = qrModules(revisionText(revision));
  const made = { document, release, environment, revision, plans, unresolved, qr };
  return { ...made, history, printedAt: printedAt.toISOString() };
}
