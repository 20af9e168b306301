import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** What a file beside the database says that the database held; it shows when the newest events are gone. */
export interface Checkpoint {
  readonly at: string;
  readonly library: Head;
  /** Runs that were not at their end, with their newest event. */
  readonly runs: Readonly<Record<string, Head>>;
}

const FILE = 'checkpoint.json';

/** Replaces the checkpoint; the old one stays until the new one is on the disk. */
export function writeCheckpoint(folder: string, checkpoint: Checkpoint): void {
  const path = join(folder, FILE);
  const part = `${path}.part-${process.pid}`;
  const file = openSync(part, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify(checkpoint, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
  syncFolder(dirname(path));
}

/** The checkpoint; null when there is none, or none that can be made out: it witnesses the library, which opens without it. */
export function readCheckpoint(folder: string): Checkpoint | null {
  const path = join(folder, FILE);
  if (!existsSync(path)) return null;
  const value = parse(readFileSync(path, 'utf8'));
  return isCheckpoint(value) ? value : null;
}

/** Windows keeps folders durable by itself and cannot open them. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
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
  if (!isRecord(value) || typeof value.at !== 'string') return false;
  return isHead(value.library) && isRecord(value.runs) && Object.values(value.runs).every(isHead);
}

function isHead(value: unknown): value is Head {
  return isRecord(value) && Number.isInteger(value.seq) && typeof value.hash === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
