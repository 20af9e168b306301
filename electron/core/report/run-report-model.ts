/** What a report of a run is made from, and what its three forms (HTML, Markdown, CSV) say alike. */

import type { BackedOut } from '#core/backout/backed-out.ts';
import { type Backout, computeBackout, pointsPassed } from '#core/backout/backout.ts';
import type { BackoutClock } from '#core/backout/clock.ts';
import type { PlannedStep, PlannedUnit } from '#core/plan/model.ts';
import { quoteForShell } from '#core/plan/quote.ts';
import { describeTask } from '#core/plan/show.ts';
import type { ReleaseInfo } from '#core/release/model.ts';
import type { RunEvent, UnitRef } from '#core/run/events.ts';
import type { Evidence } from '#core/run/evidence.ts';
import { suggestsBackout } from '#core/run/may-back-out.ts';
import { type Attempt, allUnits, BAD, plannedUnit, type RunState, type Unit } from '#core/run/state.ts';
import type { Stream } from '#core/run/stream.ts';
import { tallyRun } from '#core/run/tally.ts';
import { type RunView, runWord } from '#core/run/view.ts';
import { describeBackedOut } from '#core/words/backout/describe-backed-out.ts';
import { describeEstimate } from '#core/words/backout/describe-estimate.ts';
import { formatCount, formatUnitCount } from '#core/words/figures/format-count.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { labelDecision } from '#core/words/run/label-decision.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import type { QrModules } from './drawings.ts';
import { countByProvenance } from './provenance.ts';

export interface OutputRequest extends UnitRef {
  readonly attempt: number;
  readonly stream: Stream;
  /** All of it, or at least so many lines from its end. */
  readonly lines: number | 'whole';
}

export interface RunReport extends RunView {
  /** Of the revision that ran; null when the library does not have it any more. */
  readonly info: ReleaseInfo | null;
  readonly events: readonly RunEvent[];
  /** Newest event of the library's own log; null where that is not to be printed. */
  readonly library: { readonly seq: number; readonly hash: string } | null;
  readonly evidence: Evidence;
  /** Stored output as text; null when it is not in the library. */
  readonly output: (request: OutputRequest) => string | null;
  /** At the time of printing; null for a backout, which is not backed out itself. */
  readonly clock: BackoutClock | null;
  /** Runs that back this one out. */
  readonly backedOut: BackedOut | null;
  readonly printedAt: string;
  /** Of `headText`; null leaves the code out. */
  readonly qr: QrModules | null;
}

/** How much of an output that is no evidence is printed. */
export const EXCERPT_LINES = 20;

/** What the QR code holds: enough to check the library against the paper. */
export function headText(state: RunState, head: string, library: RunReport['library'] = null): string {
  const of = library === null ? '' : ` library event ${library.seq} head ${library.hash}`;
  return `holdpoint run ${state.header.run} event ${state.seq} head ${head}${of}`;
}

interface ToldResult {
  readonly word: string;
  readonly sentence: string;
}

/** The result in one word and one sentence that says no more than was seen. */
export function resultOf(report: RunReport): ToldResult {
  const { state, evidence } = report;
  const { ok, total, others } = countByProvenance(state);
  const seen = `${ok} of ${formatUnitCount(total)} seen to succeed`;
  const reason = state.outcomeReason === null ? '' : ` ${endSentence(describeReason(state.outcomeReason))}`;
  const word = evidence.ok ? resultWord(report) : 'Does not verify';
  return { word, sentence: `${[seen, ...others].join('; ')}.${reason}` };
}

function resultWord(view: RunView): string {
  const { state } = view;
  const name = runWord(view);
  const words = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const unknown = tallyRun(state).counts.get('unknown') ?? 0;
  return unknown === 0 ? words : `${words}, ${formatCount(unknown, 'outcome')} unknown`;
}

/** `migrate on db1`. */
export function place(step: string, host: string | null): string {
  return host === null ? step : `${step} on ${host}`;
}

/** Units that a reader must look at: bad, skipped, excluded, settled, done on paper, or with processes left behind. */
export function exceptions(state: RunState): readonly Unit[] {
  return [...allUnits(state)].filter(
    (unit) =>
      BAD.has(unit.state) ||
      unit.state === 'skipped' ||
      unit.state === 'excluded' ||
      unit.attempts.some(isOutOfOrder),
  );
}

function isOutOfOrder({ settled, onPaper, finished }: Attempt): boolean {
  return settled !== null || onPaper || finished?.leftBehind === true;
}

