/** Asks the page whether the window may close. A page that says nothing, since it hangs or has crashed, is mute. */

export interface PageWord {
  ask(): Promise<'go' | 'stay' | 'mute'>;
  hear(word: 'asking' | 'go' | 'stay'): void;
}

/** A page says at once that it heard; a person may take longer. */
const MUTE_AFTER_MS = 5000;

export function createPageWord(put: () => void, muteAfterMs = MUTE_AFTER_MS): PageWord {
  let hear = (_word: 'asking' | 'go' | 'stay'): void => undefined;
  return {
    ask: () =>
      new Promise((resolve) => {
        const mute = setTimeout(() => resolve('mute'), muteAfterMs);
        hear = (word) => {
          clearTimeout(mute);
          if (word !== 'asking') resolve(word);
        };
        put();
      }),
    hear: (word) => hear(word),
  };
}
