import { describe, expect, it } from 'vitest';
import { choicesWithKeys } from '#cli/ask.ts';
import { computeBackout } from '#core/backout/backout.ts';
import { answersTo } from '#core/report/state-page-model.ts';
import type { Outcome, Question } from '#core/run/events.ts';
import { offeredAnswers, refuseAnswer, remediesOfStep } from '#core/run/may-answer.ts';
import type { RunState } from '#core/run/state.ts';
import { labelChoice } from '#core/words/run/describe-choice.ts';
import { labelAnswer } from '#core/words/run/label-answer.ts';
import { choicesFor } from '#run/decision/remedy-words.ts';
import { because } from '#support/because.ts';
import { said } from '../../support/said.ts';
import { createLog, planOf, ref, type StepSpec } from '../run/run-fixture.ts';

interface Row {
  readonly name: string;
  readonly spec?: Partial<StepSpec>;
  readonly host?: string | null;
  readonly outcome: Outcome;
  readonly labels: readonly string[];
}

const SETTLE = ['it is done', 'it failed', 'it did not run'];

const ROWS: readonly Row[] = [
  { name: 'a failure on a host', outcome: 'failed', labels: ['retry', 'skip', 'exclude the host', 'stop'] },
  {
    name: 'a failure of a step without a host',
    spec: { hosts: null },
    host: null,
    outcome: 'failed',
    labels: ['retry', 'skip', 'continue without it', 'stop'],
  },
  {
    name: 'an unknown outcome that the host keeps no record of',
    outcome: 'unknown',
    labels: [...SETTLE, 'run it again', 'skip', 'exclude the host', 'stop'],
  },
  {
    name: 'an unknown outcome of a step with its own check',
    spec: { doneIf: 'test -e done' },
    outcome: 'unknown',
    labels: ["run the step's own check", ...SETTLE, 'run it again', 'skip', 'exclude the host', 'stop'],
  },
];

function asked({ spec, host = 'a', outcome }: Row) {
  const log = createLog(planOf([{ id: 'one', ...spec }]))
    .begin()
    .run('one', host, outcome);
  const unit = ref('one', host);
  const question: Question = {
    about: 'unit',
    unit,
    attempt: 1,
    outcome,
    reason: because('seen'),
  } as Question;
  const state = log.ask('unit:one', question).state();
  const open = state.questions.get('unit:one');
  if (!open) throw new Error('nothing is asked');
  return { state, open, unit };
}

describe.each(ROWS)('after $name', (row) => {
  const { state, open, unit } = asked(row);
  const offered = offeredAnswers(state, open);

  it('the rules offer these', () => {
    expect(offered.map(({ answer }) => labelAnswer(state, open, answer))).toEqual(row.labels);
  });

  it('terminal, app and paper offer exactly what the rules offer', () => {
    expect(choicesWithKeys(state, unit).map(({ choice }) => labelChoice(state, unit, choice))).toEqual([
      ...row.labels,
      'stop and back out',
    ]);
    expect(answersTo(state, open).map((each) => each.replace(' (with a note)', ''))).toEqual(row.labels);
    expect(labelsInApp(state, unit)).toEqual([...row.labels].sort());
  });

  it('a key stands for one answer', () => {
    const keys = choicesWithKeys(state, unit).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('each is taken with a note, and refused without one exactly where one is asked for', () => {
    for (const { answer, needsNote } of offered) {
      const given = { question: open.id, answer, by: 'engineer' };
      expect(said(refuseAnswer(state, { ...given, note: 'known from the log' }))).toBeNull();
      expect(refuseAnswer(state, { ...given, note: null })).toEqual(
        needsNote === null ? null : { kind: 'note-missing', need: needsNote },
      );
    }
  });

  it('none is offered that no question about the step can offer', () => {
    const step = state.plan.steps[0];
    const possible = step ? remediesOfStep(step) : [];
    for (const { answer } of offered)
      expect(answer.to === 'unit' && possible.includes(answer.remedy)).toBe(true);
  });
});

function labelsInApp(state: RunState, unit: ReturnType<typeof ref>): readonly string[] {
  return choicesFor(state, unit, { backout: computeBackout(state), history: new Map() })
    .flatMap(({ choices }) => choices)
    .filter(({ choice }) => choice !== 'back-out')
    .map(({ label }) => `${label.charAt(0).toLowerCase()}${label.slice(1)}`)
    .sort();
}
