/** Leaving in order: pages store what was typed, a run that is open is asked about, the engine ends. */
import type { RunActivity } from '#core/run/activity.ts';
import { isOpen } from './awake.ts';
import type { PageWord } from './page-word.ts';

export interface LeavingParts {
  /** The pages of all windows. */
  pages(): readonly PageWord[];
  runs(): readonly RunActivity[];
  /** True: end it under these runs. */
  confirmRuns(runs: readonly RunActivity[]): Promise<boolean>;
  /** True: close it although its page says nothing. */
  confirmMute(): Promise<boolean>;
  closeEngine(): Promise<void>;
  /** Writes down that the program ends in order, and where its windows are; once. */
  settle(): void;
  /** All is stored: ends the program. */
  end(): void;
}

export interface Leaving {
  /** A person quits, or closes the last window; every page and every open run may say no. */
  leave(): Promise<void>;
  /** A window closes and others stay. */
  mayClose(page: PageWord): Promise<boolean>;
  /** The system logs out, shuts down or ends the program: nobody is asked, what was typed is stored, and nothing is held up for long. */
  leaveWithSystem(): Promise<void>;
  /** The program is on its way out. */
  isLeaving(): boolean;
}

/** A page that has not stored what was typed by then has not; the system waits for a few seconds only. */
const LAST_WORD_MS = 1500;

export function createLeaving(parts: LeavingParts): Leaving {
  let state: 'here' | 'asking' | 'leaving' = 'here';

  async function mayClose(page: PageWord): Promise<boolean> {
    const word = await page.ask();
    return word === 'mute' ? await parts.confirmMute() : word === 'go';
  }

  async function maySo(): Promise<boolean> {
    for (const page of parts.pages()) if (!(await mayClose(page))) return false;
    const runs = parts.runs().filter(isOpen);
    return runs.length === 0 || (await parts.confirmRuns(runs));
  }

  async function end(): Promise<void> {
    state = 'leaving';
    await parts.closeEngine();
    parts.settle();
    parts.end();
  }

  return {
    mayClose,
    isLeaving: () => state === 'leaving',
    async leave() {
      if (state !== 'here') return;
      state = 'asking';
      const go = await maySo();
      // The system may have ended the question meanwhile.
      if (state !== 'asking') return;
      state = 'here';
      if (go) await end();
    },
    async leaveWithSystem() {
      if (state === 'leaving') return;
      state = 'leaving';
      // Nobody says how long this process has.
      parts.settle();
      await Promise.all(parts.pages().map((page) => page.askBriefly(LAST_WORD_MS)));
      await end();
    },
  };
}
