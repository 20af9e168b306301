/** Everything that people decided in a run, each decision once, with what it was about. */

import type { Question, RunEvent, UnitRef } from '#core/run/events.ts';
import { type RunState, stepOf } from '#core/run/state.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeRule, OVERRIDDEN } from '#core/words/release/describe-gate.ts';
import { noteOfAsked } from '#core/words/run/describe-asked.ts';
import { placeOfDefect } from '#core/words/run/describe-defect.ts';
import { describeAnswer } from '#core/words/run/label-answer.ts';
import { labelDecision } from '#core/words/run/label-decision.ts';
import { place, type RunReport } from './run-report-model.ts';

/** One thing that a person decided or noted. */
export interface DecisionLine {
  readonly seq: number;
  readonly at: string;
  readonly by: string;
  readonly what: string;
  readonly about: string;
  /** Items of a checklist that the person ticked. */
  readonly items: readonly string[];
  readonly note: string | null;
}

export const NOBODY_DECIDED = 'No person decided or noted anything.';

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
  const decided = state.decisions.map(({ decided, ...decision }) => {
    const event = told.get(decision.seq);
    return {
      ...decision,
      note: noteOfAsked(decision),
      what: labelDecision({ ...decision, decided }),
      ...(event ? aboutOf(state, event, asked) : THE_RUN),
    };
  });
  return [
    ...overrideLines(events),
    ...[...decided, ...events.flatMap((event) => decisionOf(event) ?? [])].sort((a, b) => a.seq - b.seq),
  ];
}

/** What held the run back, and who let it go all the same. */
function overrideLines([first]: readonly RunEvent[]): readonly DecisionLine[] {
  if (first?.type !== 'runCreated') return [];
  const { seq, at } = first;
  return (first.data.gate ?? []).flatMap((rule) =>
    rule.override === undefined
      ? []
      : [
          {
            seq,
            at,
            by: rule.override.by,
            what: OVERRIDDEN,
            about: describeRule(rule),
            items: [],
            note: rule.override.reason,
          },
        ],
  );
}

type DecisionAbout = Pick<DecisionLine, 'about' | 'items'>;

const THE_RUN: DecisionAbout = { about: 'the run', items: [] };

function aboutOf(state: RunState, event: RunEvent, asked: ReadonlyMap<string, Question>): DecisionAbout {
  switch (event.type) {
    case 'questionAnswered': {
      const { id, answer } = event.data;
      const question = asked.get(id);
      const items = answer.to === 'verdict' ? (answer.met ?? []) : 'items' in answer ? answer.items : [];
      return { about: question ? aboutQuestion(state, question) : id, items };
    }
    case 'unitRecorded':
      return { about: `${aboutUnit(state, event.data)}, ${formatZonedTime(event.data.doneAt)}`, items: [] };
    case 'hostIncluded':
      return { about: event.data.host, items: [] };
    case 'defectLogged':
      return { about: placeOfDefect(event.data) ?? THE_RUN.about, items: [] };
    case 'defectClosed': {
      const defect = state.defects.find(({ number }) => number === event.data.defect);
      return { about: (defect && placeOfDefect(defect)) ?? THE_RUN.about, items: [] };
    }
    default:
      return THE_RUN;
  }
}

function aboutQuestion(state: RunState, question: Question): string {
  switch (question.about) {
    case 'verdict':
      return 'the verification';
    case 'batch':
    case 'step':
      return question.batches === 1
        ? aboutUnit(state, question.unit)
        : `${stepOf(state.plan, question.unit.step).title}, batch ${question.batch} of ${question.batches}`;
    default:
      return aboutUnit(state, question.unit);
  }
}

/** What a person did to a host without an answer to a question; the state keeps no decision of it. */
function decisionOf({ seq, at, type, data }: RunEvent): DecisionLine | null {
  if (type !== 'hostExcluded' || data.by === null) return null;
  const { by, host, note } = data;
  const what = describeAnswer({ to: 'unit', remedy: 'exclude' }, null);
  return { seq, at, by, what, about: host, items: [], note };
}

function aboutUnit(state: RunState, { step, host }: UnitRef): string {
  return `${stepOf(state.plan, step).title} (${place(step, host)})`;
}
