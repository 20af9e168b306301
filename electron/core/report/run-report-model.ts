/** What a report of a run is made from, and what its three forms (HTML, Markdown, CSV) say alike. */
import type { PlannedStep, PlannedUnit } from '#core/plan/model.ts';
import { showTask } from '#core/plan/show.ts';
import type { ReleaseInfo } from '#core/release/model.ts';
import type { RunEvent, RunId, UnitRef } from '#core/run/events.ts';
import {
  type Attempt,
  allUnits,
  BAD,
  plannedUnit,
  type RunState,
  stepOf,
  type Unit,
} from '#core/run/state.ts';
import { countUnits, runStateName } from '#core/run/view.ts';
import type { QrModules } from './drawings.ts';
import { plural } from './words.ts';

export interface OutputRequest extends UnitRef {
  readonly attempt: number;
  readonly stream: 'stdout' | 'stderr';
  /** All of it, or at least so many lines from its end. */
  readonly lines: number | 'whole';
}

export interface RunReport {
  /** As read by `asRead`. */
  readonly state: RunState;
  /** Is a program carrying the run out while this is printed. */
  readonly held: boolean;
  /** Of the revision that ran; null when the library does not have it any more. */
  readonly info: ReleaseInfo | null;
  readonly events: readonly RunEvent[];
  /** Hash of the newest event, 64 hex digits. */
  readonly head: string;
  /** Stored output as text; null when it is not in the library. */
  readonly output: (request: OutputRequest) => string | null;
  /** Runs that back this one out. */
  readonly backouts: readonly RunId[];
  readonly printedAt: string;
  /** Of `witnessText`; null leaves the code out. */
  readonly qr: QrModules | null;
}

/** How much of an output that is no evidence is printed. */
export const EXCERPT_LINES = 20;

/** What the QR code holds: enough to check the library against the paper. */
export function witnessText(state: RunState, head: string): string {
  return `holdpoint run ${state.header.run} event ${state.seq} head ${head}`;
}

export function reportTitle({ state }: RunReport): string {
  const { releaseName, version, plan, environment, run } = state.header;
  return `Run report · ${releaseName} ${version} · ${plan} on ${environment} · ${run}`;
}

interface Verdict {
  readonly word: string;
  readonly sentence: string;
}

/** The result in one word and one sentence that says no more than was seen. */
export function verdictOf({ state, held }: RunReport): Verdict {
  const counts = countUnits(state);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const seen = `${counts.ok} of ${plural(total, 'unit')} seen to succeed`;
  const others = [
    said(counts.failed, 'failed'),
    said(counts.unknown, 'with an outcome that nobody saw'),
    said(counts.unreachable, 'never started because the host could not be reached'),
    said(counts.stopped, 'stopped'),
    said(counts.skipped, 'skipped'),
    said(counts.excluded, 'left out with their host'),
    said(counts.waiting, 'not started'),
    said(counts.intent + counts.running, 'under way'),
  ].flatMap((words) => words ?? []);
  const reason = state.outcomeReason === null ? '' : ` ${sentence(state.outcomeReason)}`;
  return { word: verdictWord(state, held), sentence: `${[seen, ...others].join('; ')}.${reason}` };
}

function verdictWord(state: RunState, held: boolean): string {
  const name = state.outcome === 'refused' ? 'refused by the preflight' : runStateName(state, held);
  const words = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const unknown = countUnits(state).unknown;
  return unknown === 0 ? words : `${words}, ${plural(unknown, 'outcome')} unknown`;
}

function said(count: number, words: string): string | null {
  return count === 0 ? null : `${count} ${words}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** One thing that a person decided or noted. */
interface DecisionLine {
  readonly seq: number;
  readonly at: string;
  readonly by: string;
  readonly what: string;
  readonly about: string;
  /** Items of a checklist that the person ticked. */
  readonly items: readonly string[];
  readonly note: string | null;
}

/** Every decision with the step and host it was about, in the order of the log. */
export function decisionLines({ state, events }: RunReport): readonly DecisionLine[] {
  const about = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'questionAsked') about.set(event.data.id, aboutUnit(state, event.data.question.unit));
  }
  const answered = new Map<number, Pick<DecisionLine, 'about' | 'items'>>();
  for (const event of events) {
    if (event.type !== 'questionAnswered') continue;
    const { id, answer } = event.data;
    answered.set(event.seq, { about: about.get(id) ?? '', items: 'items' in answer ? answer.items : [] });
  }
  const decided = state.decisions.map((decision) => ({
    ...decision,
    what: decision.text,
    ...(answered.get(decision.seq) ?? { about: 'the run', items: [] }),
  }));
  return [...decided, ...events.flatMap(exclusion)].sort((a, b) => a.seq - b.seq);
}

/** A host left out, or a unit skipped, by a person and not by an answer to a question. */
function exclusion(event: RunEvent): readonly DecisionLine[] {
  if (event.type === 'hostExcluded' && event.data.by !== null) {
    const { by, host, reason } = event.data;
    return [
      { seq: event.seq, at: event.at, by, what: 'Exclude the host', about: host, items: [], note: reason },
    ];
  }
  if (event.type === 'unitSkipped' && event.data.by !== null) {
    const { by, step, host, reason } = event.data;
    return [
      { seq: event.seq, at: event.at, by, what: 'Skip', about: place(step, host), items: [], note: reason },
    ];
  }
  return [];
}

function aboutUnit(state: RunState, ref: UnitRef): string {
  return `${stepOf(state.plan, ref.step).title} (${place(ref.step, ref.host)})`;
}

export function place(step: string, host: string | null): string {
  return host === null ? step : `${step} on ${host}`;
}

/** Units that a reader must look at: bad, unsettled, skipped or excluded. */
export function exceptions(state: RunState): readonly Unit[] {
  return [...allUnits(state)].filter(
    (unit) => BAD.has(unit.state) || unit.state === 'skipped' || unit.state === 'excluded',
  );
}

export function unitsOf(state: RunState, step: PlannedStep): readonly Unit[] {
  return [...(state.units.get(step.id)?.values() ?? [])];
}

/** The command as it was sent; of a unit that a person does, what it asks. */
export function sentCommand(state: RunState, unit: Unit, attempt: Attempt): string {
  return attempt.command === '' ? plannedCommand(state, unit) : attempt.command;
}

export function plannedCommand(state: RunState, unit: Unit): string {
  const planned: PlannedUnit = plannedUnit(state.plan, unit.ref);
  return showTask(planned.task);
}

/** The last lines of a text, and how many there are in all. */
export function lastLines(text: string, count: number): { readonly text: string; readonly cut: boolean } {
  const lines = text.replace(/\n$/, '').split('\n');
  return { text: lines.slice(-count).join('\n'), cut: lines.length > count };
}
