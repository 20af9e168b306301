import type { Database } from 'better-sqlite3';
import type { Revision } from '#core/release/model.ts';
import type { Failure, Result } from '#engine/ports.ts';
import { createKeptTexts, type Keeping, type KeptTextParts, type KeptTexts, notFound } from './kept-texts.ts';

export interface ReleaseIdentity {
  readonly id: string;
  readonly name: string;
  readonly version: string;
}

export interface ReleaseListing extends ReleaseIdentity {
  /** Folder that package files are relative to; null for a release that was never on disk. */
  readonly folder: string | null;
  readonly archived: boolean;
  /** Of the working text; null while it has errors. */
  readonly revision: Revision | null;
  /** Counts saves; the newest. */
  readonly saved: number;
  readonly savedAt: string;
  /** Account of the workstation. */
  readonly savedBy: string;
}

export interface StoredRelease extends ReleaseListing {
  /** The working text. */
  readonly text: string;
}

export interface NewReleaseText extends ReleaseIdentity {
  readonly text: string;
  /** Null while the text has errors. */
  readonly revision: Revision | null;
  readonly folder: string | null;
}

export interface Save extends Partial<Pick<ReleaseIdentity, 'name' | 'version'>> {
  readonly text: string;
  /** Null while the text has errors. */
  readonly revision: Revision | null;
  /** The save that this text was made from; a newer one is a conflict. Left out: whatever is newest. */
  readonly after?: number;
}

type Saved = Result<{ readonly saved: number }, Failure<'not-found' | 'conflict'>>;

/** What a release begins with. `derived`: with what it was made from as its note. */
export type Beginning =
  | { readonly because: 'created' | 'imported' }
  | { readonly because: 'derived'; readonly note: string };

/** Releases: a working text each, and the texts that stay. */
export interface ReleaseStore extends KeptTexts {
  /** Archived ones last, otherwise newest save first. */
  listReleases(): readonly ReleaseListing[];
  getRelease(id: string): StoredRelease | null;
  createRelease(release: NewReleaseText, beginning?: Beginning): Result<StoredRelease, Failure<'exists'>>;
  /** Creates the release, or saves its text over the one that is there, which is kept: `replaced` if that was another. */
  importRelease(release: NewReleaseText): { readonly release: StoredRelease; readonly replaced: boolean };
  /** A text that is the newest already makes no new save. What was left for a while before is kept. */
  saveText(id: string, save: Save): Saved;
  /** Makes a kept text the working one again; the working one is kept first. */
  restoreText(id: string, number: number, names: Partial<Pick<ReleaseIdentity, 'name' | 'version'>>): Saved;
  archiveRelease(id: string, archived: boolean): Result<null, Failure<'not-found'>>;
  deleteRelease(id: string): Result<null, Failure<'not-found' | 'has-runs'>>;
}

/** What is saved after a longer pause begins anew: the text before is kept. */
const PAUSE_MS = 10 * 60_000;

interface ReleaseRow extends Omit<StoredRelease, 'archived'> {
  readonly archived: 0 | 1;
}

export function createReleaseStore(parts: KeptTextParts): ReleaseStore {
  const { database } = parts;
  const rows = prepareRows(database);
  const kept = createKeptTexts(parts);
  const get = (id: string): StoredRelease | null => {
    const row = rows.get.get(id);
    return row === undefined ? null : { ...row, archived: row.archived === 1 };
  };
  const changes = createChanges({ ...parts, rows, kept, get });
  return {
    listReleases: () => rows.list.all().map((row) => ({ ...row, archived: row.archived === 1 })),
    getRelease: get,
    createRelease: immediate(
      database,
      (release: NewReleaseText, beginning: Beginning = { because: 'created' }) => {
        const there = get(release.id);
        return there === null ? { ok: true, value: changes.create(release, beginning) } : exists(there);
      },
    ),
    importRelease: immediate(database, changes.importRelease),
    saveText: immediate(database, changes.save),
    restoreText: immediate(database, changes.restore),
    ...kept,
    keepText: immediate(database, kept.keepText),
    archiveRelease: (id, archived) =>
      rows.archive.run(archived ? 1 : 0, id).changes === 1 ? done : notFound(id),
    deleteRelease: immediate(database, changes.remove),
  };
}

