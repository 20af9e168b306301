import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { attemptKey, attemptsTold, readEnd } from '#core/run/attempts-told.ts';
import type { ChainRow } from '#core/run/chain.ts';
import type { OutputDigest } from '#core/run/events.ts';
import type { EvidenceFinding, OutputChange } from '#core/run/evidence.ts';
import { STREAMS } from '#core/run/stream.ts';
import type { OutputRef, Stream } from '#engine/ports.ts';
import { countLineEnds, unpack } from './chunk-packing.ts';
import type { StoredChunk } from './output-track.ts';

/** What an event says that one stream of one attempt was when the attempt ended. */
interface Statement extends OutputDigest {
  readonly seq: number;
}

interface Statements {
  readonly attempt: AttemptRef;
  readonly stream: Stream;
  /** An attempt that was resumed ended more than once; ordered by size. */
  readonly of: Statement[];
}

interface OutputsWanted {
  readonly rows: readonly ChainRow[];
  /** That of one attempt; without it that of the whole run. */
  readonly only?: Omit<OutputRef, 'run'>;
}

/** Stored output against what the events say of it: every byte, place and line count; of a whole run, also that no more is there. */
export function verifyOutputs(
  database: Database,
  run: string,
  wanted: OutputsWanted,
): readonly EvidenceFinding[] {
  const find = outputIds(database, run);
  const findings = wantedStatements(wanted).flatMap((stated) => {
    const id = find(stated.attempt);
    const check = createStreamCheck(stated.of);
    for (const chunk of id === undefined ? [] : chunksOf(database, id, stated.stream)) {
      if (!check.take(chunk)) break;
    }
    return check.end().map((complaint) => findingOf(run, stated, complaint));
  });
  return [...findings, ...strayOutputs(database, run, wanted)];
}

/** The same, one piece at a time: whoever has other work to do gets to it in between. */
export async function verifyOutputsInPieces(
  database: Database,
  run: string,
  wanted: OutputsWanted,
): Promise<readonly EvidenceFinding[]> {
  const find = outputIds(database, run);
  const findings: EvidenceFinding[] = [];
  for (const stated of wantedStatements(wanted)) {
    const id = find(stated.attempt);
    const check = createStreamCheck(stated.of);
    const behind = id === undefined ? () => undefined : chunksBehind(database, id, stated.stream);
    for (let chunk = behind(-1); chunk !== undefined && check.take(chunk); chunk = behind(chunk.offset))
      await setImmediate();
    findings.push(...check.end().map((complaint) => findingOf(run, stated, complaint)));
  }
  return [...findings, ...strayOutputs(database, run, wanted)];
}

/** Output of a run that belongs to no attempt of its log. */
function strayOutputs(
  database: Database,
  run: string,
  { rows, only }: OutputsWanted,
): readonly EvidenceFinding[] {
  if (only !== undefined) return [];
  const told = attemptsTold(rows);
  const stored = database.prepare<[string], AttemptRef>(
    'SELECT step, host, attempt FROM outputs WHERE run = ?',
  );
  return stored
    .all(run)
    .filter((output) => !told.has(attemptKey(output)))
    .map((of) => ({ run, seq: null, code: 'output-changed', of, how: { kind: 'without-attempt' } }));
}

type AttemptRef = Pick<OutputRef, 'step' | 'host' | 'attempt'>;

function wantedStatements({ rows, only }: OutputsWanted): readonly Statements[] {
  const wanted = only === undefined ? null : attemptKey(only);
  return [...statements(rows)].filter(({ attempt }) => wanted === null || attemptKey(attempt) === wanted);
}

function outputIds(database: Database, run: string) {
  const find = database
    .prepare<[string, string, string | null, number], number>(
      "SELECT id FROM outputs WHERE run = ? AND step = ? AND ifnull(host, '') = ifnull(?, '') AND attempt = ?",
    )
    .pluck();
  return ({ step, host, attempt }: AttemptRef): number | undefined => find.get(run, step, host, attempt);
}

