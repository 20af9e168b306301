/**
 * What the system hands over, at a start or at a second one: a release file (double click, drop on the icon) or a link
 * `holdpoint://…`. It waits until a page listens. A link only shows a page; one that is none of ours is told and goes nowhere.
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isLink, pageOfLink } from '#contract/page-path.ts';

const RELEASE_FILE = /\.(ya?ml|holdpoint)$/i;

type Handed =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'page'; readonly path: string }
  | { readonly kind: 'refused'; readonly link: string };

export interface HandedTo {
  /** A file waits: the page imports what `take` gives. */
  offerFile(): void;
  showPage(path: string): void;
  refuse(link: string): void;
}

export interface HandedOver {
  /** Looks for a file or a link among the words of a start, made in the folder `cwd`; false where there is none. */
  hand(argv: readonly string[], cwd: string): boolean;
  /** One file or link, as macOS names it. */
  handOne(word: string): void;
  /** A page listens now. */
  pageIsReady(): void;
  /** The file that waits, which from then on waits no longer; null when none does. */
  take(): string | null;
}

export function createHandedOver(to: HandedTo): HandedOver {
  let file: string | null = null;
  let waiting: Handed | null = null;
  let isReady = false;

  function pass(handed: Handed): void {
    if (handed.kind === 'file') {
      file = handed.path;
      to.offerFile();
    } else if (handed.kind === 'page') to.showPage(handed.path);
    else to.refuse(handed.link);
  }

  function receive(handed: Handed | null): boolean {
    if (handed === null) return false;
    if (isReady) pass(handed);
    else waiting = handed;
    return true;
  }

  return {
    hand: (argv, cwd) => receive(handedIn(argv, cwd)),
    handOne: (word) => void receive(handedIn(['', word], '/')),
    pageIsReady() {
      isReady = true;
      const waited = waiting;
      waiting = null;
      if (waited) pass(waited);
    },
    take() {
      const taken = file;
      file = null;
      return taken;
    },
  };
}

/** The first word is the program. */
function handedIn(argv: readonly string[], cwd: string): Handed | null {
  const words = argv.slice(1);
  const link = words.find(isLink);
  if (link !== undefined) {
    const path = pageOfLink(link);
    return path === null ? { kind: 'refused', link } : { kind: 'page', path };
  }
  const named = words.find((word) => !word.startsWith('-') && RELEASE_FILE.test(word));
  if (named === undefined) return null;
  const path = pathOf(named, cwd);
  if (path === null) return null;
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? { kind: 'file', path } : null;
}

/** Linux desktops name a file by its address. */
function pathOf(word: string, cwd: string): string | null {
  if (!word.startsWith('file:')) return resolve(cwd, word);
  try {
    return fileURLToPath(word);
  } catch {
    return null;
  }
}
