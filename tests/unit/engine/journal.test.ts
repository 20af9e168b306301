import { describe, expect, it } from 'vitest';
import type { RunEventBody, RunId } from '#core/run/events.ts';
import { createJournal, JournalClosed } from '#engine/journal.ts';
import type { Clock, RunStore } from '#engine/ports.ts';

/** A journal over commits that are only listed, and a clock that goes when it is told to. */
function openJournal(isAwaited: (events: readonly RunEventBody[]) => boolean) {
  let ms = 0;
  let waiting: { readonly at: number; readonly call: () => void }[] = [];
  const clock: Clock = {
    now: () => new Date(ms),
    monotonicMs: () => ms,
    after(delay, call) {
      const entry = { at: ms + delay, call };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
  };
  const commits: string[][] = [];
  const store = {
    append(_run: RunId, events: readonly RunEventBody[]) {
      commits.push(events.map(nameOf));
      return [];
    },
  } as unknown as RunStore;
  const journal = createJournal(
    'r' as RunId,
    { store, clock },
    {
      onCommitted: () => undefined,
      onBroken(error) {
        throw error;
      },
      wanted: (intents) => intents,
      foresee: isAwaited,
    },
  );
  return {
    journal,
    commits,
    pass(by: number) {
      ms += by;
      const due = waiting.filter(({ at }) => at <= ms);
      waiting = waiting.filter(({ at }) => at > ms);
      for (const { call } of due) call();
    },
  };
}

function nameOf(event: RunEventBody): string {
  return 'host' in event.data ? `${event.type} ${event.data.host}` : event.type;
}

function outcomeOf(host: string): RunEventBody {
  return { type: 'attemptFinished', data: { step: 's', host, attempt: 1 } } as unknown as RunEventBody;
}

const NOTE: RunEventBody = { type: 'noteAdded', data: { by: 'dana', text: 'x' } };

const isWaveOver = (events: readonly RunEventBody[]): boolean =>
  events.some((event) => nameOf(event).endsWith(' last'));

describe('outcomes', () => {
  it('that nothing waits for have one commit with the one that ends the wave', async () => {
    const { journal, commits, pass } = openJournal(isWaveOver);
    const recorded = [journal.add(outcomeOf('a'))];
    pass(0);
    recorded.push(journal.add(outcomeOf('b')));
    pass(5);
    expect(commits).toEqual([]);
    recorded.push(journal.add(outcomeOf('last')));
    pass(0);
    expect(commits).toEqual([['attemptFinished a', 'attemptFinished b', 'attemptFinished last']]);
    await Promise.all(recorded);
  });

  it('wait no longer than 20 ms, however many come meanwhile', async () => {
    const { journal, commits, pass } = openJournal(isWaveOver);
    void journal.add(outcomeOf('a'));
    pass(0);
    for (const host of ['b', 'c', 'd']) {
      void journal.add(outcomeOf(host));
      pass(6);
    }
    expect(commits).toEqual([]);
    pass(2);
    expect(commits).toEqual([['a', 'b', 'c', 'd'].map((host) => `attemptFinished ${host}`)]);
  });

  it('do not wait where anything else is to be recorded', () => {
    const { journal, commits, pass } = openJournal(() => false);
    void journal.add(outcomeOf('a'));
    pass(0);
    void journal.add(NOTE);
    pass(0);
    expect(commits).toEqual([['attemptFinished a', 'noteAdded']]);
  });

  it('that wait are recorded when the engine lets go of the run, and nothing is after that', async () => {
    const { journal, commits, pass } = openJournal(() => false);
    const recorded = journal.add(outcomeOf('a'));
    pass(0);
    journal.close();
    expect(commits).toEqual([['attemptFinished a']]);
    await recorded;
    const late = journal.add(outcomeOf('b'));
    pass(20);
    await expect(late).rejects.toBeInstanceOf(JournalClosed);
    expect(commits).toHaveLength(1);
  });
});
