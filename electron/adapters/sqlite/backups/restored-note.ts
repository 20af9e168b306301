/** A backup that was put in the library's place is recorded by whoever opens the library next, which this note in its folder asks for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DISK, removePartSync } from '#adapters/files/held.ts';
import { writeWholeSync } from '#adapters/files/whole-file.ts';
import { accountName } from '#adapters/system/account.ts';
import type { EventLog } from '../event-log.ts';

const note = z.object({
  /** Newest event of the backup's library log. */
  seq: z.number(),
  head: z.string(),
  replaced: z.string().nullable(),
  login: z.string(),
});

const pathIn = (folder: string): string => join(folder, 'restored.json');

/** Before the backup takes its place. */
export function leaveRestoredNote(folder: string, restored: Omit<z.output<typeof note>, 'login'>): void {
  const content = JSON.stringify({ ...restored, login: accountName() });
  writeWholeSync({ path: pathIn(folder), content, mode: 0o600 });
}

/** What is to be recorded here; null where no note lies, or one of a restore that never happened. Read it before anything is appended. */
export function readRestoredNote(folder: string, log: EventLog): z.output<typeof note> | null {
  try {
    const found = note.parse(JSON.parse(readFileSync(pathIn(folder), 'utf8')));
    const { seq, hash } = log.head(null);
    return seq === found.seq && hash === found.head ? found : null;
  } catch {
    return null;
  }
}

/** One that is held stays: what it says is no longer true of the library's newest event, so nobody reads it again. */
export function removeRestoredNote(folder: string): void {
  removePartSync(DISK, pathIn(folder));
}
