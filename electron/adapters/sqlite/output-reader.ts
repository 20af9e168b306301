import type { Database } from 'better-sqlite3';
import type { OutputCut } from '#core/run/events.ts';
import type { KeptOutput } from '#core/run/kept-output.ts';
import type { MergedPlace } from '#core/run/merged-output.ts';
import type { OutputRef, Stream } from '#engine/ports.ts';
import { countLineEnds, unpack } from './chunk-packing.ts';
import { lastDigests } from './last-digests.ts';
import type { StoredChunk } from './output-track.ts';
import { storeFailure } from './store-failure.ts';

export interface OutputSize {
  readonly step: string;
  readonly host: string | null;
  readonly attempt: number;
  readonly stdout: number;
  readonly stderr: number;
}

export interface OutputTime {
  readonly step: string;
  readonly host: string | null;
  readonly at: string;
}

export interface OutputMatch {
  /** Of the first matching byte in the stream. */
  readonly offset: number;
  /** 1-based. */
  readonly line: number;
}

export interface SearchOptions {
  readonly ignoreCase?: boolean;
  /** Matches to give at most; 10,000 unless told. */
  readonly limit?: number;
}

/** A part of an output as it was stored. */
export interface OutputChunk extends MergedPlace {
  readonly step: string;
  readonly host: string | null;
  readonly attempt: number;
  readonly length: number;
}

export interface ChunksAsked {
  /** Null: of all steps. */
  readonly step: string | null;
  /** Not with it; null: from the end, or the beginning. */
  readonly from: MergedPlace | null;
  readonly limit: number;
}

/** One stream of one attempt. */
export type StreamRef = OutputRef & { readonly stream: Stream };

export interface OutputReader {
  /** Stored bytes from an offset, `limit` at most, and how many are stored in all. */
  readOutput(
    ref: StreamRef,
    from: number,
    limit: number,
  ): { readonly bytes: Uint8Array; readonly total: number };
  /** What was left out of it; null while it is running, or where all of it is stored. */
  outputCut(ref: StreamRef): OutputCut | null;
  /** What is stored of every attempt of a run that wrote something. */
  outputSizes(run: string): readonly OutputSize[];
  /** When output of each unit was last stored, up to the given time; ISO 8601. */
  outputTimes(run: string, until?: string): readonly OutputTime[];
  /** When the part was stored in which this byte stands, ISO 8601; null: there is none. */
  storedAt(ref: StreamRef, offset: number): string | null;
  /** Parts of all outputs of a run that stand before a place in the order in which they were stored, the newest first. */
  chunksBefore(run: string, asked: ChunksAsked): readonly OutputChunk[];
  /** Those after a place, the oldest first. */
  chunksAfter(run: string, asked: ChunksAsked): readonly OutputChunk[];
  /** Where a text stands in the stored bytes, in order; matches do not overlap. */
  searchOutput(ref: StreamRef, text: string, options?: SearchOptions): readonly OutputMatch[];
}

const MATCHES = 10_000;
/** Later than any ISO 8601 time of ours. */
const END_OF_TIME = '9999';
const OF_STREAM = `output = (SELECT id FROM outputs WHERE run = ? AND step = ? AND ifnull(host, '') = ifnull(?, '') AND attempt = ?)
  AND stream = ?`;

type StreamKey = [run: string, step: string, host: string | null, attempt: number, stream: Stream];

export function createOutputReader(database: Database, { first, least }: KeptOutput): OutputReader {
  const columns = 'offset, length, lines_before, compression, bytes';
  const total = database
    .prepare<StreamKey, number>(
      `SELECT offset + length FROM chunks WHERE ${OF_STREAM} ORDER BY offset DESC LIMIT 1`,
    )
    .pluck();
  const chunksFrom = database.prepare<[...StreamKey, number], StoredChunk>(
    `SELECT ${columns} FROM chunks WHERE ${OF_STREAM} AND offset >= ? ORDER BY offset`,
  );
  const chunkAt = database
    .prepare<[...StreamKey, number], number>(
      `SELECT offset FROM chunks WHERE ${OF_STREAM} AND offset <= ? ORDER BY offset DESC LIMIT 1`,
    )
    .pluck();
  const stored = database
    .prepare<[...StreamKey, number], string>(
      `SELECT at FROM chunks WHERE ${OF_STREAM} AND offset <= ? ORDER BY offset DESC LIMIT 1`,
    )
    .pluck();
  const sizes = database.prepare<[string], OutputSize>(`
    SELECT step, host, attempt,
      ifnull(sum(length) FILTER (WHERE stream = 'stdout'), 0) AS stdout,
      ifnull(sum(length) FILTER (WHERE stream = 'stderr'), 0) AS stderr
    FROM outputs JOIN chunks ON output = outputs.id WHERE run = ? GROUP BY outputs.id ORDER BY outputs.id
  `);

  const times = database.prepare<[string, string], OutputTime>(`
    SELECT step, host, max(at) AS at FROM outputs JOIN chunks ON output = outputs.id
    WHERE run = ? AND at <= ? GROUP BY step, ifnull(host, '')
  `);

  const merged = mergedChunks(database);
  const ended = lastDigests(database);
  return {
    outputCut(ref) {
      // Of less than that nothing is ever left out: no event has to be looked for.
      if ((total.get(...streamKey(ref)) ?? 0) < Math.min(first, least)) return null;
      return ended(ref)?.[ref.stream]?.cut ?? null;
    },
    outputSizes: (run) => sizes.all(run),
    outputTimes: (run, until = END_OF_TIME) => times.all(run, until),
    storedAt: (ref, offset) => stored.get(...streamKey(ref), offset) ?? null,
    ...merged,
    readOutput(ref, from, limit) {
      const key = streamKey(ref);
      const parts: Uint8Array[] = [];
      let [at, left] = [from, limit];
      for (const chunk of chunksFrom.iterate(...key, chunkAt.get(...key, from) ?? 0)) {
        if (left <= 0) break;
        const part = intact(chunk)
          .subarray(Math.max(0, at - chunk.offset))
          .subarray(0, left);
        parts.push(part);
        at += part.length;
        left -= part.length;
      }
      return { bytes: Buffer.concat(parts), total: total.get(...key) ?? 0 };
    },
    searchOutput(ref, text, { ignoreCase = false, limit = MATCHES } = {}) {
      if (text === '') return [];
      return search(chunksFrom.iterate(...streamKey(ref), 0), needle(text, ignoreCase), limit);
    },
  };
}

