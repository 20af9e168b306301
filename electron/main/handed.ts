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
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'page'; readonly path: string }
  | { readonly kind: 'refused'; readonly link: string };

export interface HandedTo {
  /** A file waits: the page imports what `take` gives. Said once for each. */
  offerFile(): void;
  showPage(path: string): void;
  refuse(link: string): void;
  /** A release file was named that is not there, or is no file. */
  miss(path: string): void;
}

export interface HandedOver {
  /** Looks for a file or a link among the words of a start, made in the folder `cwd`; false where there is none. */
  hand(argv: readonly string[], cwd: string): boolean;
  /** One file or link, as macOS names it. */
  handOne(word: string): void;
  /** A page listens now. */
  pageIsReady(): void;
  /** The file that has waited longest, which from then on waits no longer; null when none does. */
  take(): string | null;
}

export function createHandedOver(to: HandedTo): HandedOver {
  /** Offered, and not taken yet. */
  const files: string[] = [];
  const waiting: Handed[] = [];
  let isReady = false;

  function pass(handed: Handed): void {
    switch (handed.kind) {
      case 'file':
        files.push(handed.path);
        to.offerFile();
        break;
      case 'missing':
        to.miss(handed.path);
        break;
      case 'page':
        to.showPage(handed.path);
        break;
      case 'refused':
        to.refuse(handed.link);
        break;
    }
  }

  function receive(handed: readonly Handed[]): boolean {
    if (isReady) handed.forEach(pass);
    else waiting.push(...handed);
    return handed.length > 0;
  }

  return {
    hand: (argv, cwd) => receive(handedIn(argv, cwd)),
    handOne: (word) => void receive(handedIn(['', word], '/')),
    pageIsReady() {
      isReady = true;
      waiting.splice(0).forEach(pass);
    },
    take: () => files.shift() ?? null,
  };
}

/** The first word is the program. A link stands alone; of files there may be several. */
function handedIn(argv: readonly string[], cwd: string): readonly Handed[] {
  const words = argv.slice(1);
  const link = words.find(isLink);
  if (link !== undefined) {
    const path = pageOfLink(link);
    return [path === null ? { kind: 'refused', link } : { kind: 'page', path }];
  }
  return words.filter((word) => !word.startsWith('-')).flatMap((word) => fileIn(word, cwd));
}

/** Whatever file a person opens with Holdpoint is one; of what is not there, what is called as a release is. */
function fileIn(word: string, cwd: string): readonly Handed[] {
  const path = pathOf(word, cwd);
  if (path !== null && isFile(path)) return [{ kind: 'file', path }];
  return RELEASE_FILE.test(word) ? [{ kind: 'missing', path: path ?? word }] : [];
}

/** What the system refuses to look at is none. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
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
