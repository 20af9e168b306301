/**
 * The chain that makes a log tamper-evident: every event carries the hash of the one before it.
 * `hash = SHA-256("holdpoint.event.v1\n" ‖ previous hash ‖ "\n" ‖ canonical JSON of {run, seq, at, type, data})`.
 */

import { canonicalJson } from '../canonical-json.ts';
import type { ChainedEvent } from './events.ts';

/** What the first event of a chain stands on. */
export const GENESIS = '0'.repeat(64);

/** SHA-256 of a text as UTF-8, 64 hex digits. */
type HashText = (text: string) => string;

export type Linkable = Pick<ChainedEvent, 'run' | 'seq' | 'at' | 'type' | 'data'>;

/** An event as it is stored: `data` is its canonical JSON, checked to the byte. */
export interface ChainRow {
  readonly run: string | null;
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly data: string;
  readonly prev: string;
  readonly hash: string;
}

/** What stands outside the chain and has to be found in it: the event `seq` had the hash `head`. */
export interface ExpectedHead {
  readonly run: string | null;
  readonly seq: number;
  readonly head: string;
  /** Where it stands, as in "the sealed head". */
  readonly name: string;
  /** Nothing may follow that event. */
  readonly last: boolean;
}

/** `how`: against what it does not hold. */
type ChangedHow =
  | { readonly kind: 'hash' }
  | { readonly kind: 'not-first' }
  /** Against the opening of the run in the library's log. */
  | { readonly kind: 'opening' }
  /** The event `next` had been chained to another. */
  | { readonly kind: 'next'; readonly next: number }
  | { readonly kind: 'head'; readonly name: string };

/** One thing wrong with a chain, named by run and event; `core/words/library/describe-evidence.ts` says it. */
export type ChainFinding = { readonly run: string | null; readonly seq: number } & (
  | { readonly code: 'event-changed'; readonly type: string; readonly how: ChangedHow }
  /** `after`: it stands behind that event; `from`: it was recorded as that one. */
  | { readonly code: 'event-moved'; readonly type: string; readonly after: number }
  | { readonly code: 'event-moved'; readonly type: string; readonly from: number }
  | { readonly code: 'event-doubled'; readonly type: string }
  /** It was recorded elsewhere among the events of other runs. */
  | { readonly code: 'order-changed'; readonly type: string }
  | { readonly code: 'event-added'; readonly type: string; readonly name: string }
  /** From `seq` to `to`. */
  | { readonly code: 'event-missing'; readonly to: number }
  /** `name`, where the head is noted, is event `head`. */
  | { readonly code: 'events-cut'; readonly name: string; readonly head: number }
);

/** The hash of an event that follows `prev`. */
export function linkHash(prev: string, event: Linkable, sha256: HashText): string {
  return rowHash(prev, { ...event, data: canonicalJson(event.data) }, sha256);
}

/** The hash of a stored event that follows `prev`; the canonical JSON is put together from the stored bytes. */
export function rowHash(prev: string, row: Omit<ChainRow, 'prev' | 'hash'>, sha256: HashText): string {
  const [at, run, type] = [row.at, row.run, row.type].map((value) => JSON.stringify(value));
  return sha256(
    `holdpoint.event.v1\n${prev}\n{"at":${at},"data":${row.data},"run":${run},"seq":${row.seq},"type":${type}}`,
  );
}

/** Finds every changed, deleted, moved, doubled, added or cut event; an empty list when the chain is whole. */
export function checkChain(
  events: readonly ChainedEvent[],
  sha256: HashText,
  expectedHeads: readonly ExpectedHead[] = [],
): readonly ChainFinding[] {
  return checkRows(
    events.map((event) => ({ ...event, data: canonicalJson(event.data) })),
    sha256,
    { expectedHeads },
  );
}

/** Where in a chain something begins: behind the event `seq`, which has this hash. */
export interface ChainPlace {
  readonly seq: number;
  readonly hash: string;
}

export const CHAIN_START: ChainPlace = { seq: 0, hash: GENESIS };

export interface ChainBounds {
  readonly expectedHeads?: readonly ExpectedHead[] | undefined;
  /** The rows begin behind this event, which was checked before. */
  readonly after?: ChainPlace;
}

/** `checkChain` for events as they are stored, from the start or behind an event that was checked before. Rows come in the order in which they stand. */
export function checkRows(
  rows: readonly ChainRow[],
  sha256: HashText,
  { expectedHeads = [], after = CHAIN_START }: ChainBounds = {},
): readonly ChainFinding[] {
  if (isLinked(rows, sha256, after))
    return expectedHeads.flatMap((expectedHead) => againstExpected(rows, expectedHead));
  const sorted = rows.toSorted((a, b) => a.seq - b.seq);
  const moved = distinct([...renumbered(sorted, sha256, after), ...misplaced(rows)]);
  const known = new Set(moved.map((finding) => finding.seq));
  const broken = brokenLinks(sorted, sha256, after).filter(
    ({ seq, code }) => code !== 'event-changed' || !known.has(seq),
  );
  const reported = new Set([...known, ...broken.map((finding) => finding.seq)]);
  const atExpected = expectedHeads
    .flatMap((expectedHead) => againstExpected(sorted, expectedHead))
    .filter((finding) => finding.code === 'events-cut' || !reported.has(finding.seq));
  return [...moved, ...broken, ...atExpected].toSorted((a, b) => a.seq - b.seq);
}

