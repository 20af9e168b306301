import type { Database } from 'better-sqlite3';
import type { OutputDigest, RunEventBody, RunId } from '#core/run/events.ts';
import type { KeptOutput } from '#core/run/kept-output.ts';
import { STREAMS } from '#core/run/stream.ts';
import type { Clock, OutputRef, OutputWriter, Stream } from '#engine/ports.ts';
import { COMPRESS_FROM_BYTES, type Packed, pack } from './chunk-packing.ts';
import { hasten } from './connection.ts';
import { lastDigests } from './last-digests.ts';
import { type ChunkKey, createLaterPacking } from './later-packing.ts';
import {
  endOf,
  type KeepingRoom,
  openTrack,
  type StoredChunk,
  sizeOf,
  stageTrack,
  type Track,
  takeFirst,
} from './output-track.ts';
import { guarded } from './store-failure.ts';
import { CHUNK_BYTES } from './waiting-output.ts';

/** Raw bytes of all streams that may wait together. */
const WAITING_BYTES = 4 * 1024 * 1024;
const FLUSH_MS = 100;

interface OpenOutput {
  readonly ref: OutputRef;
  readonly tracks: Readonly<Record<Stream, Track>>;
  id: number | null;
  /** The last part of each stream, once the attempt has ended: stored with the event that says so, never without it. */
  lasts: Readonly<Record<Stream, Uint8Array>> | null;
}

export interface OutputStore {
  open(ref: OutputRef): OutputWriter;
  /**
   * Inside a transaction: stores all that waits, and the last parts of those outputs whose ends are among the run's events. The
   * returned function is called once the transaction is durable.
   */
  stage(run: RunId, events: readonly RunEventBody[]): () => void;
  /** Stores all that waits, in a transaction of its own. */
  flush(): void;
  /** The same, and packs what there is time for. */
  close(): void;
}

export interface OutputStoreOptions extends KeepingRoom {
  readonly clock: Clock;
}

/**
 * Keeps output as it arrives, many small pieces of many attempts in one durable commit. What comes faster than the timer is stored as it is
 * and packed later.
 */
export function createOutputStore(
  database: Database,
  { clock, freeBytes, kept }: OutputStoreOptions,
): OutputStore {
  const rows = prepareRows(database);
  const attempts = new Map<string, OpenOutput>();
  const ending = new Map<string, OpenOutput>();
  const dirty = new Set<OpenOutput>();
  const timer = createFlushTimer(clock, () => flush());
  const later = createLaterPacking(database, clock);
  let isInHaste = false;

  function stage(isHurried = false, ended: readonly OpenOutput[] = []): () => void {
    if (isHurried !== isInHaste) hasten(database, isHurried);
    isInHaste = isHurried;
    const at = clock.now().toISOString();
    const left: ChunkKey[] = [];
    const settled = [...new Set([...dirty, ...ended])].map((attempt) =>
      stageAttempt(attempt, rows, { at, isHurried, left, withLast: ended.includes(attempt) }),
    );
    return () => {
      later.add(left);
      for (const settle of settled) settle();
      for (const { ref } of ended) ending.delete(keyOf(ref));
      dirty.clear();
      timer.cancel();
    };
  }

  const commit = database.transaction(stage);
  function flush(isHurried = false): void {
    if (dirty.size > 0) commit.immediate(isHurried)();
  }

  function take(attempt: OpenOutput, stream: Stream, piece: Uint8Array): void {
    timer.throwFailure();
    const bytes = takeFirst(attempt.tracks[stream], piece, { kept, freeBytes });
    if (bytes.length === 0) return;
    dirty.add(attempt);
    if (bytes.length >= CHUNK_BYTES || waitingBytes(dirty) >= WAITING_BYTES) guarded(() => flush(true));
    else timer.start();
  }

  return {
    stage: (run, events) =>
      stage(
        false,
        events.flatMap(({ type, data }) =>
          type === 'attemptFinished' ? (ending.get(keyOf({ run, ...data })) ?? []) : [],
        ),
      ),
    flush: () => flush(),
    close() {
      flush();
      later.close();
    },
    open(ref) {
      const key = keyOf(ref);
      if (attempts.has(key)) throw new Error(`the output of ${key} is being written already`);
      flush();
      const attempt = openAttempt(ref, rows, kept);
      attempts.set(key, attempt);
      return {
        write(stream, bytes) {
          take(attempt, stream, bytes);
          return sizeOf(attempt.tracks[stream]);
        },
        sizes: () => perStream((stream) => attempt.tracks[stream].resumesAt),
        finish() {
          timer.throwFailure();
          attempts.delete(key);
          const digests = endAttempt(attempt);
          if (attempt.lasts !== null) ending.set(key, attempt);
          return digests;
        },
      };
    },
  };
}

