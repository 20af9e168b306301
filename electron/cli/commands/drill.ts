/** Plays a release on emulated hosts, without a person: one drill, or many of them taken together. */

import { unsaidSteps } from '#adapters/drill/work.ts';
import { createFiles } from '#adapters/files/files.ts';
import { NO_HISTORY } from '#core/backout/time.ts';
import { FAULT_KINDS, type FaultWish, parseFault, refuseFault } from '#core/drill/faults.ts';
import type { DrillResult, DrillSheet } from '#core/drill/score.ts';
import { isMissed, surveyDrills } from '#core/drill/survey.ts';
import { NO_TIMES } from '#core/drill/times.ts';
import type { Plan } from '#core/plan/model.ts';
import {
  type DrillDocument,
  drillSheetDocument,
  drillSurveyDocument,
  renderDrillMarkdown,
  renderDrillPage,
  renderDrillText,
} from '#core/report/drill-document.ts';
import type { PaperSize } from '#core/report/paper-size.ts';
import { formatNames } from '#core/words/figures/format-count.ts';
import { type DrillOrder, playDrill } from '#operations/drill/play-drill.ts';
import { stepTimes } from '#operations/drill/step-times.ts';
import { planLoaded } from '#operations/loaded-release.ts';
import { undoHistory } from '#operations/undo-history.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { openOut } from '../out-file.ts';
import { loadReleaseFile } from '../release-file.ts';
import { askLibrary } from '../session.ts';
import { printJson, safe } from '../terminal.ts';
import { choiceOf, type PlanOptions } from './plan.ts';

export interface DrillOptions extends PlanOptions {
  readonly seed?: string;
  readonly seeds?: string;
  readonly fault?: readonly string[];
  readonly out?: string;
  readonly format?: string;
  readonly force?: boolean;
  readonly paper?: PaperSize;
}

export async function drillCommand(path: string, options: DrillOptions): Promise<number> {
  const seed = wholeNumber(options.seed ?? '1', '--seed', 0);
  const count = wholeNumber(options.seeds ?? '1', '--seeds', 1);
  const write = writerOf(options);
  const { file, loaded } = await loadReleaseFile(path);
  const choice = choiceOf(options);
  if (choice.plan === 'backout')
    throw new CliFailure(
      'usage',
      'A backout is drilled with the deployment that it undoes; leave --plan out',
    );
  const planned = await planLoaded(loaded, choice, { files: createFiles(file.folder) });
  if (!planned.plan)
    throw new CliFailure('plan-invalid', planned.problems.map((problem) => problem.message).join('\n'));
  const { plan } = planned;
  if (plan.waves.length === 0)
    throw new CliFailure('plan-empty', `The ${plan.plan} plan has no step to drill`);
  noteUnsaid(plan);
  const faults = readFaults(plan, options.fault);
  const times = await timesOf(options.data, loaded.release.info.id);
  const order: DrillOrder = { release: loaded.release, plan, faults, ...times };
  const sheets = await playAll(order, { seed, count });
  const [only] = sheets;
  if (count === 1 && only !== undefined) {
    await write(only, drillSheetDocument(only));
    return exitOf(only);
  }
  const survey = surveyDrills(plan, sheets, times.times);
  await write(survey, drillSurveyDocument(survey));
  return (survey.missed ?? 0) > 0 ? EXIT.failed : EXIT.ok;
}

/** What the library saw of earlier runs, where there is one; it is only read. */
function timesOf(
  data: string | undefined,
  release: string,
): Promise<Pick<DrillOrder, 'times' | 'undoTimes'>> {
  return askLibrary(
    data,
    (library) => ({ times: stepTimes(library, release), undoTimes: undoHistory(library, release) }),
    {
      otherwise: { times: NO_TIMES, undoTimes: NO_HISTORY },
      missing: 'Times are taken from the release alone, without what earlier runs took',
    },
  );
}

async function playAll(
  order: DrillOrder,
  { seed, count }: { readonly seed: number; readonly count: number },
): Promise<readonly DrillSheet[]> {
  const sheets: DrillSheet[] = [];
  const tell = createProgress(count);
  for (let at = 0; at < count; at += 1) {
    sheets.push(await playDrill(order, seed + at));
    tell(at + 1);
  }
  return sheets;
}

const TOLD_EVERY_MS = 1000;

/** On standard error, now and then, where there is something to wait for. */
function createProgress(count: number): (done: number) => void {
  let toldAt = Date.now();
  return (done) => {
    if (done === count || Date.now() - toldAt < TOLD_EVERY_MS) return;
    toldAt = Date.now();
    process.stderr.write(`${done} of ${count} drills played\n`);
  };
}

function wholeNumber(text: string, option: string, least: number): number {
  const figure = Number(text);
  if (/^\d{1,9}$/.test(text) && figure >= least) return figure;
  throw new CliFailure('usage', `${option} takes a whole number from ${least} on, not "${text}"`);
}

/** Null: they are drawn. */
function readFaults(plan: Plan, given: readonly string[] | undefined): readonly FaultWish[] | null {
  if (given === undefined) return null;
  if (given.includes('none') && new Set(given).size > 1)
    throw new CliFailure('usage', '--fault none stands alone: leave it out, or the other faults');
  return given
    .filter((text) => text !== 'none')
    .map((text) => {
      const wish = parseFault(text);
      if (wish === null)
        throw new CliFailure(
          'usage',
          `--fault takes KIND, KIND@STEP or KIND@STEP@HOST, and "none" alone; a KIND is one of ${FAULT_KINDS.join(', ')}; not "${text}"`,
        );
      const refusal = refuseFault(plan, wish);
      if (refusal !== null) throw new CliFailure('usage', `--fault ${text}: ${refusal}`);
      return wish;
    });
}

/** A step whose expectation nobody meets fails in every drill. */
function noteUnsaid(plan: Plan): void {
  const steps = unsaidSteps(plan);
  if (steps.length > 0)
    process.stderr.write(
      `warning: ${safe(`Holdpoint found no output that the expectation of ${formatNames(steps)} accepts; write under "drill" what the step prints, or it fails in every drill`)}\n`,
    );
}

type Write = (data: unknown, document: DrillDocument) => Promise<void>;

function writerOf({ json, out, format, force, paper = 'a4' }: DrillOptions): Write {
  if (out === undefined) {
    if (format !== undefined) throw new CliFailure('usage', '--format goes with -o');
    return async (data, document) => {
      if (json) printJson(data);
      else process.stdout.write(renderDrillText(document));
    };
  }
  return async (data, document) => {
    const file = await openOut({ out, ...(force === undefined ? {} : { force }) });
    await file(format === 'html' ? renderDrillPage(document, paper).html : renderDrillMarkdown(document));
    if (json) printJson(data);
  };
}

const EXIT_OF: Readonly<Record<DrillResult, number>> = {
  done: EXIT.ok,
  'done-in-part': EXIT.failed,
  'given-up': EXIT.failed,
  'backed-out': EXIT.failed,
  'backed-out-in-part': EXIT.failed,
  stuck: EXIT.waiting,
};

function exitOf(sheet: DrillSheet): number {
  const exit = EXIT_OF[sheet.result];
  return exit === EXIT.ok && isMissed(sheet) ? EXIT.failed : exit;
}
