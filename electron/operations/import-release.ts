/** A release file into the library, with the person asked before another text of the same release gives way. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { ImportAs, ReleaseThere } from '#core/release/import.ts';
import type { Issue } from '#core/release/issue.ts';
import type { Revision } from '#core/release/model.ts';
import type { Failure, Result } from '#engine/ports.ts';
import type { ReleaseReader } from './release-reader.ts';

export interface ImportedRelease {
  readonly kind: 'imported';
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Null while the text has errors. */
  readonly revision: Revision | null;
  readonly issues: readonly Issue[];
  /** Another text of this release gave way to it. */
  readonly replaced: boolean;
}

export interface ImportFile {
  readonly text: string;
  /** Folder that package files are relative to. */
  readonly folder: string;
}

type ImportRefused = Failure<'release-invalid' | 'exists'> & { readonly issues: readonly Issue[] };

/**
 * A file with errors comes in all the same, so that it can be fixed in the app; one that is no release does not.
 * `exists`: the id for a release of its own is taken.
 */
export async function importRelease(
  library: Library,
  { text, folder }: ImportFile,
  { as, reader }: { readonly as: ImportAs; readonly reader: ReleaseReader },
): Promise<Result<ImportedRelease | ReleaseThere, ImportRefused>> {
  if (as.kind === 'release') return importAsNew(library, { text, folder }, { id: as.id, reader });
  const { release, revision, issues } = await reader.look(text);
  if (!release?.id) return refused('release-invalid', noRelease(issues), issues);
  const { id, name, version } = release;
  const there = library.getRelease(id);
  if (as.kind === 'ask' && there !== null && !there.archived && there.text !== text)
    return {
      ok: true,
      value: {
        kind: 'exists',
        id,
        name,
        version,
        here: { version: there.version, savedAt: there.savedAt },
        freeId: freeId(library, id),
      },
    };
  const { replaced } = library.importRelease({ id, name, version, text, revision, folder });
  return { ok: true, value: { kind: 'imported', id, name, version, revision, issues, replaced } };
}

async function importAsNew(
  library: Library,
  file: ImportFile,
  { id, reader }: { readonly id: string; readonly reader: ReleaseReader },
): Promise<Result<ImportedRelease | ReleaseThere, ImportRefused>> {
  if (library.getRelease(id) !== null)
    return refused('exists', `The library has a release "${id}" already; choose another id`);
  const edited = await reader.rename(file.text, id);
  if (!edited.ok) return refused('release-invalid', edited.message);
  return importRelease(library, { ...file, text: edited.text }, { as: { kind: 'ask' }, reader });
}

function noRelease([first]: readonly Issue[]): string {
  const where = first ? ` (line ${first.line}, column ${first.column}: ${first.message})` : '';
  return `it cannot be read as a release${where}`;
}

function refused(
  code: ImportRefused['code'],
  message: string,
  issues: readonly Issue[] = [],
): { readonly ok: false; readonly error: ImportRefused } {
  return { ok: false, error: { code, message, issues } };
}

/** `payments-2`, or the first number that is free. */
function freeId(library: Library, id: string): string {
  let number = 2;
  while (library.getRelease(`${id}-${number}`) !== null) number += 1;
  return `${id}-${number}`;
}
