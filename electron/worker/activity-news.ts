/** Tells the desktop how far the runs of this process are, when that has changed and not too often, and at once what they ask. */
import type { News } from '#contract/api.ts';
import { activityOf, type RunActivity } from '#core/run/activity.ts';
import type { RunId } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import type { Clock } from '#engine/ports.ts';

const EVERY_MS = 300;

export function createActivityNews(clock: Clock, tell: (news: News) => void) {
  const states = new Map<RunId, RunState>();
  let told = '[]';
  let isWaiting = false;

  function send(runs: readonly RunActivity[]): void {
    const text = JSON.stringify(runs);
    if (text === told) return;
    told = text;
    tell({ kind: 'activity', runs });
  }
  const now = (): RunActivity[] => [...states.values()].map((state) => activityOf(state));

  return {
    changed(state: RunState): void {
      const asked = askedIn(states.get(state.header.run));
      states.set(state.header.run, state);
      if (askedIn(state) !== asked) send(now());
      if (isWaiting) return;
      isWaiting = true;
      clock.after(EVERY_MS, () => {
        isWaiting = false;
        send(now());
      });
    },
    /** Told once more with its end, then no more. */
    ended(state: RunState, brokenBy: string | null): void {
      states.delete(state.header.run);
      send([...now(), activityOf(state, brokenBy)]);
      send(now());
    },
  };
}

function askedIn(state: RunState | undefined): string {
  return [...(state?.questions.keys() ?? [])].join(' ');
}
