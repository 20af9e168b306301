/** Everything that people decided in a run, each decision once, with what it was about. */

import type { Question, RunEvent, UnitRef } from '#core/run/events.ts';
import { type RunState, stepOf } from '#core/run/state.ts';
import { formatZonedTime } from '#core/words/format-time.ts';
import { place, type RunReport } from './run-report-model.ts';

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

/** In the order of the log. */
export function decisionLines({
  state,
  events,
}: Pick<RunReport, 'state' | 'events'>): readonly DecisionLine[] {
  const asked = new Map<string, Question>();
  const told = new Map<number, RunEvent>();
  for (const event of events) {
    told.set(event.seq, event);
    if (event.type === 'questionAsked') asked.set(event.data.id, event.data.question);
  }
  const decided = state.decisions.map(({ text, ...decision }) => {
    const event = told.get(decision.seq);
    return { ...decision, what: text, ...(event ? aboutOf(state, event, asked) : THE_RUN) };
  });
  return [...decided, ...events.flatMap((event) => decisionOf(state, event) ?? [])].sort(
    (a, b) => a.seq - b.seq,
  );
}

type About = Pick<DecisionLine, 'about' | 'items'> & Partial<Pick<DecisionLine, 'what'>>;

const THE_RUN: About = { about: 'the run', items: [] };

function aboutOf(state: RunState, event: RunEvent, asked: ReadonlyMap<string, Question>): About {
  switch (event.type) {
    case 'questionAnswered': {
      const { id, answer } = event.data;
      const question = asked.get(id);
      const items = 'items' in answer ? answer.items : [];
      return { about: question ? aboutQuestion(state, question) : id, items };
    }
    case 'unitRecorded':
      return { about: `${aboutUnit(state, event.data)}, ${formatZonedTime(event.data.doneAt)}`, items: [] };
    case 'hostIncluded':
      return { what: 'Bring the host back', about: event.data.host, items: [] };
    default:
      return THE_RUN;
  }
}

function aboutQuestion(state: RunState, question: Question): string {
  switch (question.about) {
    case 'verdict':
      return 'the verification';
    case 'batch':
      return `${stepOf(state.plan, question.unit.step).title}, batch ${question.batch} of ${question.batches}`;
    default:
      return aboutUnit(state, question.unit);
  }
}

/** What a person did to a unit or a host without an answer to a question; the state keeps no decision of it. */
function decisionOf(state: RunState, event: RunEvent): DecisionLine | null {
  const { seq, at } = event;
  switch (event.type) {
    case 'hostExcluded': {
      const { by, host, reason } = event.data;
      const note = by === null ? null : withoutName(reason, `Excluded by ${by}`);
      return by === null ? null : { seq, at, by, what: 'Exclude the host', about: host, items: [], note };
    }
    case 'unitSkipped': {
      const { by, reason } = event.data;
      const about = aboutUnit(state, event.data);
      return by === null ? null : { seq, at, by, what: 'Skip', about, items: [], note: reason };
    }
    case 'unitSettled': {
      const { by, as, reason } = event.data;
      const what = `Settle as ${as.replace('-', ' ')}`;
      const about = aboutUnit(state, event.data);
      return by === null ? null : { seq, at, by, what, about, items: [], note: reason };
    }
    default:
      return null;
  }
}

/** The person stands in a column of its own. */
function withoutName(reason: string, prefix: string): string | null {
  return (reason.startsWith(prefix) ? reason.slice(prefix.length).replace(/^: /, '') : reason) || null;
}

function aboutUnit(state: RunState, { step, host }: UnitRef): string {
  return `${stepOf(state.plan, step).title} (${place(step, host)})`;
}
