/** What the YAML library makes of a text. */
import { Composer } from 'yaml';
import { readTokens, type TextRefusal } from './yaml-guard.ts';
import { nodeFrom, type YamlNode } from './yaml-node.ts';

export interface YamlError {
  readonly code: string;
  readonly message: string;
  /** From where to where, in the text. */
  readonly pos: readonly [number, number];
}

/** A text as nodes, and what is wrong with it as YAML. */
export interface YamlReading {
  /** Null where there is nothing. */
  readonly root: YamlNode | null;
  /** What is YAML and not allowed, in file order. */
  readonly refusals: readonly TextRefusal[];
  readonly errors: readonly YamlError[];
  /** Where a second document begins. */
  readonly second: number | null;
}

/** With `refusals` the rest is what comes of a text that is refused. */
export interface LibraryReading extends YamlReading {
  /** Of what is too deep or has no end nothing is read. */
  readonly isStopped: boolean;
}

export function readByLibrary(text: string): LibraryReading {
  const { tokens, refusals, isStopped } = readTokens(text);
  const [document, second] = isStopped ? [] : [...new Composer(OPTIONS).compose(tokens)];
  return {
    root: nodeFrom(document?.contents),
    refusals,
    errors: document?.errors ?? [],
    second: second?.range[0] ?? null,
    isStopped,
  };
}

const OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: false,
  uniqueKeys: false,
  resolveKnownTags: false,
  logLevel: 'silent',
} as const;
