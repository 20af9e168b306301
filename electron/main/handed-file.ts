/** A release file that the system hands over, by a double click or at a second start. It waits until the page takes it. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';

const RELEASE_FILE = /\.(ya?ml|holdpoint)$/i;

export interface HandedFile {
  /** Looks for a release file among the words of a start, made in the folder `cwd`. */
  hand(argv: readonly string[], cwd: string): void;
  /** The page listens now. */
  pageIsReady(): void;
  /** The file that waits, which from then on waits no longer; null when none does. */
  take(): string | null;
}

/** `offer` asks the page to take what waits. */
export function createHandedFile(offer: () => void): HandedFile {
  let waiting: string | null = null;
  let isReady = false;
  return {
    hand(argv, cwd) {
      waiting = releaseFileIn(argv, cwd) ?? waiting;
      if (waiting !== null && isReady) offer();
    },
    pageIsReady() {
      if (waiting !== null && !isReady) offer();
      isReady = true;
    },
    take() {
      const taken = waiting;
      waiting = null;
      return taken;
    },
  };
}

/** The first word is the program. */
function releaseFileIn(argv: readonly string[], cwd: string): string | null {
  const named = argv.slice(1).find((word) => !word.startsWith('-') && RELEASE_FILE.test(word));
  if (named === undefined) return null;
  const path = resolve(cwd, named);
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? path : null;
}
