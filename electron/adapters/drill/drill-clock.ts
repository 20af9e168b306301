/** The clock of a drill: it stands still while something happens, and then goes on to what comes next. */
import type { Clock } from '#engine/ports.ts';

export interface DrillClock extends Clock {
  /** Lets time pass until the work is done; false where it waits for something that no time brings. */
  play(work: Promise<unknown>): Promise<boolean>;
  /** The same clock for a program that can be cut off: behind that none of its alarms rings. */
  forProgram(): { readonly clock: Clock; cut(): void };
}

interface Alarm {
  readonly atMs: number;
  /** Of two at one moment, the one that was set first rings first. */
  readonly order: number;
  isOff: boolean;
  readonly ring: () => void;
}

export function createDrillClock(startsAt: Date): DrillClock {
  const alarms: Alarm[] = [];
  let ms = 0;
  let order = 0;

  function after(delayMs: number, ring: () => void): () => void {
    order += 1;
    const alarm: Alarm = { atMs: ms + Math.max(0, delayMs), order, isOff: false, ring };
    push(alarms, alarm);
    return () => {
      alarm.isOff = true;
    };
  }

  /** False where no alarm is set. */
  function ringNext(): boolean {
    let next = pop(alarms);
    while (next?.isOff) next = pop(alarms);
    if (next === undefined) return false;
    ms = next.atMs;
    next.ring();
    return true;
  }

  const clock: Clock = {
    now: () => new Date(startsAt.getTime() + ms),
    monotonicMs: () => ms,
    after,
  };
  return {
    ...clock,
    async play(work) {
      let isDone = false;
      const done = (): void => {
        isDone = true;
      };
      work.then(done, done);
      for (;;) {
        await settled();
        if (isDone) return true;
        if (!ringNext()) return false;
      }
    },
    forProgram() {
      let isCut = false;
      return {
        clock: {
          ...clock,
          after: (delayMs, ring) => (isCut ? () => undefined : after(delayMs, () => isCut || ring())),
        },
        cut() {
          isCut = true;
        },
      };
    },
  };
}

/** Everything has happened that needs no time: promises are all kept before the next turn of the loop. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function isBefore(a: Alarm, b: Alarm): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

/** A binary heap: the one that rings next is the first. */
function push(heap: Alarm[], alarm: Alarm): void {
  let at = heap.push(alarm) - 1;
  while (at > 0) {
    const up = (at - 1) >> 1;
    const above = heap[up];
    if (above === undefined || !isBefore(alarm, above)) break;
    heap[at] = above;
    at = up;
  }
  heap[at] = alarm;
}

function pop(heap: Alarm[]): Alarm | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const child = smallerChild(heap, at);
    const below = heap[child];
    if (below === undefined || !isBefore(below, last)) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
  return first;
}

function smallerChild(heap: readonly Alarm[], at: number): number {
  const left = 2 * at + 1;
  const [a, b] = [heap[left], heap[left + 1]];
  return a !== undefined && b !== undefined && isBefore(b, a) ? left + 1 : left;
}
