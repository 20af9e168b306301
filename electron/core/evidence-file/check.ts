/** Holds an evidence file against itself: every line against its sum, the events against their chain, texts and outputs against the events. */
import { attemptKey, attemptsTold, type EndTold, readEnd, readEvent } from '../run/attempts-told.ts';
import { type ChainRow, checkRows } from '../run/chain.ts';
import type { RunHeader } from '../run/events.ts';
import type { EvidenceFinding } from '../run/evidence.ts';
import { STREAMS, type Stream } from '../run/stream.ts';
import {
  type About,
  type EventPart,
  FORMAT,
  type Hashing,
  type HeldOutput,
  type HeldPart,
  sealOf,
  splitLine,
  sumOf,
} from './parts.ts';

/** One thing wrong with the file itself; `core/words/library/describe-evidence-file.ts` says it. */
export type FileFinding =
  | { readonly code: 'line-changed'; readonly line: number; readonly of: string | null }
  | { readonly code: 'seal-changed'; readonly line: number }
  | { readonly code: 'part-missing'; readonly part: HeldPart['part'] }
  | { readonly code: 'format-unknown'; readonly format: unknown }
  | { readonly code: 'text-changed'; readonly part: 'plan' | 'release' }
  | { readonly code: 'output-missing'; readonly of: string };

export interface CheckedFile {
  readonly about: About | null;
  readonly events: readonly ChainRow[];
  readonly outputs: readonly HeldOutput[];
  /** Null where it is not there. */
  readonly report: string | null;
  readonly findings: readonly (FileFinding | EvidenceFinding)[];
}

/** `text`: all lines, as `writeParts` made them; `firstLine` is the line of the file on which the first stands. */
export function checkFile(text: string, hash: Hashing, firstLine = 1): CheckedFile {
  const lines = text.split('\n');
  const seal = lines.pop() ?? '';
  const read = lines.map((line, i) => readLine(line, { hash, number: firstLine + i }));
  const parts = read.flatMap(({ part }) => (part === null ? [] : [part]));
  const about = parts.find((part): part is About => part.part === 'about') ?? null;
  const events = parts.filter((part): part is EventPart => part.part === 'event');
  const outputs = parts.filter((part): part is HeldOutput => part.part === 'output');
  const found: (FileFinding | EvidenceFinding)[] = read.flatMap(({ finding }) => finding ?? []);
  if (seal !== sealOf(lines, hash)) found.push({ code: 'seal-changed', line: firstLine + lines.length });
  if (about !== null && about.format !== FORMAT) found.push({ code: 'format-unknown', format: about.format });
  for (const part of ['about', 'plan', 'event', 'report'] as const)
    if (!parts.some((each) => each.part === part)) found.push({ code: 'part-missing', part });
  found.push(
    ...checkEvents(events, about, hash),
    ...checkTexts(parts, events, hash),
    ...checkOutputs(outputs, events, hash),
  );
  const report = parts.find((part) => part.part === 'report');
  return { about, events, outputs, report: report?.part === 'report' ? report.html : null, findings: found };
}

interface ReadLine {
  readonly part: HeldPart | null;
  readonly finding: FileFinding | null;
}

function readLine(
  line: string,
  { hash, number }: { readonly hash: Hashing; readonly number: number },
): ReadLine {
  const { sum, json } = splitLine(line);
  const part = readEvent<HeldPart>(json);
  const isWhole = sumOf(json, hash) === sum && part !== null;
  return { part, finding: isWhole ? null : { code: 'line-changed', line: number, of: part && nameOf(part) } };
}

/** What a line is of, for people; null where it can no longer be told. */
function nameOf(part: HeldPart): string | null {
  switch (part.part) {
    case 'about':
      return 'the head of the file';
    case 'plan':
      return 'the plan';
    case 'release':
      return "the release's text";
    case 'event':
      return `event ${part.seq}`;
    case 'output':
      return nameOfOutput(part);
    case 'report':
      return 'the report';
    default:
      return null;
  }
}

export function nameOfOutput({
  step,
  host,
  attempt,
  stream,
}: Pick<HeldOutput, 'step' | 'host' | 'attempt' | 'stream'>): string {
  return `${stream} of step ${step}${host === null ? '' : ` on ${host}`}, attempt ${attempt}`;
}

