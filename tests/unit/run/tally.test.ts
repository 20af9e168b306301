import { expect, it } from 'vitest';
import { countStates, tallyRun } from '#core/run/tally.ts';
import { createLog, planOf, ref } from './run-fixture.ts';

it('counts the units of a run by state, what has not begun first, and names those that run and the bad ones', () => {
  const log = createLog(planOf([{ id: 'one', hosts: ['a', 'b', 'c', 'd'] }])).begin();
  const { state } = log.run('one', 'b', 'unreachable').intend('one', 'a').run('one', 'd');
  expect(countStates(state())).toEqual([
    ['waiting', 1],
    ['intent', 1],
    ['ok', 1],
    ['unreachable', 1],
  ]);
  const { total, bad, inFlight } = tallyRun(state());
  expect([total, bad.map((unit) => unit.ref), inFlight.map((unit) => unit.ref)]).toEqual([
    4,
    [ref('one', 'b')],
    [ref('one', 'a')],
  ]);
});
