/** What a report tells of a step and of each try of it: HTML and Markdown lay it out. */

import type { PlannedStep } from '#core/plan/model.ts';
import { formatShell } from '#core/plan/show.ts';
import { type Attempt, type Decision, lastAttempt, stepOf, type Unit } from '#core/run/state.ts';
import type { Stream } from '#core/run/stream.ts';
import { formatDuration } from '#core/words/figures/format-duration.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeOutput } from '#core/words/run/describe-output.ts';
import { describeWhy } from '#core/words/run/describe-reason.ts';
import { labelSignal } from '#core/words/run/label-signal.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import { describeProvenance, labelGuarantee } from './describe-provenance.ts';
import { EXCERPT_LINES, exceptions, lastLines, type RunReport, unitsOf, whyOf } from './run-report-model.ts';

/** `backup · Prepare · run · … · begun 2026-11-21 04:25:00 UTC`, in parts. */
export function aboutStep(report: RunReport, step: PlannedStep): readonly string[] {
  const units = unitsOf(report.state, step);
  const first = step.units[0];
  const shell = first === undefined ? null : formatShell(first.task);
  const guarantees = new Set(units.map((unit) => labelGuarantee(report.state, unit)));
  const began = beganOf(units);
  const parts = [step.id, step.phase.title, step.kind, step.owner, step.sentence, shell, ...guarantees];
  const when = began === null ? 'not begun' : `begun ${formatZonedTime(began)}`;
  return [...parts.filter((part) => part !== null), when];
}

/** When the first of them was begun; null where none was. */
export function beganOf(units: readonly Unit[]): string | null {
  return units.flatMap(({ attempts }) => attempts[0]?.intendedAt ?? []).sort()[0] ?? null;
}

/** How it ended, by its exit code or signal; null where nobody saw that. */
export function exitOf({ finished }: Attempt): string | null {
  if (finished === null) return null;
  if (finished.signal !== null) return labelSignal(finished.signal);
  return finished.exit === null ? null : String(finished.exit);
}

/** Null where nobody saw its end. */
export function tookOf({ finished, onPaper }: Attempt): string | null {
  return finished === null || finished.outcome === 'unknown' || onPaper
    ? null
    : formatDuration(finished.durationMs);
}

/** `size = 4, name = x`; null where nothing was captured. */
export function capturedBy({ finished }: Attempt): string | null {
  const captured = Object.entries(finished?.captured ?? {});
  return captured.length === 0 ? null : captured.map(([name, value]) => `${name} = ${value}`).join(', ');
}

export interface Tried {
  readonly step: PlannedStep;
  readonly unit: Unit;
  readonly attempt: Attempt;
}

interface ToldOutput {
  readonly label: string;
  /** Null where its bytes are not in this library. */
  readonly text: string | null;
  /** Where only its end stands: `its last 20 lines`. */
  readonly cut: string | null;
}

/** What is told of one stream; null where nothing came. `hash` lays out a SHA-256. */
export function outputOf(
  report: RunReport,
  { step, unit, attempt }: Tried,
  { stream, hash }: { readonly stream: Stream; readonly hash: (hash: string) => string },
): ToldOutput | null {
  const digest = attempt.finished?.[stream] ?? null;
  const isEmpty = digest === null || digest.bytes === 0;
  if (digest !== null && isEmpty && attempt.finished?.outcome !== 'unknown') return null;
  const lines = step.evidence ? 'whole' : EXCERPT_LINES;
  const found = report.output({ ...unit.ref, attempt: attempt.number, stream, lines });
  if (isEmpty && (found === null || found === '')) return null;
  const label = isEmpty ? `${stream}, as far as it was seen` : `${stream}: ${describeOutput(digest, hash)}`;
  if (found === null) return { label, text: null, cut: null };
  const { text, cut } = lines === 'whole' ? { text: found, cut: false } : lastLines(found, lines);
  return { label, text, cut: cut ? `its last ${EXCERPT_LINES} lines` : null };
}

interface ToldException {
  readonly unit: Unit;
  readonly last: Attempt | null;
  readonly title: string;
  readonly why: string;
  /** How what is known of its attempts is known. */
  readonly known: readonly string[];
}

/** What a reader must look at, with why. */
export function toldExceptions(report: RunReport): readonly ToldException[] {
  return exceptions(report.state).map((unit) => {
    const last = lastAttempt(unit);
    return {
      unit,
      last,
      title: stepOf(report.state.plan, unit.ref.step).title,
      why: last === null ? describeWhy(unit.reason) : whyOf(unit, last),
      known: unit.attempts.flatMap((attempt) => describeProvenance(report, unit, attempt)),
    };
  });
}

/** Behind what was decided on a verification. */
export function describeDecided({ by, at, note }: Pick<Decision, 'by' | 'at' | 'note'>): string {
  return endSentence(`decided by ${by}, ${formatZonedTime(at)}${note === null ? '' : `: ${note}`}`);
}

/** Of a verification on which nobody decided. */
export const NOT_DECIDED = 'Not decided.';
export const SUCCESS_WHEN = 'It is a success when all of this is so:';
export const UNKNOWN_MEANS =
  'means that the step may have run in whole, in part or not at all: its outcome was not seen. It is not counted as done.';
export const NOT_IN_LIBRARY = 'The bytes are not in this library.';
