/** What is true of a vault wherever it is looked at: its names, its limits, and what a reader may know of it without its values. */
import type { SecretReference } from './references.ts';

export const LEAST_PASSPHRASE = 12;
export const MOST_ENTRIES = 1000;
/** Of one value, as UTF-8. */
export const MOST_VALUE_BYTES = 64 * 1024;

const ENTRY_NAME = /^[A-Za-z0-9][A-Za-z0-9_.@/-]{0,99}$/;

/** Of an entry of the vault or of the keychain. */
export function isEntryName(name: string): boolean {
  return ENTRY_NAME.test(name);
}

/** Whether a source says where the value is; what is wrong with the place is seen when it is read. */
export function isSourceComplete(source: SecretReference): boolean {
  switch (source.kind) {
    case 'ask':
      return true;
    case 'env':
      return source.variable.trim() !== '';
    case 'file':
      return source.path.trim() !== '';
    case 'vault':
    case 'keychain':
      return isEntryName(source.entry);
    case 'command':
      return isWholePath(source.argv[0] ?? '');
  }
}

export interface VaultEntry {
  readonly name: string;
  /** When its value was put in. */
  readonly at: string;
}

/** `open`: the passphrase was given since the program began, and fits. */
export type VaultState =
  | { readonly kind: 'none' }
  | { readonly kind: 'locked' }
  | { readonly kind: 'open'; readonly entries: readonly VaultEntry[] };

const SECONDS = 1000;
/** How long a command of the site may take, and how much it may print. */
export const COMMAND_LIMITS = { ms: 30 * SECONDS, bytes: MOST_VALUE_BYTES } as const;

/** A program by its whole path, on any system. */
export function isWholePath(path: string): boolean {
  return /^(\/|~[\\/]|[A-Za-z]:[\\/]|\\\\)/.test(path);
}

/** The words of a command line as a person types it: parted by blanks; a JSON list says words that hold one. Null: it is neither. */
export function readCommandWords(text: string): readonly string[] | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith('[')) return trimmed === '' ? null : trimmed.split(/\s+/);
  const words = parsed(trimmed);
  return Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string')
    ? words
    : null;
}

/** The same back: what reads as the words. */
export function writeCommandWords(argv: readonly string[]): string {
  const isPlain = argv.every((word) => word !== '' && !/\s/.test(word)) && !argv[0]?.startsWith('[');
  return isPlain ? argv.join(' ') : JSON.stringify(argv);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
