import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Failure, Result } from '#engine/ports.ts';
import type { Migration } from './migrations/migration.ts';

type MigrationFailure = Failure<'newer-library' | 'changed-migration'>;

const RECORD = `
CREATE TABLE IF NOT EXISTS migrations (
  number     INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  sha256     TEXT NOT NULL, -- of the migration's SQL
  applied_at TEXT NOT NULL
) STRICT;
`;

/** SHA-256 of all the SQL that a migration runs. */
function migrationSha256(migration: Migration): string {
  const hash = createHash('sha256');
  migration.up((sql) => hash.update(sql));
  return hash.digest('hex');
}

/** How many migrations the library has had; refused when they are not the first of the ones known here. `program` is this one's version. */
export function checkMigrations(
  database: Database,
  known: readonly Migration[],
  program: string,
): Result<number, MigrationFailure> {
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > known.length) {
    const schemas = `schema ${version}; this program knows ${known.length}`;
    return refuse('newer-library', newer(schemas, programOf(database, version), program));
  }
  if (version === 0) return { ok: true, value: 0 };
  const recorded = new Map(
    database
      .prepare<[], { number: number; sha256: string }>('SELECT number, sha256 FROM migrations')
      .all()
      .map(({ number, sha256 }) => [number, sha256]),
  );
  const changed = known
    .slice(0, version)
    .find((migration, index) => recorded.get(index + 1) !== migrationSha256(migration));
  if (changed !== undefined) return refuse('changed-migration', foreign(changed.name));
  if (recorded.size !== version) return refuse('changed-migration', foreign(`number ${version + 1}`));
  return { ok: true, value: version };
}

export interface Migrating {
  readonly known: readonly Migration[];
  readonly at: string;
  /** Version of the program that does it. */
  readonly program: string;
  /** Called within the same transaction when this made the library. */
  readonly onCreated: () => void;
}

/** Brings the schema to the newest known, all of it or nothing. Another program that does the same is waited for. */
export function migrate(database: Database, { known, at, program, onCreated }: Migrating): void {
  const apply = database.transaction(() => {
    const done = Number(database.pragma('user_version', { simple: true }));
    if (done === 0) database.exec(RECORD);
    for (const migration of known.slice(done)) migration.up((sql) => database.exec(sql));
    const record = database.prepare(
      'INSERT INTO migrations (number, name, sha256, applied_at, program) VALUES (?, ?, ?, ?, ?)',
    );
    for (const [index, migration] of known.entries())
      if (index >= done) record.run(index + 1, migration.name, migrationSha256(migration), at, program);
    database.pragma(`user_version = ${known.length}`);
    if (done === 0 && known.length > 0) onCreated();
  });
  apply.exclusive();
}

function refuse(
  code: MigrationFailure['code'],
  message: string,
): { readonly ok: false; readonly error: MigrationFailure } {
  return { ok: false, error: { code, message } };
}

/** Version of the program that brought the library to its schema; null where it did not say. */
function programOf(database: Database, version: number): string | null {
  const row = database
    .prepare<[number], { program?: string | null }>('SELECT * FROM migrations WHERE number = ?')
    .get(version);
  return row?.program ?? null;
}

function newer(schemas: string, by: string | null, program: string): string {
  const [writer, needed] =
    by === null ? ['a newer Holdpoint', 'that version'] : [`Holdpoint ${by}`, `Holdpoint ${by} or newer`];
  return `This library was written by ${writer} and cannot be opened by Holdpoint ${program} (${schemas}). Install ${needed} to open it; nothing was changed.`;
}

function foreign(name: string): string {
  return `This library was made by a different build of Holdpoint: its migration ${name} is not the one known here. Open it with the build that made it; nothing was changed.`;
}