function checkEvents(
  events: readonly EventPart[],
  about: About | null,
  hash: Hashing,
): readonly EvidenceFinding[] {
  if (about === null) return checkRows(events, hash.text);
  const { run, head } = about;
  const expectedHeads = [{ run, seq: head.seq, head: head.hash, name: 'the head of the file', last: true }];
  return checkRows(events, hash.text, { expectedHeads });
}

/** The plan and the release are those that the first event names. */
function checkTexts(
  parts: readonly HeldPart[],
  [first]: readonly EventPart[],
  hash: Hashing,
): readonly FileFinding[] {
  const header = first?.type === 'runCreated' ? readEvent<RunHeader>(first.data) : null;
  if (header === null) return [];
  return parts.flatMap((part) => {
    if (part.part !== 'plan' && part.part !== 'release') return [];
    const named = part.part === 'plan' ? header.planSha256 : header.revision;
    return hash.text(part.text) === named ? [] : [{ code: 'text-changed', part: part.part } as const];
  });
}

interface Stated {
  readonly seq: number;
  readonly bytes: number;
  readonly sha256: string;
}

function checkOutputs(
  outputs: readonly HeldOutput[],
  events: readonly EventPart[],
  hash: Hashing,
): readonly (FileFinding | EvidenceFinding)[] {
  const stated = statedOutputs(events);
  const there = new Map(outputs.map((output) => [nameOfOutput(output), output]));
  const missing = [...stated]
    .filter(([name, of]) => of.some(({ bytes }) => bytes > 0) && !there.has(name))
    .map(([name]) => ({ code: 'output-missing', of: name }) as const);
  const run = events[0]?.run ?? null;
  const attempts = attemptsTold(events);
  const stray = outputs
    .filter((output) => !attempts.has(attemptKey(output)))
    .map(({ step, host, attempt }) => ({
      ...{ run, seq: null, code: 'output-changed' as const, of: { step, host, attempt } },
      how: { kind: 'without-attempt' as const },
    }));
  return [
    ...missing,
    ...stray,
    ...outputs.flatMap((output) =>
      checkOutput(output, { run, stated: stated.get(nameOfOutput(output)) ?? [], hash }),
    ),
  ];
}

interface AgainstEvents {
  readonly run: string | null;
  readonly stated: readonly Stated[];
  readonly hash: Hashing;
}

/** An attempt that was resumed ended more than once: what each event says is of as many bytes as it names. */
function checkOutput(output: HeldOutput, { run, stated, hash }: AgainstEvents): readonly EvidenceFinding[] {
  const { step, host, attempt, stream, base64 } = output;
  const of = { step, host, attempt };
  if (base64 === null) return [];
  const bytes = hash.fromBase64(base64);
  const most = Math.max(0, ...stated.map((each) => each.bytes));
  const last = stated.at(-1)?.seq ?? null;
  if (bytes.length < most)
    return [
      {
        run,
        seq: last,
        code: 'output-changed',
        of,
        how: { kind: 'cut', stream, stored: most, found: bytes.length },
      },
    ];
  if (stated.length > 0 && bytes.length > most)
    return [
      {
        run,
        seq: last,
        code: 'output-changed',
        of,
        how: { kind: 'added', stream, bytes: bytes.length - most },
      },
    ];
  return stated
    .filter((each) => hash.bytes(bytes.subarray(0, each.bytes)) !== each.sha256)
    .map(({ seq, bytes: size }) => ({
      ...{ run, seq, code: 'output-changed' as const, of },
      how: { kind: 'hash' as const, stream, bytes: size },
    }));
}

function statedOutputs(events: readonly EventPart[]): ReadonlyMap<string, readonly Stated[]> {
  const stated = new Map<string, Stated[]>();
  for (const event of events) {
    const ended = readEnd(event);
    if (ended === null) continue;
    for (const stream of STREAMS) add(stated, ended, { seq: event.seq, stream });
  }
  return stated;
}

function add(
  stated: Map<string, Stated[]>,
  ended: EndTold,
  { seq, stream }: { readonly seq: number; readonly stream: Stream },
): void {
  const name = nameOfOutput({ ...ended, stream });
  const { bytes, sha256 } = ended[stream];
  stated.set(name, [...(stated.get(name) ?? []), { seq, bytes, sha256 }]);
}
