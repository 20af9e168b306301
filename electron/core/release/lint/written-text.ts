import type { Naming, TextUse } from '../format/value-type.ts';
import type { Path } from '../problems.ts';
import type { ScalarNode } from '../yaml/yaml-node.ts';

/** A text that names something of the release, with its place in the file. */
export interface NamingText {
  readonly names: Naming;
  readonly text: string;
  readonly path: Path;
}

/** A text where it stands; `path` holds only while it is looked at. */
export interface WrittenText {
  readonly scalar: ScalarNode & { readonly value: string };
  readonly use: TextUse | null;
  readonly path: Path;
  /** It stands on more than one line. */
  readonly isBroken: boolean;
}
