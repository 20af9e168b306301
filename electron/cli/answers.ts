/** The answers file: what to say to the questions of a run when nobody sits at the terminal. */
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { readText } from '#adapters/files/read-text.ts';
import { releaseStepOf } from '#core/plan/executor.ts';
import type { Answer, Question, Remedy, Verdict } from '#core/run/events.ts';
import { type GivenAnswer, remediesFor } from '#core/run/may-answer.ts';
import type { AskedCause } from '#core/run/reasons.ts';
import { type OpenQuestion, type RunState, stepOf } from '#core/run/state.ts';
import { type Asked, answerProblems } from './check-answers.ts';
import { CliFailure } from './failure.ts';
import { whyUnreadable } from './release-file.ts';
import { type Said, said } from './said.ts';

const MAX_ANSWERS_BYTES = 1024 * 1024;

export type AnswerBy = Omit<GivenAnswer, 'question'>;

/** What is said to a question; null where nothing is. A hold point may get several answers. */
export interface Answerer {
  answersTo(open: OpenQuestion, state: RunState): readonly AnswerBy[] | null;
}

/** The answers of a file, compared with what will be asked; null: nobody knows yet what that is. */
export async function readAnswers(path: string, operator: string, asked: Asked | null): Promise<Answerer> {
  const parsed = z.record(z.string(), said).safeParse(await readYaml(path));
  if (!parsed.success) {
    const places = parsed.error.issues.map(
      (issue) =>
        `${issue.path.join('.') || 'the file'}: ${issue.path.length === 0 ? issue.message : 'answer done, {items: all}, {released_by: [person], note: text}, retry, {skip: reason}, exclude, continue, stop, recheck, check, begin, begin_rest, {settle: done|failed|not_run, note: text}, and to the decision on a verification success, back_out or {leave: reason}'}`,
    );
    throw new CliFailure('answers-invalid', `${path}: ${[...new Set(places)].join('; ')}`);
  }
  const answers = new Map(Object.entries(parsed.data));
  const problems = asked === null ? [] : answerProblems(answers, asked);
  if (problems.length > 0) throw new CliFailure('answers-invalid', `${path}: ${problems.join('; ')}`);
  return createAnswerer(answers, operator);
}

async function readYaml(path: string): Promise<unknown> {
  try {
    return parse(await readText(path, MAX_ANSWERS_BYTES), { maxAliasCount: 0 });
  } catch (error) {
    const words = error instanceof YAMLParseError ? error.message.split('\n')[0] : whyUnreadable(error);
    throw new CliFailure('answers-invalid', `${path}: ${words}`);
  }
}

/** Said once to each unit: a file would say it for ever. */
const ONCE: ReadonlySet<unknown> = new Set(['retry', 'recheck', 'check']);

function createAnswerer(answers: ReadonlyMap<string, Said>, operator: string): Answerer {
  const saidTo = new Set<string>();
  return {
    answersTo(open, state) {
      const { question } = open;
      let refused: readonly AnswerBy[] | null = null;
      const isVerdict = question.about === 'verdict';
      const unit = `${question.unit.step}@${question.unit.host ?? ''}`;
      const { step } = question.unit;
      const names = isVerdict ? ['verdict'] : [step, releaseStepOf(stepOf(state.plan, step))];
      for (const given of [...new Set([...names, 'default'])].map((name) => answers.get(name))) {
        const found = given === undefined ? null : translate(question, given, operator);
        const once = ONCE.has(given) ? `${JSON.stringify(given)} ${unit}` : null;
        if (!found || (once !== null && saidTo.has(once))) continue;
        if (once !== null) saidTo.add(once);
        if (found.every(({ answer }) => isOffered(state, open, answer))) return found;
        refused ??= found;
      }
      return refused;
    },
  };
}

/** Of what is offered about a bad unit; every other question takes what the file can say to it. */
function isOffered(state: RunState, { question }: OpenQuestion, answer: Answer): boolean {
  return answer.to !== 'unit' || remediesFor(state, question.unit).includes(answer.remedy);
}

