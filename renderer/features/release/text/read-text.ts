import type { Issue } from '#core/release/issue.ts';
import type { Release } from '#core/release/model.ts';
import { parseRelease } from '#core/release/parse-release.ts';

export interface ReadText {
  /** The plain data of the text; null where it is no YAML. */
  readonly data: unknown;
  readonly release: Release | null;
  readonly issues: readonly Issue[];
}

export function readText(text: string): ReadText {
  return parseRelease(text);
}
