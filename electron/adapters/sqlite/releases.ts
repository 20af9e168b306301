import type { Database } from 'better-sqlite3';
import type { Revision } from '#core/release/model.ts';
import type { Failure, Result } from '#engine/ports.ts';
import { createRevisions, notFound, type RevisionParts, type RevisionStore } from './revisions.ts';

export interface ReleaseIdentity {
  readonly id: string;
  readonly name: string;
  readonly version: string;
}

export interface ReleaseListing extends ReleaseIdentity {
  /** Folder that package files are relative to; null for a release that was never on disk. */
  readonly folder: string | null;
  readonly archived: boolean;
  /** Counts saves; the newest. */
  readonly saved: number;
  readonly savedAt: string;
}

export interface StoredRelease extends ReleaseListing {
  /** The working text. */
  readonly text: string;
}

export interface NewReleaseText extends ReleaseIdentity {
  readonly text: string;
  readonly folder: string | null;
}

export interface Save extends Partial<Pick<ReleaseIdentity, 'name' | 'version'>> {
  readonly text: string;
  /** The save that this text was made from; a newer one is a conflict. Left out: whatever is newest. */
  readonly after?: number;
}

/** Releases: a working text with its saves, and the immutable revisions that were run or approved. */
export interface ReleaseStore extends RevisionStore {
  /** Archived ones last, otherwise newest save first. */
  listReleases(): readonly ReleaseListing[];
  getRelease(id: string): StoredRelease | null;
  createRelease(release: NewReleaseText): Result<StoredRelease, Failure<'exists'>>;
  /** Creates the release, or saves its text over the one that is there: `replaced` if that was another. With a revision, that is kept too. */
  importRelease(
    release: NewReleaseText,
    revision: Revision | null,
  ): { readonly release: StoredRelease; readonly replaced: boolean };
  /** A text that is the newest already makes no new save. */
  saveDraft(id: string, save: Save): Result<{ readonly saved: number }, Failure<'not-found' | 'conflict'>>;
  /** Saves that are still kept, newest first: 50 at most. */
  listDrafts(id: string): readonly { readonly saved: number; readonly savedAt: string }[];
  draftText(id: string, saved: number): string | null;
  archiveRelease(id: string, archived: boolean): Result<null, Failure<'not-found'>>;
  deleteRelease(id: string): Result<null, Failure<'not-found' | 'has-runs'>>;
}

const DRAFTS_KEPT = 50;

interface ReleaseRow extends Omit<StoredRelease, 'archived'> {
  readonly archived: 0 | 1;
}

export function createReleaseStore({ database, log, clock, putDocument }: RevisionParts): ReleaseStore {
  const rows = prepareRows(database);
  const revisions = createRevisions({ database, log, clock, putDocument });
  const now = () => clock.now().toISOString();
  const get = (id: string): StoredRelease | null => {
    const row = rows.get.get(id);
    return row === undefined ? null : { ...row, archived: row.archived === 1 };
  };
  const existing = (id: string): StoredRelease => {
    const release = get(id);
    if (release === null) throw new Error(`release ${id} has no text`);
    return release;
  };

  function save(id: string, { text, name, version, after }: Save): ReturnType<ReleaseStore['saveDraft']> {
    const newest = rows.newest.get(id);
    if (newest === undefined) return notFound(id);
    if (after !== undefined && after !== newest.saved) return conflict(id);
    if (name !== undefined && version !== undefined) rows.rename.run(name, version, id);
    if (newest.text === text) return { ok: true, value: { saved: newest.saved } };
    const saved = newest.saved + 1;
    rows.addDraft.run(id, saved, text, now());
    rows.prune.run(id, saved - DRAFTS_KEPT);
    return { ok: true, value: { saved } };
  }

  function create({ id, name, version, text, folder }: NewReleaseText): StoredRelease {
    rows.add.run(id, name, version, folder, now());
    rows.addDraft.run(id, 1, text, now());
    return existing(id);
  }

  function importRelease(
    release: NewReleaseText,
    revision: Revision | null,
  ): ReturnType<ReleaseStore['importRelease']> {
    const before = get(release.id);
    const replaced = before !== null && before.text !== release.text;
    if (before !== null) {
      save(release.id, release);
      rows.place.run(release.folder, release.id);
      rows.archive.run(0, release.id);
    } else create(release);
    if (revision !== null) revisions.addRevision(release.id, revision, release.text);
    return { release: existing(release.id), replaced };
  }

  function remove(id: string): ReturnType<ReleaseStore['deleteRelease']> {
    if (get(id) === null) return notFound(id);
    if (rows.hasRuns.get(id) === 1) return hasRuns(id);
    rows.remove.run(id);
    log.appendToLibrary({ type: 'releaseDeleted', data: { release: id } }, now());
    return done;
  }

  return {
    listReleases: () => rows.list.all().map((row) => ({ ...row, archived: row.archived === 1 })),
    getRelease: get,
    createRelease: immediate(database, (release: NewReleaseText) => {
      const there = get(release.id);
      return there === null ? { ok: true, value: create(release) } : exists(there);
    }),
    importRelease: immediate(database, importRelease),
    saveDraft: immediate(database, save),
    listDrafts: (id) => rows.drafts.all(id),
    draftText: (id, saved) => rows.draft.get(id, saved) ?? null,
    ...revisions,
    addRevision: immediate(database, revisions.addRevision),
    archiveRelease: (id, archived) =>
      rows.archive.run(archived ? 1 : 0, id).changes === 1 ? done : notFound(id),
    deleteRelease: immediate(database, remove),
  };
}

