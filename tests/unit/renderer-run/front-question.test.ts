/** Which question stands in front, and when it makes room for the next one. */
import { expect, it } from 'vitest';
import type { Decision, OpenQuestion } from '#core/run/state.ts';
import { describeClosed } from '#core/words/label-decision.ts';
import { frontAfter } from '#run/decision/use-front-question.ts';

const question = (id: string): OpenQuestion => ({ id }) as OpenQuestion;
const [FIRST, SECOND] = [question('first'), question('second')];
const DONE = {
  by: 'eva',
  decided: { kind: 'answered', question: 'first', answer: { to: 'manual', done: true, items: [] } },
} as unknown as Decision;
const quiet = { decisions: [], answered: new Set<string>(), isAsking: false };
const atFirst = { open: FIRST, hasAsked: false };
const withSecond = { ...quiet, questions: [SECOND] };

it('is the first that is open, and stays while others come', () => {
  expect(frontAfter(null, { ...quiet, questions: [FIRST, SECOND] }).front).toEqual(atFirst);
  expect(frontAfter(atFirst, { ...quiet, questions: [SECOND, FIRST] })).toEqual({
    front: atFirst,
    closed: null,
  });
});

it('stays once it was answered elsewhere, and says by whom', () => {
  const found = frontAfter(atFirst, { ...withSecond, decisions: [DONE] });
  expect(found).toEqual({ front: atFirst, closed: { decision: DONE } });
});

it('stays where it was closed without an answer and another one would come under the pointer', () => {
  const { front, closed } = frontAfter(atFirst, withSecond);
  expect([front, closed]).toEqual([atFirst, { decision: null }]);
  expect(describeClosed(closed?.decision ?? null)).toBe(
    'This question was closed: it needs no answer any more',
  );
});

it('goes where nothing else is asked', () => {
  expect(frontAfter(atFirst, { ...quiet, questions: [] })).toEqual({ front: null, closed: null });
});

it('makes room at once for what the person here answered, or closed by asking for something else', () => {
  const next = { front: { open: SECOND, hasAsked: false }, closed: null };
  expect(frontAfter(atFirst, { ...withSecond, answered: new Set(['first']) })).toEqual(next);
  const { front } = frontAfter(atFirst, { ...quiet, questions: [FIRST, SECOND], isAsking: true });
  expect(frontAfter(front, withSecond)).toEqual(next);
});
