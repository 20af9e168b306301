import { createLibrary } from './0001-create-library.ts';
import { namePrograms } from './0002-name-programs.ts';
import type { Migration } from './migration.ts';

/** In order; the number of a migration is its place, counted from 1, and is the schema's `user_version`. */
export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-create-library', up: createLibrary },
  { name: '0002-name-programs', up: namePrograms },
];
