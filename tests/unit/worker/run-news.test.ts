import { describe, expect, it } from 'vitest';
import type { News } from '#contract/api.ts';
import type { RunEvent, RunId } from '#core/run/events.ts';
import type { Clock } from '#engine/ports.ts';
import { createRunNews } from '#worker/run-news.ts';

const RUN = 'r-1' as RunId;

function note(seq: number, run = RUN): RunEvent {
  return { type: 'noteAdded', data: { by: 'Ada', text: `${seq}` }, run, seq, at: '2026-11-21T02:40:00.000Z' };
}

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
  const news = createRunNews({
    clock,
    tell: (each) => told.push(each),
    hashOf: (run, seq) => `${run} ${seq}`,
  });
  const frame = (): void => {
    for (const timer of [...timers]) {
      timers.delete(timer);
      timer();
    }
  };
  return { news, told, frame, timers };
}

describe('news of runs', () => {
  it('are one message a frame for each run, with the head of what they bring', () => {
    const { news, told, frame } = setUp();
    for (let seq = 1; seq <= 500; seq += 1) news.add([note(seq)]);
    news.add([note(1, 'r-2' as RunId)]);
    expect(told).toEqual([]);
    frame();
    expect(
      told.map((each) => each.kind === 'runEvents' && [each.run, each.events.length, each.head]),
    ).toEqual([
      [RUN, 500, 'r-1 500'],
      ['r-2', 1, 'r-2 1'],
    ]);
    news.add([note(501)]);
    frame();
    expect(told).toHaveLength(3);
  });

  it('are told at once where other news would overtake them, and not twice', () => {
    const { news, told, frame, timers } = setUp();
    news.add([note(1)]);
    news.flush();
    expect([told.length, timers.size]).toEqual([1, 0]);
    frame();
    expect(told).toHaveLength(1);
  });
});

describe('news of how far a run has come with its hosts', () => {
  const seen = (done: number) => ({ during: 'preflight' as const, done, of: 3, waitingFor: [], leased: [] });

  it('are the newest only, and a page that opens later can ask for it', () => {
    const { news, told, frame } = setUp();
    news.progressed(RUN, seen(1));
    news.progressed(RUN, seen(2));
    expect([told, news.progressOf(RUN)]).toEqual([[], seen(2)]);
    frame();
    expect(told).toEqual([{ kind: 'progress', run: RUN, progress: seen(2) }]);
    frame();
    expect(told).toHaveLength(1);
  });

  it('are none once preflight is over', () => {
    const { news, told, frame } = setUp();
    news.progressed(RUN, seen(3));
    const data = { passed: true, hosts: [], problems: [] };
    news.add([{ type: 'preflightFinished', data, run: RUN, seq: 2, at: '2026-11-21T02:40:00.000Z' }]);
    frame();
    expect(told.map(({ kind }) => kind)).toEqual(['runEvents']);
    expect(news.progressOf(RUN)).toBeNull();
  });
});
