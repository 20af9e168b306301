/** Asks the page whether the window may close. A page that says nothing, since it hangs or has crashed, is mute. */

export interface PageWord {
  ask(): Promise<'go' | 'stay' | 'mute'>;
  /** Gives the page this long to store what was typed, whatever it says. */
  askBriefly(ms: number): Promise<void>;
  hear(word: 'asking' | 'go' | 'stay'): void;
  /** Its process has ended: it says nothing more. */
  gone(): void;
}

/** A page says at once that it heard; a person may take longer. */
const MUTE_AFTER_MS = 5000;

export function createPageWord(put: () => void, muteAfterMs = MUTE_AFTER_MS): PageWord {
  let hear = (_word: 'asking' | 'go' | 'stay'): void => undefined;
  let gone = (): void => undefined;
  return {
    ask: () =>
      new Promise((resolve) => {
        const mute = setTimeout(() => resolve('mute'), muteAfterMs);
        gone = () => resolve('mute');
        hear = (word) => {
          clearTimeout(mute);
          if (word !== 'asking') resolve(word);
        };
        put();
      }),
    askBriefly: (ms) =>
      new Promise((resolve) => {
        const late = setTimeout(resolve, ms);
        gone = resolve;
        hear = (word) => {
          if (word === 'asking') return;
          clearTimeout(late);
          resolve();
        };
        put();
      }),
    hear: (word) => hear(word),
    gone: () => gone(),
  };
}
