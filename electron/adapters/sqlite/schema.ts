import type { Database } from 'better-sqlite3';
import type { SchemaChange } from '#core/run/losses.ts';
import type { OpenDatabase } from './connection.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migrations/migration.ts';

interface SchemaRow {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/** Tables, indexes and triggers as this program's migrations make them. */
export interface Schema {
  /** In what the database differs, by name. */
  changes(database: Database): readonly SchemaChange[];
  /** Drops triggers that were added, and makes those anew that are missing or another. */
  mendTriggers(database: Database): void;
}

export function readSchema(open: OpenDatabase, migrations: readonly Migration[]): Schema {
  const expected = expectedRows(open, migrations);
  const changes = (database: Database): readonly SchemaChange[] => {
    const actual = new Map(rowsOf(database).map((row) => [row.name, row]));
    const names = [...new Set([...expected.keys(), ...actual.keys()])];
    return names.flatMap((name) => changeOf(expected.get(name), actual.get(name)));
  };
  return {
    changes,
    mendTriggers(database) {
      for (const { type, name, how } of changes(database)) {
        if (type !== 'trigger') continue;
        if (how !== 'missing') database.exec(`DROP TRIGGER "${name.replaceAll('"', '""')}"`);
        if (how !== 'added') database.exec(expected.get(name)?.sql ?? '');
      }
    },
  };
}

function changeOf(expected: SchemaRow | undefined, actual: SchemaRow | undefined): readonly SchemaChange[] {
  if (expected === undefined)
    return actual === undefined ? [] : [{ type: actual.type, name: actual.name, how: 'added' }];
  const { type, name } = expected;
  if (actual === undefined) return [{ type, name, how: 'missing' }];
  return actual.sql === expected.sql && actual.type === type ? [] : [{ type, name, how: 'changed' }];
}

function expectedRows(open: OpenDatabase, migrations: readonly Migration[]): ReadonlyMap<string, SchemaRow> {
  const database = open(':memory:', { readonly: false, timeout: 0 });
  try {
    migrate(database, { known: migrations, at: '', program: '', onCreated: () => undefined });
    return new Map(rowsOf(database).map((row) => [row.name, row]));
  } finally {
    database.close();
  }
}

/** Without what SQLite makes by itself, which has no text. */
function rowsOf(database: Database): readonly SchemaRow[] {
  return database
    .prepare<[], SchemaRow>('SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL')
    .all();
}
