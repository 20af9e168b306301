import { expect, it } from 'vitest';
import { operatorIn, operatorOf } from '#core/run/operator.ts';
import { createLog, planOf } from './run-fixture.ts';

it('names whoever resumed the run last, also where that is who began it', () => {
  const log = createLog(planOf([{ id: 'work', hosts: ['web1'] }])).begin();
  const named = (): readonly string[] => {
    const state = log.state();
    return [operatorOf(state), operatorIn(state.header, log.events)];
  };
  expect(named()).toEqual(['engineer', 'engineer']);
  log.add({ type: 'runResumed', data: { by: 'manager', inFlight: [] } });
  expect(named()).toEqual(['manager', 'manager']);
  log.add({ type: 'runResumed', data: { by: 'engineer', inFlight: [] } });
  expect(named()).toEqual(['engineer', 'engineer']);
  expect(log.state().operators).toEqual(['manager', 'engineer']);
});