interface ChangeParts extends KeptTextParts {
  readonly rows: ReturnType<typeof prepareRows>;
  readonly kept: KeptTexts;
  readonly get: (id: string) => StoredRelease | null;
}

/** Each expects to be called inside a transaction. */
function createChanges({ log, clock, login, rows, kept, get }: ChangeParts) {
  const now = () => clock.now().toISOString();
  const existing = (id: string): StoredRelease => {
    const release = get(id);
    if (release === null) throw new Error(`release ${id} has no text`);
    return release;
  };
  const keep = (id: string, keeping: Keeping): void => {
    const done = kept.keepText(id, keeping);
    if (!done.ok) throw new Error(done.error.message);
  };
  const keepWorking = ({ id, text, revision, savedAt, savedBy }: StoredRelease): void =>
    keep(id, { text, revision, because: 'edited', at: savedAt, login: savedBy });

  function save(id: string, { text, revision, name, version, after }: Save): Saved {
    const newest = get(id);
    if (newest === null) return notFound(id);
    if (after !== undefined && after !== newest.saved) return conflict(id);
    if (name !== undefined && version !== undefined) rows.rename.run(name, version, id);
    if (newest.text === text) return { ok: true, value: { saved: newest.saved } };
    if (clock.now().getTime() - Date.parse(newest.savedAt) > PAUSE_MS) keepWorking(newest);
    const saved = newest.saved + 1;
    rows.save.run({ id, text, revision, saved, at: now(), login: login() });
    return { ok: true, value: { saved } };
  }

  function create(release: NewReleaseText, beginning: Beginning): StoredRelease {
    const { id, name, version, text, revision, folder } = release;
    rows.add.run({ id, name, version, folder, text, revision, at: now(), login: login() });
    keep(id, { text, revision, ...beginning });
    return existing(id);
  }

  function importRelease(release: NewReleaseText): ReturnType<ReleaseStore['importRelease']> {
    const { id, text, revision, folder } = release;
    const before = get(id);
    const replaced = before !== null && before.text !== text;
    if (before === null) create(release, { because: 'imported' });
    else {
      if (replaced) keepWorking(before);
      save(id, release);
      rows.place.run(folder, id);
      rows.archive.run(0, id);
      keep(id, { text, revision, because: 'imported' });
    }
    return { release: existing(id), replaced };
  }

  function restore(...[id, number, names]: Parameters<ReleaseStore['restoreText']>): Saved {
    const before = get(id);
    const text = kept.keptText(id, number);
    if (before === null || text === null) return notFound(id);
    keepWorking(before);
    const revision = kept.keptTexts(id).find((each) => each.number === number)?.revision ?? null;
    const saved = save(id, { text, revision, ...names });
    keep(id, { text, revision, because: 'restored', note: `${number}` });
    return saved;
  }

  function remove(id: string): ReturnType<ReleaseStore['deleteRelease']> {
    if (get(id) === null) return notFound(id);
    if (rows.hasRuns.get(id) === 1) return hasRuns(id);
    rows.remove.run(id);
    log.appendToLibrary({ type: 'releaseDeleted', data: { release: id } }, now());
    return done;
  }

  return { save, create, importRelease, restore, remove };
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
  const listing =
    'id, name, version, folder, archived, revision, saved, saved_at AS savedAt, saved_by AS savedBy';
  return {
    list: database.prepare<[], ReleaseRow>(
      `SELECT ${listing} FROM releases ORDER BY archived, saved_at DESC, id`,
    ),
    get: database.prepare<[string], ReleaseRow>(`SELECT ${listing}, text FROM releases WHERE id = ?`),
    add: database.prepare(
      `INSERT INTO releases (id, name, version, folder, created_at, text, revision, saved, saved_at, saved_by)
       VALUES (@id, @name, @version, @folder, @at, @text, @revision, 1, @at, @login)`,
    ),
    rename: database.prepare('UPDATE releases SET name = ?, version = ? WHERE id = ?'),
    place: database.prepare('UPDATE releases SET folder = ? WHERE id = ?'),
    archive: database.prepare('UPDATE releases SET archived = ? WHERE id = ?'),
    remove: database.prepare('DELETE FROM releases WHERE id = ?'),
    save: database.prepare(
      `UPDATE releases SET text = @text, revision = @revision, saved = @saved, saved_at = @at, saved_by = @login WHERE id = @id`,
    ),
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