export function unitsOf(state: RunState, step: PlannedStep): readonly Unit[] {
  return [...(state.units.get(step.id)?.values() ?? [])];
}

/** Why an attempt was not well, and why the unit was left at that; what settled it stands with how it is known. */
export function whyOf(unit: Unit, attempt: Attempt): string {
  const isLeft = attempt === unit.attempts.at(-1) && unit.state === 'skipped';
  const reasons = [attempt.finished?.reason ?? null, isLeft ? unit.reason : null];
  return reasons.flatMap((reason) => (reason === null ? [] : describeReason(reason))).join('; ');
}

/** The command as it was sent; of a unit that a person does, what it asks. */
export function sentCommand(state: RunState, unit: Unit, attempt: Attempt): string {
  return attempt.command === '' ? plannedCommand(state, unit) : attempt.command;
}

export function plannedCommand(state: RunState, unit: Unit): string {
  const planned: PlannedUnit = plannedUnit(state.plan, unit.ref);
  return describeTask(planned.task);
}

/** The last lines of a text, and how many there are in all. */
export function lastLines(text: string, count: number): { readonly text: string; readonly cut: boolean } {
  const lines = text.replace(/\n$/, '').split('\n');
  return { text: lines.slice(-count).join('\n'), cut: lines.length > count };
}

/** What a verification is decided by, and the decision; null where there is nothing to decide. */
export function verificationOf({ state, events }: RunReport) {
  const criteria = state.plan.criteria ?? [];
  if (criteria.length === 0 || state.header.plan !== 'verification' || state.header.mode === 'check')
    return null;
  const given = events.findLast(
    (event) => event.type === 'questionAnswered' && event.data.answer.to === 'verdict',
  );
  const decision = state.decisions.find(({ seq }) => seq === given?.seq);
  const { decided } = decision ?? {};
  const answer = decided?.kind === 'answered' && decided.answer.to === 'verdict' ? decided.answer : null;
  const met = answer?.met && new Set(answer.met);
  return {
    criteria: criteria.map((text) => (met ? `${text}: ${met.has(text) ? 'met' : 'not met'}` : text)),
    decided: decision ? { ...decision, what: labelDecision(decision) } : null,
  };
}

/** What takes them away. A backout is of the hosts of the release's own plans. */
export function cleaningCommand({ state }: Pick<RunReport, 'state'>): string {
  const { environment, plan } = state.header;
  const other = plan === 'infrastructure' || plan === 'verification' ? ` --plan ${plan}` : '';
  return `holdpoint leftovers FILE --env ${quoteForShell(environment)}${other} --clean`;
}

/**
 * What ran and a backout does not undo, as it is printed: points of no return by themselves, and the rest; and how much can be undone, and in
 * which time. Null where nobody is to think of a backout.
 */
export function whatStays({ state, clock }: Pick<RunReport, 'state' | 'clock'>) {
  if (!suggestsBackout(state)) return null;
  const backout = clock?.backout ?? computeBackout(state);
  if (backout.notUndone.length === 0 && backout.units.length === 0) return null;
  const points = pointsPassed(backout).map(({ title, step, hosts, because }) => ({
    title,
    where: hosts.length === 0 ? step : `${step} on ${hosts.join(', ')}`,
    because,
  }));
  const lines = backout.notUndone
    .filter(({ kind }) => kind !== 'no-return')
    .map(({ title, step, host, kind, because }) => ({
      title,
      where: place(step, host),
      word: kind === 'nothing' ? 'nothing to undo' : 'cannot be undone',
      because,
    }));
  return {
    points,
    lines,
    undoable: describeUndoable(backout),
    rest: 'Nothing else that ran is without an undo.',
  };
}

function describeUndoable({ units, estimate }: Backout): string {
  if (units.length === 0) return 'Nothing that ran is undone by a backout.';
  return `${formatUnitCount(units.length)} that ran or may have run can be undone. A backout takes ${describeEstimate(estimate)}.`;
}

/** Above the hosts on which records were left, and before the command that takes them away. */
export const LEFT_ON_HOSTS =
  'At the end of the run its records could not be removed from these hosts. Once nothing of it runs there any more, this command removes them, with the file of the release:';

/** `backed out, by r-…`; null where no backout of it has been started. */
export function describeBackedOutShort({ backedOut }: Pick<RunReport, 'backedOut'>): string | null {
  return backedOut === null ? null : `${describeBackedOut(backedOut)} (${backedOut.by})`;
}
