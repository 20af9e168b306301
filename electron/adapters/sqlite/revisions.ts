import type { Database } from 'better-sqlite3';
import type { Revision } from '#core/release/model.ts';
import type { Clock, Failure, Result } from '#engine/ports.ts';
import { type EventLog, sha256 } from './event-log.ts';
import { storeFailure } from './store-failure.ts';

export interface StoredRevision {
  readonly revision: Revision;
  readonly addedAt: string;
  /** SHA-256 of the text. */
  readonly document: string;
}

/** The exact texts that were run or approved. */
export interface RevisionStore {
  /** Keeps the text of an exact revision; one that is kept already stays as it is. */
  addRevision(release: string, revision: Revision, text: string): Result<null, Failure<'not-found'>>;
  listRevisions(release: string): readonly StoredRevision[];
  revisionText(revision: Revision): string | null;
}

export interface RevisionParts {
  readonly database: Database;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly putDocument: (text: string) => string;
}

/** `addRevision` expects to be called inside a transaction. */
export function createRevisions({ database, log, clock, putDocument }: RevisionParts): RevisionStore {
  const rows = prepareRows(database);
  return {
    addRevision(release, revision, text) {
      if (rows.hasRelease.get(release) === undefined) return notFound(release);
      if (rows.has.get(release, revision) !== undefined) return { ok: true, value: null };
      const at = clock.now().toISOString();
      const document = putDocument(text);
      rows.add.run(release, revision, document, at);
      log.appendToLibrary({ type: 'revisionAdded', data: { release, revision, document } }, at);
      return { ok: true, value: null };
    },
    listRevisions: (release) => rows.list.all(release),
    revisionText: (revision) => intactText(rows.text.get(revision)),
  };
}

function intactText(row: { readonly text: string; readonly sha256: string } | undefined): string | null {
  if (row === undefined) return null;
  if (sha256(row.text) !== row.sha256)
    throw storeFailure('damaged', new Error(`document ${row.sha256} was changed`));
  return row.text;
}

function prepareRows(database: Database) {
  return {
    hasRelease: database.prepare<[string], number>('SELECT 1 FROM releases WHERE id = ?').pluck(),
    has: database
      .prepare<[string, string], number>('SELECT 1 FROM revisions WHERE release = ? AND revision = ?')
      .pluck(),
    add: database.prepare(
      'INSERT INTO revisions (release, revision, document, added_at) VALUES (?, ?, ?, ?)',
    ),
    list: database.prepare<[string], StoredRevision>(
      'SELECT revision, added_at AS addedAt, document FROM revisions WHERE release = ? ORDER BY added_at DESC, rowid DESC',
    ),
    text: database.prepare<[string], { text: string; sha256: string }>(
      'SELECT text, sha256 FROM revisions JOIN documents ON sha256 = document WHERE revision = ? LIMIT 1',
    ),
  };
}

/** There is no such release. */
export function notFound(id: string): { readonly ok: false; readonly error: Failure<'not-found'> } {
  return { ok: false, error: { code: 'not-found', message: `There is no release "${id}" in the library.` } };
}
