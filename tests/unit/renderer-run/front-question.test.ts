/** Which question stands in front, and when it makes room for the next one. */
import { expect, it } from 'vitest';
import type { Decision, OpenQuestion, RunState } from '#core/run/state.ts';
import { describeClosed } from '#core/words/run/label-decision.ts';
import { frontAfter } from '#run/decision/use-front-question.ts';

const question = (id: string, releasedBy: readonly string[] = []): OpenQuestion =>
  ({ id, releasedBy }) as OpenQuestion;
const [FIRST, SECOND] = [question('first'), question('second')];
const answerBy = (by: string): Decision =>
  ({ by, decided: { kind: 'answered', question: 'first' } }) as unknown as Decision;
const DONE = answerBy('eva');
const quiet = {
  decisions: [],
  header: {} as RunState['header'],
  closing: new Map<string, string | null>(),
};
const withSecond = { ...quiet, questions: [SECOND] };
const NEXT = { front: SECOND, closed: null };

it('is the first that is open, and stays while others come', () => {
  expect(frontAfter(null, { ...quiet, questions: [FIRST, SECOND] }).front).toBe(FIRST);
  expect(frontAfter(FIRST, { ...quiet, questions: [SECOND, FIRST] })).toEqual({ front: FIRST, closed: null });
});

it('stays once it was answered elsewhere, and says by whom', () => {
  const found = frontAfter(FIRST, { ...withSecond, decisions: [DONE] });
  expect(found).toEqual({ front: FIRST, closed: { decision: DONE } });
});

it('stays where it was closed without an answer and another one would come under the pointer', () => {
  const { front, closed } = frontAfter(FIRST, withSecond);
  expect([front, closed]).toEqual([FIRST, { decision: null }]);
  expect(describeClosed(closed?.decision ?? null)).toBe(
    'This question was closed: it needs no answer any more',
  );
});

it('goes where nothing else is asked', () => {
  expect(frontAfter(FIRST, { ...quiet, questions: [] })).toEqual({ front: null, closed: null });
});

it('makes room at once for what the person here answered, or closed by asking for something else', () => {
  const answered = { ...withSecond, decisions: [DONE], closing: new Map([['first', 'eva']]) };
  expect(frontAfter(FIRST, answered)).toEqual(NEXT);
  expect(frontAfter(FIRST, { ...withSecond, closing: new Map([['first', null]]) })).toEqual(NEXT);
});

it('stays where another one answered first what was answered or stopped from here', () => {
  const closed = { front: FIRST, closed: { decision: DONE } };
  for (const by of ['max', null])
    expect(
      frontAfter(FIRST, { ...withSecond, decisions: [DONE], closing: new Map([['first', by]]) }),
    ).toEqual(closed);
});

it('stays where a hold point that was released once from here is completed, or closed, elsewhere', () => {
  const released = question('first', ['eva']);
  const here = { ...withSecond, closing: new Map([['first', 'eva']]) };
  const completed = answerBy('max');
  expect(frontAfter(released, { ...here, decisions: [DONE, completed] })).toEqual({
    front: released,
    closed: { decision: completed },
  });
  expect(frontAfter(released, { ...here, decisions: [DONE] })).toEqual({
    front: released,
    closed: { decision: null },
  });
  const completedHere = { ...withSecond, decisions: [DONE, completed], closing: new Map([['first', 'max']]) };
  expect(frontAfter(released, completedHere)).toEqual(NEXT);
});