function findingOf(run: string, { stream, attempt }: Statements, { seq, how }: Complaint): EvidenceFinding {
  return { run, seq, code: 'output-changed', of: attempt, how: { ...how, stream } };
}

const COLUMNS = 'offset, length, lines_before, compression, bytes';

/** Each by a question of its own: a database that is being walked through takes nothing else meanwhile. */
function chunksBehind(database: Database, id: number, stream: Stream) {
  const next = database.prepare<[number, Stream, number], StoredChunk>(
    `SELECT ${COLUMNS} FROM chunks WHERE output = ? AND stream = ? AND offset > ? ORDER BY offset LIMIT 1`,
  );
  return (offset: number): StoredChunk | undefined => next.get(id, stream, offset);
}

function chunksOf(database: Database, id: number, stream: Stream): IterableIterator<StoredChunk> {
  return database
    .prepare<[number, Stream], StoredChunk>(
      `SELECT ${COLUMNS} FROM chunks WHERE output = ? AND stream = ? ORDER BY offset`,
    )
    .iterate(id, stream);
}

function statements(rows: readonly ChainRow[]): Iterable<Statements> {
  const all = new Map<string, Statements>();
  for (const row of rows) {
    const event = readEnd(row);
    if (event === null) continue;
    const { seq } = row;
    const attempt = { step: event.step, host: event.host, attempt: event.attempt };
    for (const stream of STREAMS) {
      const id = `${stream} ${attemptKey(attempt)}`;
      const entry = all.get(id) ?? { attempt, stream, of: [] };
      entry.of.push({ ...event[stream], seq });
      entry.of.sort((a, b) => a.bytes - b.bytes);
      all.set(id, entry);
    }
  }
  return all.values();
}

interface Complaint {
  readonly seq: number;
  readonly how: StreamChange;
}

type StreamChange = WithoutStream<Exclude<OutputChange, { readonly kind: 'without-attempt' }>>;
type WithoutStream<Change> = Change extends unknown ? Omit<Change, 'stream'> : never;

/** One pass over the stream, chunk by chunk; each statement is compared with the hash of as many bytes as it names. */
function createStreamCheck(statements: readonly Statement[]) {
  const hash = createHash('sha256');
  const last = statements.at(-1)?.seq ?? 0;
  const complaints: Complaint[] = [];
  const open = [...statements];
  let size = 0;
  let lines = 0;
  let isSound = true;
  const settle = (upTo: number, from: Uint8Array): void => {
    let done = 0;
    for (let next = open[0]; next !== undefined && next.bytes <= upTo; next = open[0]) {
      open.shift();
      hash.update(from.subarray(done, next.bytes - size));
      done = next.bytes - size;
      if (hash.copy().digest('hex') !== next.sha256) {
        complaints.push({ seq: next.seq, how: { kind: 'hash', bytes: next.bytes } });
      }
    }
    hash.update(from.subarray(done));
  };
  settle(0, new Uint8Array());
  return {
    /** False: what follows needs no look. */
    take(chunk: StoredChunk): boolean {
      const bytes = tryUnpack(chunk);
      if (bytes === null || chunk.offset !== size || chunk.lines_before !== lines) {
        complaints.push({ seq: last, how: { kind: 'piece', at: chunk.offset } });
        isSound = false;
        return false;
      }
      settle(size + bytes.length, bytes);
      size += bytes.length;
      lines += countLineEnds(bytes);
      return true;
    },
    end(): readonly Complaint[] {
      if (!isSound) return complaints;
      const [missing] = open;
      const stated = statements.at(-1)?.bytes ?? 0;
      if (missing !== undefined)
        complaints.push({ seq: missing.seq, how: { kind: 'cut', stored: missing.bytes, found: size } });
      if (size > stated) complaints.push({ seq: last, how: { kind: 'added', bytes: size - stated } });
      return complaints;
    },
  };
}

function tryUnpack(chunk: StoredChunk): Uint8Array | null {
  try {
    return unpack(chunk);
  } catch {
    return null;
  }
}
