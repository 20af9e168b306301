import type { Database } from 'better-sqlite3';
import { sha256 } from './event-log.ts';
import { storeFailure } from './store-failure.ts';

export interface Documents {
  put(text: string): string;
  /** Throws when the stored text is not the one that was kept. */
  get(hash: string): string | null;
}

export function createDocuments(database: Database): Documents {
  const insert = database.prepare(
    'INSERT INTO documents (sha256, text) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const select = database.prepare<[string], string>('SELECT text FROM documents WHERE sha256 = ?').pluck();
  const isKept = database.prepare<[string], number>('SELECT 1 FROM documents WHERE sha256 = ?').pluck();
  return {
    put(text) {
      const hash = sha256(text);
      if (isKept.get(hash) === undefined) insert.run(hash, text);
      return hash;
    },
    get(hash) {
      const text = select.get(hash);
      if (text === undefined) return null;
      if (sha256(text) !== hash) throw storeFailure('damaged', new Error(`document ${hash} was changed`));
      return text;
    },
  };
}
