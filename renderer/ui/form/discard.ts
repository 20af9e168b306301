/** One question for all that was typed and would be lost. */
import { createStore } from 'zustand';

interface DiscardState {
  /** Names what would be lost, such as `New host`; empty when nobody is asked. */
  readonly what: readonly string[];
  answer(discard: boolean): void;
}

let waiting: (discard: boolean) => void = () => undefined;

export const discardStore = createStore<DiscardState>((set) => ({
  what: [],
  answer(discard) {
    set({ what: [] });
    waiting(discard);
  },
}));

/** Whether a person lets it go; a question that still waits is answered with no. */
export function askDiscard(what: readonly string[]): Promise<boolean> {
  waiting(false);
  return new Promise((resolve) => {
    waiting = resolve;
    discardStore.setState({ what });
  });
}
