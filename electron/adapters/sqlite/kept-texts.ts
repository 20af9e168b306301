import type { Database } from 'better-sqlite3';
import { canonicalJson } from '#core/canonical-json.ts';
import type { KeptText } from '#core/library/kept-text.ts';
import type { Revision } from '#core/release/model.ts';
import type { Clock, Failure, Result } from '#engine/ports.ts';
import { type EventLog, sha256 } from './event-log.ts';
import { storeFailure } from './store-failure.ts';

/** `at`: when it was the newest; left out, now. */
export type Keeping = Pick<KeptText, 'revision' | 'because'> &
  Partial<Pick<KeptText, 'at' | 'login' | 'note'>> & { readonly text: string };

/** Texts of releases that stay: what was imported, run, restored, named by a person, or left for a while. */
export interface KeptTexts {
  /** Gives its number. What the newest kept text says already is not kept again, unless a person keeps it with a note. */
  keepText(release: string, keeping: Keeping): Result<number, Failure<'not-found'>>;
  /** Newest first. */
  keptTexts(release: string): readonly KeptText[];
  keptText(release: string, number: number): string | null;
  /** As it was first kept. */
  revisionText(revision: Revision): string | null;
}

export interface KeptTextParts {
  readonly database: Database;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly putDocument: (text: string) => string;
  readonly login: () => string;
}

/** `keepText` expects to be called inside a transaction. */
export function createKeptTexts({ database, log, clock, putDocument, login }: KeptTextParts): KeptTexts {
  const rows = prepareRows(database);
  return {
    keepText(release, keeping) {
      if (rows.hasRelease.get(release) === undefined) return notFound(release);
      const newest = rows.newest.get(release);
      const isSame = newest?.document === sha256(keeping.text) && newest.revision === keeping.revision;
      if (newest !== undefined && isSame && (keeping.note ?? null) === null)
        return { ok: true, value: newest.number };
      const now = clock.now().toISOString();
      const kept: KeptText = {
        number: (newest?.number ?? 0) + 1,
        revision: keeping.revision,
        document: putDocument(keeping.text),
        at: keeping.at ?? now,
        login: keeping.login ?? login(),
        because: keeping.because,
        note: keeping.note ?? null,
      };
      rows.add.run({ release, ...kept });
      log.appendToLibrary({ type: 'textKept', data: { release, ...kept } }, now);
      return { ok: true, value: kept.number };
    },
    keptTexts: (release) => rows.list.all(release),
    keptText: (release, number) => intactText(rows.text.get(release, number)),
    revisionText: (revision) => intactText(rows.textOfRevision.get(revision)),
  };
}

interface TextRow {
  readonly text: string;
  readonly sha256: string;
}

function intactText(row: TextRow | undefined): string | null {
  if (row === undefined) return null;
  if (sha256(row.text) !== row.sha256)
    throw storeFailure('damaged', new Error(`document ${row.sha256} was changed`));
  return row.text;
}

const COLUMNS = 'number, revision, document, at, login, because, note';

function prepareRows(database: Database) {
  const withText = 'SELECT text, sha256 FROM kept_texts JOIN documents ON sha256 = document';
  return {
    hasRelease: database.prepare<[string], number>('SELECT 1 FROM releases WHERE id = ?').pluck(),
    newest: database.prepare<[string], Pick<KeptText, 'number' | 'document' | 'revision'>>(
      'SELECT number, document, revision FROM kept_texts WHERE release = ? ORDER BY number DESC LIMIT 1',
    ),
    add: database.prepare(
      `INSERT INTO kept_texts (release, ${COLUMNS}) VALUES (@release, @number, @revision, @document, @at, @login, @because, @note)`,
    ),
    list: database.prepare<[string], KeptText>(
      `SELECT ${COLUMNS} FROM kept_texts WHERE release = ? ORDER BY number DESC`,
    ),
    text: database.prepare<[string, number], TextRow>(`${withText} WHERE release = ? AND number = ?`),
    textOfRevision: database.prepare<[string], TextRow>(
      `${withText} WHERE revision = ? ORDER BY kept_texts.rowid LIMIT 1`,
    ),
  };
}

/** What stands in the table, as the library's log tells it: canonical JSON by `release number`. */
export function storedKeptTexts(database: Database): ReadonlyMap<string, string> {
  const all = database.prepare<[], KeptText & { readonly release: string }>(
    `SELECT release, ${COLUMNS} FROM kept_texts`,
  );
  return new Map(all.all().map((row) => [keptTextKey(row), canonicalJson({ ...row })]));
}

export function keptTextKey({
  release,
  number,
}: {
  readonly release: string;
  readonly number: number;
}): string {
  return `${release} ${number}`;
}

/** There is no such release. */
export function notFound(id: string): { readonly ok: false; readonly error: Failure<'not-found'> } {
  return { ok: false, error: { code: 'not-found', message: `There is no release "${id}" in the library.` } };
}
