import { expect, it } from 'vitest';
import type { News } from '#contract/api.ts';
import type { Clock } from '#engine/ports.ts';
import { createActivityNews } from '#worker/activity-news.ts';
import { answerNextOpen, begun } from '../run/deciding.ts';

/** A clock whose timers go off when told to. */
function setUp() {
  const timers = new Set<() => void>();
  const clock = {
    after: (_ms: number, callback: () => void) => {
      timers.add(callback);
      return () => timers.delete(callback);
    },
  } as unknown as Clock;
  const told: News[] = [];
  const news = createActivityNews(clock, (each) => told.push(each));
  const pass = (): void => {
    for (const timer of [...timers]) {
      timers.delete(timer);
      timer();
    }
  };
  const runs = () => told.map((each) => each.kind === 'activity' && each.runs.map((run) => run.finished));
  return { news, pass, runs };
}

it('tells many changes once, and nothing where nothing of it has changed', () => {
  const { news, pass, runs } = setUp();
  const log = begun({ id: 'one' });
  news.changed(log.state());
  news.changed(log.run('one', 'a').state());
  expect(runs()).toEqual([]);
  pass();
  expect(runs()).toEqual([[1]]);
  log.add({ type: 'noteAdded', data: { by: 'engineer', text: 'so far' } });
  news.changed(log.state());
  pass();
  expect(runs()).toEqual([[1]]);
});

it('tells a run that has ended once with its end, then no more', () => {
  const { news, pass, runs } = setUp();
  const log = begun({ id: 'one' });
  news.changed(log.state());
  pass();
  news.ended(log.run('one', 'a').run('one', 'b').state(), null);
  pass();
  expect(runs()).toEqual([[0], [2], []]);
});

it('tells at once that a person is asked, and that nobody is any more', () => {
  const { news, pass, runs } = setUp();
  const log = begun({ id: 'one' });
  news.changed(log.state());
  pass();
  log.run('one', 'a', 'failed').run('one', 'b');
  answerNextOpen(log);
  news.changed(log.state());
  expect(runs()).toEqual([[0], [2]]);
  const [asked = ''] = log.state().questions.keys();
  log.answer(asked, { to: 'unit', remedy: 'skip' }, 'engineer', 'not needed');
  news.changed(log.state());
  expect(runs()).toHaveLength(3);
});
