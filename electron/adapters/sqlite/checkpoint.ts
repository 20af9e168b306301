import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DISK, type Disk, whileHeldSync } from '#adapters/files/held.ts';
import { writeWholeSync } from '#adapters/files/whole-file.ts';

export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** What a file beside the database says that the database held; it shows when the newest events are gone. */
export interface Checkpoint {
  /** Of the library that it belongs to. */
  readonly id: string;
  readonly at: string;
  readonly library: Head;
  /** Runs that were not at their end, with their newest event. */
  readonly runs: Readonly<Record<string, Head>>;
  /** Those that came to their end last: what the library's chain says of them can be taken away with them. */
  readonly ended: Readonly<Record<string, Head>>;
}

const FILE = 'checkpoint.json';

/** Replaces the checkpoint; the old one stays until the new one is on the disk. */
export function writeCheckpoint(folder: string, checkpoint: Checkpoint, disk: Disk): void {
  const content = `${JSON.stringify(checkpoint, null, 2)}\n`;
  writeWholeSync({ path: join(folder, FILE), content, mode: 0o600 }, disk);
}

export type FoundCheckpoint =
  | { readonly kind: 'there'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable' };

/** What lies beside the database. The library opens in any case, so nothing here fails. */
export function readCheckpoint(folder: string, disk: Disk = DISK): FoundCheckpoint {
  const path = join(folder, FILE);
  if (!existsSync(path)) return { kind: 'missing' };
  const value = parse(readText(path, disk));
  return isCheckpoint(value) ? { kind: 'there', checkpoint: value } : { kind: 'unreadable' };
}

/** A few KB in a library with fifty runs. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Nothing where it cannot be read: a folder or a pipe in its place, or without the right to read it. */
function readText(path: string, disk: Disk): string {
  try {
    const facts = statSync(path);
    if (!facts.isFile() || facts.size > MOST_BYTES) return '';
    return whileHeldSync(disk, () => disk.readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return '';
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

function isCheckpoint(value: unknown): value is Checkpoint {
  if (!isRecord(value) || typeof value.at !== 'string' || typeof value.id !== 'string') return false;
  return (
    isHead(value.library) &&
    value.library.seq > 0 &&
    [value.runs, value.ended].every((runs) => isRecord(runs) && Object.values(runs).every(isHead))
  );
}

function isHead(value: unknown): value is Head {
  return isRecord(value) && Number.isInteger(value.seq) && typeof value.hash === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