function translate(question: Question, given: Said, operator: string): readonly AnswerBy[] | null {
  switch (question.about) {
    case 'unit':
      return remedyFor(given, question.unit.host === null, operator);
    case 'manual':
    case 'notify':
      return confirmation(question, given, operator);
    case 'hold':
      if (typeof given === 'string' || !('released_by' in given)) return null;
      return given.released_by.map((by) => ({
        answer: { to: 'hold', release: true },
        by,
        note: given.note ?? null,
      }));
    case 'batch':
      if (given === 'stop') return [{ answer: { to: 'batch', continue: false }, by: operator, note: null }];
      if (typeof given === 'object' && 'released_by' in given)
        return [
          {
            answer: { to: 'batch', continue: true },
            by: given.released_by[0] ?? operator,
            note: given.note ?? null,
          },
        ];
      return given === 'done' || given === 'continue'
        ? [{ answer: { to: 'batch', continue: true }, by: operator, note: null }]
        : null;
    case 'step': {
      const go = given === 'begin' ? 'step' : given === 'begin_rest' ? 'rest' : null;
      return go && [{ answer: { to: 'step', go }, by: operator, note: null }];
    }
    case 'verdict':
      return verdictFor(question, given, operator);
  }
}

/** `success` says that every criterion is met. */
function verdictFor(
  { criteria }: Extract<Question, { about: 'verdict' }>,
  given: Said,
  operator: string,
): readonly AnswerBy[] | null {
  const verdict = (name: Verdict, note: string | null = null) => [
    {
      answer: { to: 'verdict', verdict: name, ...(name === 'success' && { met: criteria }) } as const,
      by: operator,
      note,
    },
  ];
  if (typeof given === 'object') return 'leave' in given ? verdict('leave', given.leave) : null;
  if (given === 'back_out') return verdict('back-out');
  return given === 'success' || given === 'done' ? verdict('success') : null;
}

function confirmation(question: Question, given: Said, operator: string): readonly AnswerBy[] | null {
  const to = question.about === 'notify' ? 'notify' : 'manual';
  const items = question.about === 'manual' ? question.items : [];
  if (given === 'done') return [{ answer: { to, done: true, items: [] }, by: operator, note: null }];
  if (typeof given === 'string' || !('items' in given)) return null;
  return [
    {
      answer: { to, done: true, items: given.items === 'all' ? items : given.items },
      by: operator,
      note: given.note ?? null,
    },
  ];
}

function remedyFor(given: Said, hostless: boolean, operator: string): readonly AnswerBy[] | null {
  const remedy = (name: Remedy, note: string | null = null) => [
    { answer: { to: 'unit', remedy: name } as const, by: operator, note },
  ];
  const because = (name: Remedy, cause: AskedCause) => remedy(name).map((said) => ({ ...said, cause }));
  if (typeof given === 'object' && 'settle' in given) return remedy(SETTLE[given.settle], given.note);
  if (typeof given === 'object') return 'skip' in given ? remedy('skip', given.skip) : null;
  switch (given) {
    case 'retry':
      return because(given, 'answers-file');
    case 'exclude':
    case 'stop':
    case 'recheck':
    case 'check':
      return remedy(given);
    case 'continue':
      return hostless ? because('skip', 'told-to-continue') : because('exclude', 'told-to-continue');
    case 'done':
    case 'begin':
    case 'begin_rest':
    case 'success':
    case 'back_out':
      return null;
  }
}

const SETTLE = { done: 'settle-done', failed: 'settle-failed', not_run: 'settle-not-run' } as const;

/** `--on-failure`: the same word for every unit that fails, before anything else is asked. */
export function withOnFailure(rest: Answerer | null, word: 'stop' | 'continue', operator: string): Answerer {
  return {
    answersTo(open, state) {
      if (open.question.about === 'unit') return remedyFor(word, open.question.unit.host === null, operator);
      return rest?.answersTo(open, state) ?? null;
    },
  };
}
