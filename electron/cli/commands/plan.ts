import { createFiles } from '#adapters/files/files.ts';
import { type Estimate, NO_HISTORY, timeOfSteps, type UndoHistory } from '#core/backout/time.ts';
import { wholeBackout } from '#core/backout/whole-backout.ts';
import { stopping } from '#core/gate/judge-gate.ts';
import type { Plan } from '#core/plan/model.ts';
import { PLAN_NAMES, type PlanName } from '#core/release/model.ts';
import { isProduction } from '#core/release/production.ts';
import { pointsOfNoReturn } from '#core/report/runbook-model.ts';
import type { Mode } from '#core/run/mode.ts';
import { describeGate } from '#core/words/release/describe-gate.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import type { Files } from '#engine/ports.ts';
import { type LoadedRelease, type PlanChoice, planLoaded } from '#operations/loaded-release.ts';
import { undoHistory } from '#operations/undo-history.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { gateAtHand } from '../gate-at-hand.ts';
import { readVars } from '../options.ts';
import { describePlan, planDocument } from '../plan-words.ts';
import { loadReleaseFile } from '../release-file.ts';
import { askLibrary } from '../session.ts';
import { printJson, safe } from '../terminal.ts';

export interface PlanOptions {
  readonly data?: string;
  readonly env: string;
  readonly plan: string;
  readonly limit?: string;
  /** The step at which it begins. */
  readonly from?: string;
  readonly var?: readonly string[];
  readonly json?: boolean;
}

export async function planCommand(path: string, options: PlanOptions): Promise<number> {
  const { file, loaded } = await loadReleaseFile(path);
  const files = createFiles(file.folder);
  const choice = choiceOf(options);
  const planned = await planLoaded(loaded, choice, { files });
  if (!planned.plan)
    throw new CliFailure('plan-invalid', planned.problems.map((problem) => problem.message).join('\n'));
  await noteGate({ loaded, folder: file.folder }, choice, options.data);
  return showPlan({ loaded, files, plan: planned.plan, mode: 'live' }, choice, options);
}

/** Whoever reads the plan for production learns here what holds it back. */
async function noteGate(
  { loaded, folder }: { readonly loaded: LoadedRelease; readonly folder: string },
  choice: PlanChoice,
  data: string | undefined,
): Promise<void> {
  const environment = loaded.release.environments.find(({ name }) => name === choice.environment);
  if (choice.plan === 'backout' || !isProduction(environment?.kind)) return;
  const gate = await gateAtHand(loaded, choice, { folder, data });
  if (stopping(gate).length > 0)
    process.stderr.write(`note: ${safe(endSentence(describeGate(gate)))} holdpoint gate says more\n`);
}

interface MadePlan {
  readonly loaded: LoadedRelease;
  readonly files: Files;
  readonly plan: Plan;
  readonly mode: Mode;
}

/** Prints it: all that would be done, in order. Of a rehearsal or a check nobody thinks of an undo. */
export async function showPlan(
  { loaded, files, plan, mode }: MadePlan,
  choice: PlanChoice,
  { data, json }: Pick<PlanOptions, 'data' | 'json'>,
): Promise<number> {
  const points = await pointsBefore(loaded, choice, files);
  const time = mode === 'live' ? await backoutTimeOf(plan, data) : null;
  const shown = { plan, mode, points, time };
  if (json) printJson(planDocument(shown));
  else process.stdout.write(describePlan(shown));
  return EXIT.ok;
}

/** What the deployment may have passed before it is backed out; of any other plan its own steps say it. */
async function pointsBefore(
  loaded: LoadedRelease,
  choice: PlanChoice,
  files: Files,
): Promise<readonly string[]> {
  if (choice.plan !== 'backout') return [];
  const before = await planLoaded(loaded, { ...choice, plan: 'deployment' }, { files });
  return before.plan === null ? [] : pointsOfNoReturn({ plans: [before.plan] });
}

/** How long backing out all of the plan takes, or the plan itself where it is a backout; null where nothing is backed out. */
async function backoutTimeOf(plan: Plan, data: string | undefined): Promise<Estimate | null> {
  const isBackout = plan.plan === 'backout';
  if (!isBackout && plan.frame === undefined) return null;
  return timeOfSteps(isBackout ? plan : wholeBackout(plan), await historyOf(plan, data));
}

/** What the library saw of earlier backouts, where there is one. */
function historyOf({ release }: Plan, data: string | undefined): Promise<UndoHistory> {
  return askLibrary(data, (library) => undoHistory(library, release.id), {
    otherwise: NO_HISTORY,
    missing: 'The time to back out does not count what earlier backouts took',
  });
}

export function choiceOf(options: Omit<PlanOptions, 'json'>): PlanChoice {
  const plan = PLAN_NAMES.find((name) => name === options.plan);
  if (!plan)
    throw new CliFailure(
      'usage',
      `There is no plan "${options.plan}"; choose one of ${PLAN_NAMES.join(', ')}`,
    );
  return {
    plan: plan satisfies PlanName,
    environment: options.env,
    limit: options.limit ?? null,
    from: options.from ?? null,
    vars: readVars(options.var),
  };
}
