/** What a step will do beyond its command, in words: one place for terminal, app, JSON and paper. */

import type { PlanName } from '#core/release/model.ts';
import { owesUndo, STEP_KINDS } from '#core/release/step-kinds.ts';
import type { Mode } from '#core/run/mode.ts';
import { skippedByMode } from '#core/run/skipped-by-mode.ts';
import { formatDuration } from '#core/words/figures/format-duration.ts';
import { describeOnFailure } from '#core/words/release/label-on-failure.ts';
import type { PlannedStep, PlannedUnit, Shell, Wave } from './model.ts';
import { ONCE_RELEASED } from './sentence.ts';
import { formatShell, formatUndo, shellOf } from './show.ts';
import { TASK_KINDS } from './task-kinds.ts';

/** How a unit is undone, or why it is not. */
export type UndoWord =
  | { readonly kind: 'undo'; readonly command: string; readonly runs: string | null }
  | { readonly kind: 'nothing' | 'no-return' | 'unsaid'; readonly why: string };

/** What is skipped, by its condition or by the mode of its run, has nothing to undo, whatever the release says of it. */
export function undoWordOf(step: PlannedStep, { undo, skipBecause }: PlannedUnit, mode: Mode): UndoWord {
  if (skipBecause !== null || skippedByMode(step.kind, mode) !== null)
    return { kind: 'nothing', why: 'It is skipped' };
  if (undo !== null) return { kind: 'undo', command: formatUndo(undo), runs: formatShell(undo.task) };
  return step.noUndo ?? { kind: 'unsaid', why: 'The release does not say how to undo it' };
}

const NO_UNDO_LABELS = {
  nothing: 'nothing to undo',
  'no-return': 'point of no return',
  unsaid: 'no undo',
} as const;

/** `undo (as root, in /srv/app): rm -rf ./new`, `nothing to undo: A phone call`. */
export function describeUndo(word: UndoWord): string {
  if (word.kind !== 'undo') return `${NO_UNDO_LABELS[word.kind]}: ${word.why}`;
  return `undo${word.runs === null ? '' : ` (${word.runs})`}: ${word.command}`;
}

/** The same beside its unit; null where that is said already: of what is skipped, and of a point of no return, at its step. */
export function describeUndoOf(step: PlannedStep, unit: PlannedUnit): string | null {
  const word = undoWordOf(step, unit, 'live');
  return unit.skipBecause !== null || word.kind === 'no-return' ? null : describeUndo(word);
}

/**
 * What paper says in the place of an undo; null where nothing is: of what changes nothing, is skipped, owes none in its plan,
 * or is a point of no return, which its head says.
 */
export function describeNoUndo(
  { noUndo, kind, units }: PlannedStep,
  plan: PlanName,
): { head: string; why: string | null } | null {
  const isSkipped = units.every(({ skipBecause }) => skipBecause !== null);
  if (noUndo === null || noUndo.kind === 'no-return' || isSkipped || !STEP_KINDS[kind].changes) return null;
  if (noUndo.kind === 'nothing') return { head: 'Nothing to undo:', why: noUndo.why };
  return owesUndo(plan) ? { head: 'No undo is written down for this step.', why: null } : null;
}

/** Why there is no way back behind the step; null where there is one, and where the step is skipped on every host. */
export function noReturnOf(
  { noUndo }: Pick<PlannedStep, 'noUndo'>,
  units: readonly Pick<PlannedUnit, 'skipBecause'>[],
): string | null {
  const isPassed = units.some(({ skipBecause }) => skipBecause === null);
  return noUndo?.kind === 'no-return' && isPassed ? noUndo.why : null;
}

/** After how long the step is ended; null where it has no limit: a person's, and one that only waits for a time. */
export function limitMsOf({ kind, units, timeoutMs }: PlannedStep): number | null {
  const [unit] = units;
  return (unit ? TASK_KINDS[unit.task.kind] : STEP_KINDS[kind]).isLimited ? timeoutMs : null;
}

/** `takes 5m, at most 30m`; a step without either says nothing. */
export function describeTiming(step: PlannedStep): string | null {
  const limitMs = limitMsOf(step);
  const takes = step.takesMs === null ? null : `takes ${formatDuration(step.takesMs)}`;
  const most = limitMs === null ? null : `at most ${formatDuration(limitMs)}`;
  return [takes, most].filter((part) => part !== null).join(', ') || null;
}

/** `tried again up to 2 times, 5s apart`; null without retry. */
export function describeRetry({ retry }: Pick<PlannedStep, 'retry'>): string | null {
  if (retry === null) return null;
  const times = retry.times === 1 ? 'once' : `up to ${retry.times} times`;
  return `tried again ${times}${retry.delayMs === 0 ? '' : `, ${formatDuration(retry.delayMs)} apart`}`;
}

/** What counts as success, in words; null where the step's kind says it. */
export function describeExpectation(step: PlannedStep): string | null {
  const shell = step.units[0] === undefined ? null : shellOf(step.units[0].task);
  if (shell === null || STEP_KINDS[step.kind].by === 'transfer') return null;
  return expectedOf(shell.expect);
}

function expectedOf({ exit, stdout, stdoutNot, stderrNot }: Shell['expect']): string {
  const parts = [
    `exit ${exit.join(' or ')}`,
    stdout === null ? null : `output matches ${stdout}`,
    stdoutNot === null ? null : `output does not match ${stdoutNot}`,
    stderrNot === null ? null : `errors do not match ${stderrNot}`,
  ];
  return parts.filter((part) => part !== null).join('; ');
}

/** `keeps size, name from its output`; null where nothing is captured. */
export function describeCaptures(step: PlannedStep): string | null {
  const names = Object.keys(shellOfStep(step)?.capture ?? {});
  return names.length === 0 ? null : `keeps ${names.join(', ')} from its output`;
}

/** What the plan says of a step besides its command and its undo, a line each. */
export function describeStep(step: PlannedStep): readonly string[] {
  const captures = describeCaptures(step);
  const expected = describeExpectation(step);
  const timing = [describeTiming(step), describeRetry(step)].filter((part) => part !== null);
  return [
    ...(step.sentence === null ? [] : [step.sentence]),
    ...(timing.length === 0 ? [] : [timing.join('; ')]),
    ...(expected === null || expected === 'exit 0' ? [] : [`expects ${expected}`]),
    ...(captures === null ? [] : [captures]),
    ...(step.evidence ? [EVIDENCE] : []),
    ...(step.onFailure === 'ask' ? [] : [`on failure: ${describeOnFailure(step.onFailure)}`]),
  ];
}

export const EVIDENCE = 'its whole output goes into the report';

function shellOfStep({ units: [unit] }: PlannedStep): Shell | null {
  return unit === undefined ? null : shellOf(unit.task);
}

/** Said before a batch that a person releases; null where none has to. */
export function describePause({ pauseBefore, batch, batches }: Wave): string | null {
  return pauseBefore ? `batch ${batch} of ${batches} ${ONCE_RELEASED}` : null;
}

/** `skipped: vars.x == "1" does not hold`, `only if step.a.b == "1"`; null where the unit runs in any case. */
export function describeCondition({ skipBecause, leftOut, when }: PlannedUnit): string | null {
  if (leftOut) return `left out: ${skipBecause}`;
  if (skipBecause !== null) return `skipped: ${skipBecause} does not hold`;
  return when === null ? null : `only if ${when}`;
}
