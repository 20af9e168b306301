import { expect, it } from 'vitest';
import { activityOf } from '#core/run/activity.ts';
import { answerNextOpen, begun } from './deciding.ts';
import { AT, MANUAL, ref } from './run-fixture.ts';

it('counts what is over and what runs, apart by whether its host keeps a record', () => {
  const log = begun({ id: 'one' }, { id: 'two' });
  log.run('one', 'a').intend('one', 'b');
  expect(activityOf(log.state())).toMatchObject({
    releaseName: 'Shop',
    total: 4,
    finished: 1,
    running: { tracked: 0, attached: 1 },
    questions: 0,
    newest: null,
    outcome: null,
    brokenBy: null,
  });
});

it('names the question that was asked last, by its step', () => {
  const log = begun({ id: 'call', hosts: null, task: MANUAL });
  answerNextOpen(log);
  const { questions, newest } = activityOf(log.state());
  expect([questions, newest?.title, newest?.unit, newest?.askedAt]).toEqual([
    1,
    'Title of call',
    ref('call'),
    AT,
  ]);
});
