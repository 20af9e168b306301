/** Packs output that was stored as it came, when nothing more comes: the same bytes, in less room. */
import type { Database } from 'better-sqlite3';
import type { Clock, Stream } from '#engine/ports.ts';
import { type Packed, pack } from './chunk-packing.ts';
import { storeFailureCode } from './store-failure.ts';

/** Output, stream and offset of a chunk. */
export type ChunkKey = [number, Stream, number];

export interface LaterPacking {
  /** They are durable by now. */
  add(chunks: readonly ChunkKey[]): void;
  /** Packs on for a moment; what is left stays as it is. */
  close(): void;
}

/** Nothing is packed until so long after the last that came. */
const QUIET_MS = 200;
const PAUSE_MS = 20;
/** Raw bytes in one commit: some ten milliseconds. */
const AT_ONCE_BYTES = 2 * 1024 * 1024;
const CLOSING_MS = 500;

export function createLaterPacking(database: Database, clock: Clock): LaterPacking {
  const find = database.prepare<ChunkKey, Packed>(
    'SELECT compression, bytes FROM chunks WHERE output = ? AND stream = ? AND offset = ?',
  );
  const replace = database.prepare<[string, Uint8Array, ...ChunkKey]>(
    'UPDATE chunks SET compression = ?, bytes = ? WHERE output = ? AND stream = ? AND offset = ?',
  );
  let waiting: ChunkKey[] = [];
  let cancel = (): void => undefined;

  const packSome = database.transaction(() => {
    let bytes = 0;
    let done = 0;
    for (; done < waiting.length && bytes < AT_ONCE_BYTES; done += 1) {
      const key = waiting[done];
      const found = key && find.get(...key);
      if (key === undefined || found?.compression !== 'none') continue;
      bytes += found.bytes.length;
      const packed = pack(found.bytes);
      if (packed.compression !== 'none') replace.run(packed.compression, packed.bytes, ...key);
    }
    return done;
  });

  /** It is a convenience: where the disk or the file fails, whoever stores something next is told. */
  function packNext(): void {
    try {
      waiting = waiting.slice(packSome.immediate());
    } catch (error) {
      if (storeFailureCode(error) === null) throw error;
      waiting = [];
    }
  }

  function packLater(ms: number): void {
    cancel();
    cancel = clock.after(ms, () => {
      packNext();
      if (waiting.length > 0) packLater(PAUSE_MS);
    });
  }

  return {
    add(chunks) {
      if (chunks.length === 0) return;
      waiting.push(...chunks);
      packLater(QUIET_MS);
    },
    close() {
      cancel();
      const until = clock.monotonicMs() + CLOSING_MS;
      while (waiting.length > 0 && clock.monotonicMs() < until) packNext();
    },
  };
}
