import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createStore } from 'zustand';
import type { RunState } from '#core/run/state.ts';
import { createClockState } from '#run/live/clock-state.ts';
import type { OpenRunStore } from '#run/live/run-store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const stateOf = (seq: number, questions: RunState['questions']) => ({ seq, questions }) as RunState;

function open() {
  const run = createStore<OpenRunStore>(
    () => ({ view: { state: stateOf(1, NONE) } }) as unknown as OpenRunStore,
  );
  const become = (state: RunState) => run.setState({ view: { state } } as Partial<OpenRunStore>);
  return { clock: createClockState(run), become };
}

const NONE = [] as unknown as RunState['questions'];
const ASKED = [{}] as unknown as RunState['questions'];

it('the state of the clock follows at most once a second, and is one for everybody who shows it', () => {
  const { clock, become } = open();
  const heard = [vi.fn(), vi.fn()];
  clock.subscribe(heard[0]!);
  become(stateOf(2, NONE));
  clock.subscribe(heard[1]!);
  expect(clock.get().seq).toBe(1);
  become(stateOf(3, NONE));
  vi.advanceTimersByTime(1000);
  expect(clock.get().seq).toBe(3);
  expect(heard.map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
});

it('a question has the figure of its own moment, on the clock as well', () => {
  const { clock, become } = open();
  const heard = vi.fn();
  clock.subscribe(heard);
  become(stateOf(2, NONE));
  become(stateOf(3, ASKED));
  expect([clock.get().seq, heard.mock.calls.length]).toEqual([3, 1]);
  vi.advanceTimersByTime(5000);
  expect(heard).toHaveBeenCalledTimes(1);
});

it('whoever comes after everybody has left sees the newest state', () => {
  const { clock, become } = open();
  clock.subscribe(() => undefined)();
  become(stateOf(7, NONE));
  expect(clock.get().seq).toBe(7);
});
