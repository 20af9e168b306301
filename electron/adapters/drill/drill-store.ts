/** The log of a drill: in memory alone, so that nothing of it can reach a library. */
import { createHash } from 'node:crypto';
import type { RunEvent, RunEventBody, RunId } from '#core/run/events.ts';
import type { OutputRef, RunStore, Stream } from '#engine/ports.ts';

export interface DrillStore extends RunStore {
  /** All runs of the drill. */
  readonly runs: ReadonlyMap<RunId, readonly RunEvent[]>;
  /** The program that has the locks is gone. */
  dropLocks(): void;
}

export function createDrillStore(onEvents: (events: readonly RunEvent[]) => void): DrillStore {
  const runs = new Map<RunId, RunEvent[]>();
  const outputs = new Map<string, Record<Stream, Uint8Array[]>>();
  const documents = new Map<string, string>();
  const locks = new Set<RunId>();

  function append(run: RunId, bodies: readonly RunEventBody[], at: string): readonly RunEvent[] {
    const log = runs.get(run) ?? [];
    runs.set(run, log);
    const added = bodies.map((body, i) => ({ ...body, run, seq: log.length + i + 1, at }) as RunEvent);
    log.push(...added);
    onEvents(added);
    return added;
  }

  return {
    runs,
    dropLocks: () => locks.clear(),
    append,
    createRun(header, at, refuse) {
      const refusal = refuse();
      if (refusal !== null) return { ok: false, error: refusal };
      return { ok: true, value: append(header.run, [{ type: 'runCreated', data: header }], at) };
    },
    events: (run, afterSeq = 0) => (runs.get(run) ?? []).slice(afterSeq),
    head: (run) => {
      const seq = run === null ? 0 : (runs.get(run)?.length ?? 0);
      return { seq, hash: hashOf(seq) };
    },
    hashAt: (run, seq) => (seq <= (runs.get(run)?.length ?? 0) ? hashOf(seq) : null),
    putDocument(text) {
      const sha256 = digest([new TextEncoder().encode(text)]);
      documents.set(sha256, text);
      return sha256;
    },
    document: (sha256) => documents.get(sha256) ?? null,
    openOutput(ref) {
      const key = keyOf(ref);
      const kept = outputs.get(key) ?? { stdout: [], stderr: [] };
      outputs.set(key, kept);
      const digestOf = (stream: Stream) => ({ bytes: sizeOf(kept[stream]), sha256: digest(kept[stream]) });
      return {
        write(stream, bytes) {
          kept[stream].push(bytes.slice());
          return sizeOf(kept[stream]);
        },
        sizes: () => ({ stdout: sizeOf(kept.stdout), stderr: sizeOf(kept.stderr) }),
        finish: () => ({ stdout: digestOf('stdout'), stderr: digestOf('stderr') }),
      };
    },
    freeBytes: () => null,
    lockRun(run) {
      if (locks.has(run)) return null;
      locks.add(run);
      return { release: () => void locks.delete(run) };
    },
  };
}

function keyOf({ run, step, host, attempt }: OutputRef): string {
  return JSON.stringify([run, step, host, attempt]);
}

/** A drill is no evidence: its log is not chained. */
function hashOf(seq: number): string {
  return String(seq).padStart(64, '0');
}

const EMPTY_SHA256 = createHash('sha256').digest('hex');

function digest(pieces: readonly Uint8Array[]): string {
  if (pieces.length === 0) return EMPTY_SHA256;
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

function sizeOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
