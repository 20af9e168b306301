/** What all hosts of a step, or of a run, printed, line by line in the order in which it was stored. */
import { writeWhole } from '#adapters/files/whole-file.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import type { OutputChunk, StreamRef } from '#adapters/sqlite/output-reader.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { OutputCut, RunId } from '#core/run/events.ts';
import type { MergedLine, MergedMatches, MergedPart, MergedPlace } from '#core/run/merged-output.ts';
import { STREAMS } from '#core/run/stream.ts';
import { formatLineOrigin } from '#core/words/figures/format-line-origin.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { labelGap } from '#core/words/run/describe-output.ts';
import { spellHidden } from '#core/words/text/hidden-characters.ts';

export interface MergedSource {
  readonly library: Library;
  readonly run: RunId;
  /** Null: all of the run. */
  readonly step: string | null;
}

/** So much is given at once. */
const PART_BYTES = 256 * 1024;
/** Chunks that are read at once. */
const CHUNKS = 200;
/** A line that is longer is given in parts, as it was stored. */
const LONGEST_LINE = 8 * 1024;
const LINE_END = 0x0a;

/** The lines before a place, the newest as far as they have room; null: the end. */
export function mergedBefore(source: MergedSource, before: MergedPlace | null): MergedPart {
  const { library, run, step } = source;
  const parts: (readonly MergedLine[])[] = [];
  let bytes = 0;
  let from = before;
  for (;;) {
    const chunks = library.chunksBefore(run, { step, from, limit: CHUNKS });
    for (const chunk of chunks) {
      if (bytes >= PART_BYTES) return { lines: parts.reverse().flat(), earlier: from };
      parts.push(linesOf(source, chunk));
      bytes += chunk.length;
      from = placeOf(chunk);
    }
    if (chunks.length < CHUNKS) return { lines: parts.reverse().flat(), earlier: null };
  }
}

/** All of it from the beginning, a part at a time. */
export function* mergedWhole(source: MergedSource): Generator<readonly MergedLine[]> {
  const { library, run, step } = source;
  let from: MergedPlace | null = null;
  for (;;) {
    const chunks: readonly OutputChunk[] = library.chunksAfter(run, { step, from, limit: CHUNKS });
    for (const chunk of chunks) {
      yield linesOf(source, chunk);
      from = placeOf(chunk);
    }
    if (chunks.length < CHUNKS) return;
  }
}

/** Matches that are given at most. */
const MOST_MATCHES = 1000;

/** Lines with the text in them, in capital or lowercase letters. */
export function searchMerged(source: MergedSource, text: string): MergedMatches {
  const { library, run, step } = source;
  const lines: MergedLine[] = [];
  let isCut = false;
  for (const output of library.outputSizes(run).filter((each) => step === null || each.step === step))
    for (const stream of STREAMS) {
      const ref: StreamRef = { run, ...namedAs(output), attempt: output.attempt, stream };
      const hits = library.searchOutput(ref, text, { ignoreCase: true, limit: MOST_MATCHES });
      isCut ||= hits.length === MOST_MATCHES;
      const found = new Map(hits.map(({ line, offset }) => [line, offset]));
      lines.push(...[...found.values()].map((offset) => lineAt(source, ref, offset)));
    }
  const sorted = lines.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return { lines: sorted.slice(0, MOST_MATCHES), isCut: isCut || sorted.length > MOST_MATCHES };
}

/** The line in which this byte stands, as far as it is not too long. */
function lineAt({ library }: MergedSource, ref: StreamRef, offset: number): MergedLine {
  const from = Math.max(0, offset - LONGEST_LINE);
  const bytes = Buffer.from(library.readOutput(ref, from, offset - from + LONGEST_LINE).bytes);
  const at = offset - from;
  const begin = at === 0 ? 0 : bytes.lastIndexOf(LINE_END, at - 1) + 1;
  const end = bytes.indexOf(LINE_END, at);
  const { step, host, attempt, stream } = ref;
  const line = bytes.subarray(begin, end < 0 ? bytes.length : end);
  return {
    at: library.storedAt(ref, offset) ?? '',
    ...namedAs({ step, host }),
    attempt,
    stream,
    bytes: line.toString('base64'),
    ours: null,
  };
}

/** The lines that end in this part of an output, and the last one where that has no end yet. */
function linesOf({ library, run }: MergedSource, chunk: OutputChunk): readonly MergedLine[] {
  const { at, attempt, stream, offset, length } = chunk;
  const ref: StreamRef = { run, ...namedAs(chunk), attempt, stream };
  const from = Math.max(0, offset - LONGEST_LINE);
  const { bytes, total } = library.readOutput(ref, from, offset + length - from);
  const held = Buffer.from(bytes);
  const isLast = offset + length >= total;
  const own = offset - from;
  let begin = beginOfLine(held, own);
  const said = { at, ...namedAs(chunk), attempt, stream };
  const lines: MergedLine[] = [];
  const gaps = gapsIn(library.outputCut(ref), offset, isLast ? Number.POSITIVE_INFINITY : offset + length);
  const putGaps = (upTo: number): void => {
    while (gaps[0] !== undefined && gaps[0].at <= upTo)
      lines.push({ ...said, bytes: '', ours: labelGap(gaps.shift() as (typeof gaps)[number]) });
  };
  while (begin < held.length) {
    const end = held.indexOf(LINE_END, begin);
    if (end < 0 && !isLast && held.length - begin < LONGEST_LINE) break;
    putGaps(from + begin);
    const line = held.subarray(begin, end < 0 ? held.length : end);
    lines.push({ ...said, bytes: line.toString('base64'), ours: null });
    begin = end < 0 ? held.length : end + 1;
  }
  putGaps(Number.POSITIVE_INFINITY);
  return lines;
}

/** Where the line begins in which byte `own` stands; what is too long was given with the chunk before. */
function beginOfLine(held: Buffer, own: number): number {
  if (own === 0) return 0;
  const before = held.lastIndexOf(LINE_END, own - 1);
  return before < 0 && own === LONGEST_LINE ? own : before + 1;
}

function gapsIn(cut: OutputCut | null, from: number, to: number) {
  return (cut?.gaps ?? []).filter(({ at }) => at >= from && at < to);
}

function namedAs({ step, host }: { readonly step: string; readonly host: string | null }) {
  return { step: step as StepId, host: host as HostName | null };
}

function placeOf({ at, output, stream, offset }: OutputChunk): MergedPlace {
  return { at, output, stream, offset };
}

/** As text, each line with whose it is and, where that is wanted, its time; nothing in it acts on whoever shows it. */
export function writeMergedLine(line: MergedLine, withTimes: boolean): string {
  const time = withTimes ? `${formatZonedTime(line.at)} ` : '';
  const text = line.ours === null ? Buffer.from(line.bytes, 'base64').toString('utf8') : `[${line.ours}]`;
  return `${time}${spellHidden(`${formatLineOrigin(line)} | ${text.replace(/\r$/, '')}`, ['<', '>'])}\n`;
}

/** Into a file, which is there whole or not at all. Throws what the file system refuses. */
export async function saveMerged(source: MergedSource, path: string, withTimes: boolean): Promise<void> {
  async function* text(): AsyncGenerator<string> {
    for (const lines of mergedWhole(source)) {
      yield lines.map((line) => writeMergedLine(line, withTimes)).join('');
      // Whatever else the program has to do comes in between.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
  await writeWhole({ path, content: text() });
}
