/** A release file's text into the model, with every problem and its place. */
import { type FilesBeside, NO_FILES } from './files-beside.ts';
import { readRelease } from './format/release.ts';
import type { Issue } from './issue.ts';
import { lintRelease } from './lint/lint.ts';
import { lintWritten } from './lint/lint-written.ts';
import type { Release } from './model.ts';
import { Problems } from './problems.ts';
import type { JsonObject } from './revision.ts';
import { readSource } from './source.ts';
import { suggestOnce } from './suggest.ts';

export interface ParsedRelease {
  /** Null when the text is too far from a release to show anything of it. With errors it holds what could be read. */
  readonly release: Release | null;
  /** What the revision is computed from; null when the YAML cannot be read. */
  readonly data: JsonObject | null;
  /** In file order. */
  readonly issues: readonly Issue[];
}

/** `files`: what is known of the files beside it; without, nothing is said of them. */
export function parseRelease(text: string, files: FilesBeside = NO_FILES): ParsedRelease {
  const written = text.startsWith('\ufeff') ? text.slice(1) : text;
  const source = readSource(written);
  if (!source.data) return { release: null, data: null, issues: source.issues };
  const problems = new Problems();
  const release = readRelease(source.data, {
    problems,
    plainWord: source.plainWord,
    suggest: suggestOnce(),
  });
  const naming = source.root ? lintWritten(written, source.root, problems) : [];
  if (release) lintRelease(release, problems, { files, naming });
  const issues = problems
    .all()
    .map(source.place)
    .sort((a, b) => a.line - b.line || a.column - b.column);
  return { release, data: source.data, issues };
}