function createFlushTimer(clock: Clock, flush: () => void) {
  let cancel: (() => void) | null = null;
  let failure: unknown = null;
  return {
    start(): void {
      cancel ??= clock.after(FLUSH_MS, () => {
        cancel = null;
        try {
          guarded(flush);
        } catch (error) {
          failure = error;
        }
      });
    },
    cancel(): void {
      cancel?.();
      cancel = null;
    },
    /** What went wrong meanwhile, once. */
    throwFailure(): void {
      const error = failure;
      failure = null;
      if (error !== null) throw error;
    },
  };
}

type Rows = ReturnType<typeof prepareRows>;

function prepareRows(database: Database) {
  const chunks = database.prepare<[number, Stream], StoredChunk>(
    'SELECT offset, length, lines_before, compression, bytes FROM chunks WHERE output = ? AND stream = ? ORDER BY offset',
  );
  return {
    digests: lastDigests(database),
    chunksOf: (output: number | null, stream: Stream): Iterable<StoredChunk> =>
      output === null ? [] : chunks.iterate(output, stream),
    find: database
      .prepare<[string, string, string | null, number], number>(
        "SELECT id FROM outputs WHERE run = ? AND step = ? AND ifnull(host, '') = ifnull(?, '') AND attempt = ?",
      )
      .pluck(),
    add: database.prepare<[string, string, string | null, number]>(
      'INSERT INTO outputs (run, step, host, attempt) VALUES (?, ?, ?, ?)',
    ),
    addChunk: database.prepare<[number, Stream, number, number, number, string, string, Uint8Array]>(
      'INSERT INTO chunks (output, stream, offset, length, lines_before, at, compression, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
  };
}

function endAttempt(attempt: OpenOutput): Record<Stream, OutputDigest> {
  const ends = perStream((stream) => endOf(attempt.tracks[stream]));
  if (STREAMS.some((stream) => ends[stream].last.length > 0))
    attempt.lasts = perStream((stream) => ends[stream].last);
  return perStream((stream) => ends[stream].digest);
}

const keyOf = ({ run, step, host, attempt }: OutputRef): string => JSON.stringify([run, step, host, attempt]);

/**
 * An attempt that has output already continues behind it; its hash is made again from what is stored. Where something was left out, its stream has to
 * come again from there, since the hash of the whole can be made of it only.
 */
function openAttempt(ref: OutputRef, rows: Rows, kept: KeptOutput): OpenOutput {
  const id = rows.find.get(ref.run, ref.step, ref.host, ref.attempt) ?? null;
  const ended = id === null ? null : rows.digests(ref);
  return {
    ref,
    id,
    tracks: perStream((stream) => openTrack(rows.chunksOf(id, stream), ended?.[stream]?.cut ?? null, kept)),
    lasts: null,
  };
}

interface Staging {
  readonly at: string;
  /** More comes at once: what is large is stored as it is, and noted in `left`. */
  readonly isHurried: boolean;
  readonly left: ChunkKey[];
  readonly withLast: boolean;
}

function stageAttempt(
  attempt: OpenOutput,
  rows: Rows,
  { at, isHurried, left, withLast }: Staging,
): () => void {
  const { run, step, host, attempt: number } = attempt.ref;
  const id = attempt.id ?? Number(rows.add.run(run, step, host, number).lastInsertRowid);
  const settled = STREAMS.map((stream) =>
    stageTrack(
      attempt.tracks[stream],
      withLast ? attempt.lasts?.[stream] : undefined,
      (offset, lines, bytes) => {
        const isLeft = isHurried && bytes.length >= COMPRESS_FROM_BYTES;
        const packed: Packed = isLeft ? { compression: 'none', bytes } : pack(bytes);
        rows.addChunk.run(id, stream, offset, bytes.length, lines, at, packed.compression, packed.bytes);
        if (isLeft) left.push([id, stream, offset]);
      },
    ),
  );
  return () => {
    attempt.id = id;
    for (const settle of settled) settle();
  };
}

function perStream<T>(value: (stream: Stream) => T): Record<Stream, T> {
  return { stdout: value('stdout'), stderr: value('stderr') };
}

function waitingBytes(attempts: Iterable<OpenOutput>): number {
  let sum = 0;
  for (const { tracks } of attempts) sum += tracks.stdout.waiting.bytes() + tracks.stderr.waiting.bytes();
  return sum;
}