type ChunksKey = [string, string | null, string | null, string, number, string, number, number];

function mergedChunks(database: Database): Pick<OutputReader, 'chunksBefore' | 'chunksAfter'> {
  const chunks = (than: '<' | '>', order: 'ASC' | 'DESC') =>
    database.prepare<ChunksKey, OutputChunk>(`
      SELECT outputs.id AS output, step, host, attempt, stream, offset, length, at
      FROM outputs JOIN chunks ON output = outputs.id
      WHERE run = ? AND (? IS NULL OR step = ?) AND (at, outputs.id, stream, offset) ${than} (?, ?, ?, ?)
      ORDER BY at ${order}, outputs.id ${order}, stream ${order}, offset ${order} LIMIT ?`);
  const before = chunks('<', 'DESC');
  const after = chunks('>', 'ASC');
  const key = (run: string, { step, from, limit }: ChunksAsked, end: string): ChunksKey => {
    const { at, output, stream, offset } = from ?? { at: end, output: 0, stream: '', offset: 0 };
    return [run, step, step, at, output, stream, offset, limit];
  };
  return {
    chunksBefore: (run, asked) => before.all(...key(run, asked, END_OF_TIME)),
    chunksAfter: (run, asked) => after.all(...key(run, asked, '')),
  };
}

function streamKey({ run, step, host, attempt, stream }: StreamRef): StreamKey {
  return [run, step, host, attempt, stream];
}

function intact(chunk: StoredChunk): Buffer {
  try {
    return unpack(chunk);
  } catch (error) {
    throw storeFailure('damaged', error);
  }
}

interface Needle {
  /** Over text in which each character stands for one byte. */
  readonly pattern: RegExp;
  /** Bytes of the longest spelling. */
  readonly bytes: number;
}

/** The text's UTF-8 bytes, or all spellings of them in capital and lowercase letters. */
function needle(text: string, ignoreCase: boolean): Needle {
  const spellings = [...text].map((letter) => [
    ...new Set(
      (ignoreCase ? [letter, letter.toLowerCase(), letter.toUpperCase()] : [letter]).map((spelling) =>
        Buffer.from(spelling, 'utf8').toString('latin1'),
      ),
    ),
  ]);
  const source = spellings.map((of) => `(?:${of.map(escapeForPattern).join('|')})`).join('');
  const bytes = spellings.reduce((sum, of) => sum + Math.max(...of.map((spelling) => spelling.length)), 0);
  return { pattern: new RegExp(source, 'g'), bytes };
}

function escapeForPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function search(
  chunks: Iterable<StoredChunk>,
  { pattern, bytes }: Needle,
  limit: number,
): readonly OutputMatch[] {
  const matches: OutputMatch[] = [];
  let tail: Uint8Array = Buffer.alloc(0);
  let searchedTo = 0;
  for (const chunk of chunks) {
    const window = Buffer.concat([tail, intact(chunk)]);
    const start = chunk.offset - tail.length;
    let line = chunk.lines_before + 1 - countLineEnds(tail);
    let countedTo = 0;
    for (const match of window.toString('latin1').matchAll(pattern)) {
      if (matches.length === limit) return matches;
      line += countLineEnds(window.subarray(countedTo, match.index));
      countedTo = match.index;
      matches.push({ offset: start + match.index, line });
      searchedTo = start + match.index + match[0].length;
    }
    tail = window.subarray(Math.max(0, window.length - bytes + 1, searchedTo - start));
  }
  return matches;
}
