import type { Exec } from './migration.ts';

/** Which version of Holdpoint made a migration, so that an older one can say which one is needed. */
export function namePrograms(exec: Exec): void {
  exec('ALTER TABLE migrations ADD COLUMN program TEXT'); // null: made before this was recorded
}
