import { createHash, type Hash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Clock, OutputRef, OutputWriter, Stream } from '#engine/ports.ts';
import { COMPRESS_FROM_BYTES, type Packed, pack, unpack } from './chunk-packing.ts';
import { type ChunkKey, createLaterPacking } from './later-packing.ts';
import { guarded } from './store-failure.ts';

export const STREAMS: readonly Stream[] = ['stdout', 'stderr'];
/** Raw bytes in one chunk at most; a piece as large as that does not wait. */
const CHUNK_BYTES = 256 * 1024;
/** Raw bytes of all streams that may wait together. */
const WAITING_BYTES = 1024 * 1024;
const FLUSH_MS = 100;
const LINE_END = 0x0a;

export interface StoredChunk extends Packed {
  readonly offset: number;
  readonly length: number;
  readonly lines_before: number;
}

/** One stream of one attempt, from its first byte to the newest that waits to be stored. */
interface Track {
  readonly hash: Hash;
  stored: number;
  lines: number;
  waiting: Uint8Array[];
  waitingBytes: number;
}

interface Attempt {
  readonly ref: OutputRef;
  readonly tracks: Readonly<Record<Stream, Track>>;
  id: number | null;
}

export interface OutputStore {
  open(ref: OutputRef): OutputWriter;
  /** Inside a transaction: stores all that waits. The returned function is called once the transaction is durable. */
  stage(): () => void;
  /** Stores all that waits, in a transaction of its own. */
  flush(): void;
  /** The same, and packs what there is time for. */
  close(): void;
}

/**
 * Keeps output as it arrives, many small pieces of many attempts in one durable commit. What comes faster than the timer is stored as it is
 * and packed later.
 */
export function createOutputStore(database: Database, clock: Clock): OutputStore {
  const rows = prepareRows(database);
  const attempts = new Map<string, Attempt>();
  const dirty = new Set<Attempt>();
  let cancelTimer: (() => void) | null = null;
  /** What went wrong in the timer; the next write throws it. */
  let failure: unknown = null;
  const later = createLaterPacking(database, clock);

  function stage(isHurried = false): () => void {
    const at = clock.now().toISOString();
    const left: ChunkKey[] = [];
    const settled = [...dirty].map((attempt) => stageAttempt(attempt, rows, { at, isHurried, left }));
    return () => {
      later.add(left);
      for (const settle of settled) settle();
      dirty.clear();
      cancelTimer?.();
      cancelTimer = null;
    };
  }

  const commit = database.transaction(stage);
  function flush(isHurried = false): void {
    if (dirty.size > 0) commit.immediate(isHurried)();
  }

  function flushLater(): void {
    cancelTimer ??= clock.after(FLUSH_MS, () => {
      cancelTimer = null;
      try {
        guarded(() => flush());
      } catch (error) {
        failure = error;
      }
    });
  }

  function take(attempt: Attempt, stream: Stream, bytes: Uint8Array): void {
    throwFailure();
    if (bytes.length === 0) return;
    const track = attempt.tracks[stream];
    track.hash.update(bytes);
    track.waiting.push(Buffer.from(bytes));
    track.waitingBytes += bytes.length;
    dirty.add(attempt);
    if (bytes.length >= CHUNK_BYTES || waitingBytes(dirty) >= WAITING_BYTES) guarded(() => flush(true));
    else flushLater();
  }

  function throwFailure(): void {
    const error = failure;
    failure = null;
    if (error !== null) throw error;
  }

  return {
    stage: () => stage(),
    flush: () => flush(),
    close() {
      flush();
      later.close();
    },
    open(ref) {
      const key = JSON.stringify([ref.run, ref.step, ref.host, ref.attempt]);
      if (attempts.has(key)) throw new Error(`the output of ${key} is being written already`);
      flush();
      const attempt = openAttempt(ref, rows);
      attempts.set(key, attempt);
      return {
        write: (stream, bytes) => take(attempt, stream, bytes),
        sizes: () => perStream((stream) => size(attempt.tracks[stream])),
        finish() {
          throwFailure();
          attempts.delete(key);
          return perStream((stream) => digest(attempt.tracks[stream]));
        },
      };
    },
  };
}