/** Every row is the next one and fits its hash: the one pass that a sound log costs. */
function isLinked(rows: readonly ChainRow[], sha256: HashText, after: ChainPlace): boolean {
  let before = after;
  return rows.every((row) => {
    const fits = row.seq === before.seq + 1 && row.prev === before.hash;
    before = row;
    return fits && row.hash === rowHash(row.prev, row, sha256);
  });
}

/** Events that stand after one with a higher number. */
function misplaced(rows: readonly ChainRow[]): readonly ChainFinding[] {
  let highest = 0;
  const seen = new Set<number>();
  const findings: ChainFinding[] = [];
  for (const row of rows) {
    if (row.seq < highest && !seen.has(row.seq)) {
      findings.push({ ...placeOf(row), code: 'event-moved', after: highest });
    }
    highest = Math.max(highest, row.seq);
    seen.add(row.seq);
  }
  return findings;
}

/** The first finding of each event. */
function distinct(findings: readonly ChainFinding[]): readonly ChainFinding[] {
  return [...new Map(findings.toReversed().map((finding) => [finding.seq, finding])).values()];
}

/** Events whose hash fits another number than the one they carry. */
function renumbered(
  sorted: readonly ChainRow[],
  sha256: HashText,
  after: ChainPlace,
): readonly ChainFinding[] {
  if (sorted.every((row) => row.hash === rowHash(row.prev, row, sha256))) return [];
  const byPrev = new Map(sorted.map((row) => [row.prev, row]));
  const seen = new Set<ChainRow>();
  const findings: ChainFinding[] = [];
  let row = byPrev.get(after.hash);
  for (let seq = after.seq + 1; row !== undefined && !seen.has(row); seq += 1) {
    seen.add(row);
    if (row.seq !== seq && row.hash === rowHash(row.prev, { ...row, seq }, sha256)) {
      findings.push({ ...placeOf(row), code: 'event-moved', from: seq });
    }
    row = byPrev.get(row.hash);
  }
  return findings;
}

/** Gaps in the numbers, and events that do not fit their hash or their neighbours. */
function brokenLinks(
  sorted: readonly ChainRow[],
  sha256: HashText,
  after: ChainPlace,
): readonly ChainFinding[] {
  const findings: ChainFinding[] = [];
  let before: { readonly seq: number; readonly hash: string; readonly sound: boolean } = {
    ...after,
    sound: true,
  };
  for (const [index, row] of sorted.entries()) {
    const gap = row.seq - before.seq;
    if (gap === 0) findings.push({ ...placeOf(row), code: 'event-doubled' });
    if (gap > 1) findings.push({ run: row.run, seq: before.seq + 1, code: 'event-missing', to: row.seq - 1 });
    const actual = rowHash(row.prev, row, sha256);
    const sound = actual === row.hash;
    if (!sound) {
      findings.push(changed(row, { kind: 'hash' }));
    } else if (gap === 1 && before.sound && row.prev !== before.hash) {
      findings.push(unlinked(sorted[index - 1], row));
    }
    before = { seq: row.seq, hash: row.hash, sound };
  }
  return findings;
}

/** Two sound neighbours that do not fit: the earlier was replaced after the later had been chained to it. */
function unlinked(before: ChainRow | undefined, row: ChainRow): ChainFinding {
  return before === undefined
    ? changed(row, { kind: 'not-first' })
    : changed(before, { kind: 'next', next: row.seq });
}

/** Holds the chain against a head that was noted elsewhere. */
function againstExpected(sorted: readonly ChainRow[], expected: ExpectedHead): readonly ChainFinding[] {
  const { run, seq: head, name } = expected;
  const last = sorted.at(-1)?.seq ?? 0;
  if (last < head) return [{ run, seq: last + 1, code: 'events-cut', name, head }];
  const added = expected.last ? sorted.filter(({ seq }) => seq > head) : [];
  const others = sorted.filter(({ seq, hash }) => seq === head && hash !== expected.head);
  return [
    ...others.map((row) => changed(row, { kind: 'head', name })),
    ...added.map((row): ChainFinding => ({ ...placeOf(row), code: 'event-added', name })),
  ];
}

function changed(row: ChainRow, how: ChangedHow): ChainFinding {
  return { ...placeOf(row), code: 'event-changed', how };
}

function placeOf({ run, seq, type }: ChainRow): Pick<ChainRow, 'run' | 'seq' | 'type'> {
  return { run, seq, type };
}
