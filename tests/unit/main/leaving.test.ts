import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunActivity } from '#core/run/activity.ts';
import { createLeaving } from '#main/leaving.ts';
import { createPageWord, type PageWord } from '#main/page-word.ts';
import { running } from './runs-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function page(word: 'go' | 'stay' | null): PageWord {
  const made: PageWord = createPageWord(() => {
    if (word !== null) made.hear(word);
  });
  return made;
}

interface Played {
  readonly pages?: readonly PageWord[];
  readonly runs?: readonly RunActivity[];
  readonly says?: boolean | Promise<boolean>;
}

function setUp({ pages = [page('go')], runs = [], says = true }: Played) {
  const done: string[] = [];
  const askedOf: (readonly RunActivity[])[] = [];
  const leaving = createLeaving({
    pages: () => pages,
    runs: () => runs,
    confirmRuns: async (of) => {
      askedOf.push(of);
      return await says;
    },
    confirmMute: () => Promise.resolve(false),
    closeEngine: async () => void done.push('engine closed'),
    settle() {
      if (!done.includes('settled')) done.push('settled');
    },
    end: () => void done.push('ended'),
  });
  return { leaving, done, askedOf };
}

const ENDED = ['engine closed', 'settled', 'ended'];
/** The system may end the program at any time from the first moment on. */
const ENDED_BY_SYSTEM = ['settled', 'engine closed', 'ended'];

describe('quitting', () => {
  it('closes the engine, then the program, where nothing is under way', async () => {
    const { leaving, done, askedOf } = setUp({});
    await leaving.leave();
    expect([done, askedOf, leaving.isLeaving()]).toEqual([ENDED, [], true]);
  });

  it('asks about every run that is open, those that wait too, and stays if a person says so', async () => {
    const runs = [
      running(),
      running({ questions: 1 }),
      running({ outcome: 'succeeded' }),
      running({ brokenBy: 'The disk is full.' }),
    ];
    const { leaving, done, askedOf } = setUp({ runs, says: false });
    await leaving.leave();
    expect([done, askedOf.map((of) => of.length), leaving.isLeaving()]).toEqual([[], [2], false]);
    await leaving.leave();
    expect(askedOf).toHaveLength(2);
  });

  it('stays where one page of several says so, or says nothing', async () => {
    const stays = setUp({ pages: [page('go'), page('stay')] });
    await stays.leaving.leave();
    expect(stays.done).toEqual([]);
    const mute = setUp({ pages: [page(null)] });
    const left = mute.leaving.leave();
    await vi.advanceTimersByTimeAsync(5000);
    await left;
    expect(mute.done).toEqual([]);
  });
});

describe('a logout or shutdown of the system', () => {
  it('asks nobody, gives pages a moment to store what was typed, and ends', async () => {
    const { leaving, done, askedOf } = setUp({ pages: [page('stay'), page(null)], runs: [running()] });
    const left = leaving.leaveWithSystem();
    await vi.advanceTimersByTimeAsync(1000);
    expect(done).toEqual(['settled']);
    await vi.advanceTimersByTimeAsync(1000);
    await left;
    expect([done, askedOf]).toEqual([ENDED_BY_SYSTEM, []]);
  });

  it('ends the program although a person has not answered yet', async () => {
    let answer: (says: boolean) => void = () => undefined;
    const says = new Promise<boolean>((resolve) => {
      answer = resolve;
    });
    const { leaving, done } = setUp({ runs: [running()], says });
    const asking = leaving.leave();
    await vi.advanceTimersByTimeAsync(0);
    await leaving.leaveWithSystem();
    expect(done).toEqual(ENDED_BY_SYSTEM);
    answer(false);
    await asking;
    expect([done, leaving.isLeaving()]).toEqual([ENDED_BY_SYSTEM, true]);
  });

  it('waits for no page whose process has ended', async () => {
    const gone = page(null);
    const { leaving, done } = setUp({ pages: [gone] });
    const left = leaving.leaveWithSystem();
    gone.gone();
    await left;
    expect(done).toEqual(ENDED_BY_SYSTEM);
  });
});
