/** What a desktop shows of a run that is being carried out: how far it is, and whether it wants a person. */
import type { Question, RunId, RunOutcome, UnitRef } from './events.ts';
import { lastAttempt, type OpenQuestion, type RunState, stepOf } from './state.ts';
import { tallyRun } from './tally.ts';

export interface RunActivity {
  readonly run: RunId;
  readonly releaseName: string;
  readonly version: string;
  readonly plan: string;
  readonly environment: string;
  /** Steps on hosts: all, and those that are over. */
  readonly total: number;
  readonly finished: number;
  /** Steps on hosts that run now: those whose hosts keep a record, and those that end with the connection. */
  readonly running: { readonly tracked: number; readonly attached: number };
  readonly isPaused: boolean;
  readonly questions: number;
  /** The question that was asked last; null where none is open. */
  readonly newest: AskedQuestion | null;
  readonly outcome: RunOutcome | null;
  /** Why the program let go of it in its middle, as a person is told; null where it did not. */
  readonly brokenBy: string | null;
}

export interface AskedQuestion {
  readonly id: string;
  readonly askedAt: string;
  readonly question: Question;
  readonly unit: UnitRef;
  /** Title of the step. */
  readonly title: string;
}

export function activityOf(state: RunState, brokenBy: string | null = null): RunActivity {
  const { header, questions, outcome } = state;
  const { total, counts, inFlight } = tallyRun(state);
  const tracked = inFlight.filter((unit) => lastAttempt(unit)?.tracked === true).length;
  return {
    run: header.run,
    releaseName: header.releaseName,
    version: header.version,
    plan: header.plan,
    environment: header.environment,
    total,
    finished: total - (counts.get('waiting') ?? 0) - inFlight.length,
    running: { tracked, attached: inFlight.length - tracked },
    isPaused: state.paused !== null,
    questions: questions.size,
    newest: newestOf(state),
    outcome,
    brokenBy,
  };
}

function newestOf({ plan, questions }: RunState): AskedQuestion | null {
  let newest: OpenQuestion | null = null;
  for (const open of questions.values()) if (newest === null || open.askedAt >= newest.askedAt) newest = open;
  if (newest === null) return null;
  const { id, askedAt, question } = newest;
  return { id, askedAt, question, unit: question.unit, title: stepOf(plan, question.unit.step).title };
}