const done = { ok: true, value: null } as const;

function immediate<A extends unknown[], R>(
  database: Database,
  work: (...values: A) => R,
): (...values: A) => R {
  const transaction = database.transaction(work);
  return (...values) => transaction.immediate(...values);
}

function prepareRows(database: Database) {
  const listing = 'id, name, version, folder, archived, saved, saved_at AS savedAt';
  const withNewest =
    'FROM releases JOIN drafts ON release = id AND saved = (SELECT max(saved) FROM drafts WHERE release = id)';
  return {
    list: database.prepare<[], ReleaseRow>(
      `SELECT ${listing} ${withNewest} ORDER BY archived, saved_at DESC, id`,
    ),
    get: database.prepare<[string], ReleaseRow>(`SELECT ${listing}, text ${withNewest} WHERE id = ?`),
    newest: database.prepare<[string], { saved: number; text: string }>(
      'SELECT saved, text FROM drafts WHERE release = ? ORDER BY saved DESC LIMIT 1',
    ),
    add: database.prepare(
      'INSERT INTO releases (id, name, version, folder, created_at) VALUES (?, ?, ?, ?, ?)',
    ),
    rename: database.prepare('UPDATE releases SET name = ?, version = ? WHERE id = ?'),
    place: database.prepare('UPDATE releases SET folder = ? WHERE id = ?'),
    archive: database.prepare('UPDATE releases SET archived = ? WHERE id = ?'),
    remove: database.prepare('DELETE FROM releases WHERE id = ?'),
    addDraft: database.prepare('INSERT INTO drafts (release, saved, text, saved_at) VALUES (?, ?, ?, ?)'),
    prune: database.prepare('DELETE FROM drafts WHERE release = ? AND saved <= ?'),
    drafts: database.prepare<[string], { saved: number; savedAt: string }>(
      'SELECT saved, saved_at AS savedAt FROM drafts WHERE release = ? ORDER BY saved DESC',
    ),
    draft: database
      .prepare<[string, number], string>('SELECT text FROM drafts WHERE release = ? AND saved = ?')
      .pluck(),
    hasRuns: database.prepare<[string], number>('SELECT 1 FROM runs WHERE release = ? LIMIT 1').pluck(),
  };
}

function exists({ id, archived }: StoredRelease): { readonly ok: false; readonly error: Failure<'exists'> } {
  const message = archived
    ? `A release "${id}" was deleted here; its runs are kept under this id. Choose another id, or import its file to have it back.`
    : `The library has a release "${id}" already. Choose another id, or open that one.`;
  return { ok: false, error: { code: 'exists', message } };
}

function conflict(id: string): { readonly ok: false; readonly error: Failure<'conflict'> } {
  const message = `"${id}" was saved elsewhere in the meantime. Open it again and repeat the change there.`;
  return { ok: false, error: { code: 'conflict', message } };
}

function hasRuns(id: string): { readonly ok: false; readonly error: Failure<'has-runs'> } {
  const message = `"${id}" has runs, which are evidence and stay. Archive it to take it out of the list.`;
  return { ok: false, error: { code: 'has-runs', message } };
}
