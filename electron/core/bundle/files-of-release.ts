import { filesNamed } from '../release/files-beside.ts';
import type { Release } from '../release/model.ts';

/** Files that a release needs beside it. */
export interface FilesOfRelease {
  /** Each once, as the release names them. */
  readonly named: readonly string[];
  /** Names that a run fills in (`{{ … }}`): which files they are is not known before. */
  readonly unknown: readonly string[];
}

export function filesOfRelease(release: Release): FilesOfRelease {
  const { scripts, uploads } = filesNamed(release);
  const components = release.components.flatMap(({ file }) => (file === null ? [] : [file]));
  const documents = release.documents.map(({ file }) => file);
  const all = [...new Set([...scripts, ...uploads, ...components, ...documents])];
  const isUnknown = (name: string) => name.includes('{{');
  return { named: all.filter((name) => !isUnknown(name)), unknown: all.filter(isUnknown) };
}