type Rows = ReturnType<typeof prepareRows>;

function prepareRows(database: Database) {
  return {
    find: database
      .prepare<[string, string, string | null, number], number>(
        "SELECT id FROM outputs WHERE run = ? AND step = ? AND ifnull(host, '') = ifnull(?, '') AND attempt = ?",
      )
      .pluck(),
    add: database.prepare<[string, string, string | null, number]>(
      'INSERT INTO outputs (run, step, host, attempt) VALUES (?, ?, ?, ?)',
    ),
    chunks: database.prepare<[number, Stream], StoredChunk>(
      'SELECT offset, length, lines_before, compression, bytes FROM chunks WHERE output = ? AND stream = ? ORDER BY offset',
    ),
    addChunk: database.prepare<[number, Stream, number, number, number, string, string, Uint8Array]>(
      'INSERT INTO chunks (output, stream, offset, length, lines_before, at, compression, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
  };
}

/** An attempt that has output already continues behind it; its hash is made again from what is stored. */
function openAttempt(ref: OutputRef, rows: Rows): Attempt {
  const id = rows.find.get(ref.run, ref.step, ref.host, ref.attempt) ?? null;
  return { ref, id, tracks: perStream((stream) => openTrack(id, stream, rows)) };
}

function openTrack(id: number | null, stream: Stream, rows: Rows): Track {
  const track: Track = { hash: createHash('sha256'), stored: 0, lines: 0, waiting: [], waitingBytes: 0 };
  if (id === null) return track;
  for (const chunk of rows.chunks.iterate(id, stream)) {
    const bytes = unpack(chunk);
    track.hash.update(bytes);
    track.stored += bytes.length;
    track.lines += countLineEnds(bytes);
  }
  return track;
}

interface Staging {
  readonly at: string;
  /** More comes at once: what is large is stored as it is, and noted in `left`. */
  readonly isHurried: boolean;
  readonly left: ChunkKey[];
}

function stageAttempt(attempt: Attempt, rows: Rows, { at, isHurried, left }: Staging): () => void {
  const { run, step, host, attempt: number } = attempt.ref;
  const id = attempt.id ?? Number(rows.add.run(run, step, host, number).lastInsertRowid);
  const settled = STREAMS.map((stream) =>
    stageTrack(attempt.tracks[stream], (offset, lines, bytes) => {
      const isLeft = isHurried && bytes.length >= COMPRESS_FROM_BYTES;
      const packed: Packed = isLeft ? { compression: 'none', bytes } : pack(bytes);
      rows.addChunk.run(id, stream, offset, bytes.length, lines, at, packed.compression, packed.bytes);
      if (isLeft) left.push([id, stream, offset]);
    }),
  );
  return () => {
    attempt.id = id;
    for (const settle of settled) settle();
  };
}

function stageTrack(track: Track, store: (at: number, lines: number, bytes: Uint8Array) => void): () => void {
  const all = Buffer.concat(track.waiting);
  let lines = track.lines;
  for (let from = 0; from < all.length; from += CHUNK_BYTES) {
    const bytes = all.subarray(from, from + CHUNK_BYTES);
    store(track.stored + from, lines, bytes);
    lines += countLineEnds(bytes);
  }
  return () => {
    track.stored += all.length;
    track.lines = lines;
    track.waiting = [];
    track.waitingBytes = 0;
  };
}

export function countLineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_END); at !== -1; at = bytes.indexOf(LINE_END, at + 1)) count += 1;
  return count;
}

function perStream<T>(value: (stream: Stream) => T): Record<Stream, T> {
  return { stdout: value('stdout'), stderr: value('stderr') };
}

function size(track: Track): number {
  return track.stored + track.waitingBytes;
}

function digest(track: Track): { readonly bytes: number; readonly sha256: string } {
  return { bytes: size(track), sha256: track.hash.copy().digest('hex') };
}

function waitingBytes(attempts: Iterable<Attempt>): number {
  let sum = 0;
  for (const { tracks } of attempts) sum += tracks.stdout.waitingBytes + tracks.stderr.waitingBytes;
  return sum;
}
