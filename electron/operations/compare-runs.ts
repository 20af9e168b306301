/** Two runs of one release compared with each other, unit by unit: a rehearsal and the live run, or two checks for drift. */

import type { Library } from '#adapters/sqlite/library.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import {
  comparedRun,
  compareUnits,
  endedAttempts,
  isInBaseline,
  isSameHost,
  pairUnits,
  type RunComparison,
  type StreamComparison,
  type UnitComparison,
  type UnitPair,
} from '#core/run/comparison.ts';
import type { RunId } from '#core/run/events.ts';
import { createNormaliser } from '#core/run/normalise.ts';
import { lastAttempt, type RunState, type Unit, unitKey } from '#core/run/state.ts';
import { describeUnsound } from '#core/words/library/describe-evidence.ts';
import type { Failure, Result, Stream } from '#engine/ports.ts';
import { diffLines, type Side } from './line-diff.ts';
import { refuse } from './refuse.ts';
import { type OpenedRun, openRun, whyNotOpened } from './start-run.ts';

/** A larger output is compared by its hash and size only. */
const MOST_COMPARED_BYTES = 2 * 1024 * 1024;
/** All outputs that are compared line by line together; what comes after that is compared by hash and size. */
const MOST_COMPARED_IN_ALL = 64 * 1024 * 1024;
/** Lines that all units together show; of what comes after that the lines are counted only. */
const MOST_LINES_IN_ALL = 20_000;

export interface ComparisonWish {
  readonly run: RunId;
  readonly other: RunId;
  /** Everything, or only what checks and probes answered. */
  readonly what: 'everything' | 'baseline';
}

/** The first run is the one that the second is compared with. */
export function compareRuns(
  library: Library,
  { run, other, what }: ComparisonWish,
): Result<RunComparison, Failure> {
  const [a, b] = [openRun(library, run), openRun(library, other)];
  if (a === null || b === null) return { ok: false, error: whyNotOpened(library, a === null ? run : other) };
  const misfit = whyNot(a.state, b.state);
  if (misfit !== null) return refuse('not-comparable', misfit);
  const states = { a: a.state, b: b.state };
  const pairs = pairUnits(a.state, b.state).filter(
    (pair) => what === 'everything' || (isInBaseline(pair, states) && !isOutsideLimit(pair, states)),
  );
  return { ok: true, value: comparisonOf(library, { a, b }, pairs) };
}

function whyNot({ header: a }: RunState, { header: b }: RunState): string | null {
  if (a.run === b.run) return `${a.run} is named twice; name another run of the same release`;
  if (a.releaseId !== b.releaseId)
    return `${a.run} is a run of ${a.releaseId} and ${b.run} one of ${b.releaseId}; compare two runs of one release`;
  if (a.plan !== b.plan)
    return `${a.run} ran the ${a.plan} plan and ${b.run} the ${b.plan} plan; compare two runs of one plan`;
  return null;
}

/** A host that a run was not to touch has not drifted. */
function isOutsideLimit({ a, b }: UnitPair, states: Both<RunState>): boolean {
  if (a === null) return states.a.header.limit !== null;
  return b === null && states.b.header.limit !== null;
}

interface Both<T> {
  readonly a: T;
  readonly b: T;
}

function comparisonOf(library: Library, runs: Both<OpenedRun>, pairs: readonly UnitPair[]): RunComparison {
  const states = { a: runs.a.state, b: runs.b.state };
  const reading: OutputComparison = {
    library,
    states,
    bytesLeft: MOST_COMPARED_IN_ALL,
    linesLeft: MOST_LINES_IN_ALL,
    unsound: [],
  };
  const units = pairs.map((pair) => comparePair(pair, reading));
  const same = units.filter(({ verdict }) => verdict === 'same').length;
  return {
    a: comparedRun(runs.a),
    b: comparedRun(runs.b),
    units,
    same,
    differs: units.length - same,
    unsound: [...unsoundRuns(runs), ...reading.unsound],
  };
}

function unsoundRuns({ a, b }: Both<OpenedRun>): readonly string[] {
  return [a, b].flatMap(({ state, evidence }) => describeUnsound(state.header.run, evidence) ?? []);
}

interface OutputComparison {
  readonly library: Library;
  readonly states: Both<RunState>;
  /** How much may still be compared line by line. */
  bytesLeft: number;
  /** How many lines may still be shown. */
  linesLeft: number;
  /** In words which outputs are not those that were recorded. */
  readonly unsound: string[];
}

function comparePair({ a, b }: UnitPair, reading: OutputComparison): UnitComparison {
  if (a && b) return compareBoth({ a, b }, reading);
  const [unit, verdict] = a ? [a, 'only-a' as const] : [b, 'only-b' as const];
  if (!unit) throw new Error('a pair of units holds none');
  return { ...unit.ref, otherHost: null, verdict, changed: [], stdout: null, stderr: null };
}

function compareBoth(units: Both<Unit>, reading: OutputComparison): UnitComparison {
  const stdout = compareStreams(units, 'stdout', reading);
  const stderr = compareStreams(units, 'stderr', reading);
  const { a, b } = reading.states;
  const changed = compareUnits(units.a, units.b, [a.outcome, b.outcome]);
  const isSame = [stdout, stderr].every((compared) => compared === null || compared.sameAfterNormalising);
  return {
    ...units.a.ref,
    otherHost: isSameHost(units.a, units.b) ? null : units.b.ref.host,
    verdict: isSame && changed.length === 0 ? 'same' : 'differs',
    changed,
    stdout,
    stderr,
  };
}

/** Null where neither printed anything, or one was not seen to end. */
function compareStreams(
  units: Both<Unit>,
  stream: Stream,
  reading: OutputComparison,
): StreamComparison | null {
  const ended = endedAttempts(units.a, units.b);
  const a = ended?.[0].finished?.[stream];
  const b = ended?.[1].finished?.[stream];
  if (!a || !b || a.bytes + b.bytes === 0) return null;
  const alike = {
    added: 0,
    removed: 0,
    sameAfterNormalising: true,
    identical: true,
    byHash: false,
    lines: [],
  };
  const [printedA, printedB] = [a.cut?.whole ?? a, b.cut?.whole ?? b];
  if (printedA.bytes === printedB.bytes && printedA.sha256 === printedB.sha256) return alike;
  const isLarge = Math.max(a.bytes, b.bytes) > MOST_COMPARED_BYTES || a.bytes + b.bytes > reading.bytesLeft;
  if (isLarge) return { ...alike, sameAfterNormalising: false, identical: false, byHash: true };
  reading.bytesLeft -= a.bytes + b.bytes;
  const diff = diffLines(sideOf('a', { units, stream }, reading), sideOf('b', { units, stream }, reading));
  const lines = diff.lines.slice(0, reading.linesLeft);
  reading.linesLeft -= lines.length;
  return {
    ...alike,
    ...diff,
    lines,
    identical: false,
    sameAfterNormalising: diff.added + diff.removed === 0,
  };
}

interface Streams {
  readonly units: Both<Unit>;
  readonly stream: Stream;
}

function sideOf(
  of: keyof Both<Unit>,
  { units, stream }: Streams,
  { library, states, unsound }: OutputComparison,
): Side {
  const [unit, state] = [units[of], states[of]];
  const { run } = state.header;
  const place = { run, ...unit.ref, attempt: unit.attempts.length, stream };
  const { bytes } = library.readOutput(place, 0, MOST_COMPARED_BYTES);
  if (sha256(bytes) !== lastAttempt(unit)?.finished?.[stream].sha256)
    unsound.push(`${run} DOES NOT VERIFY: ${stream} of ${unitKey(unit.ref)} is not what its log says`);
  const ids = new Map([...idsOf(unit, state), ...(isSameHost(units.a, units.b) ? [] : namesOf(unit, state))]);
  return { output: new TextDecoder().decode(bytes), normalise: createNormaliser(ids) };
}

type OwnId = readonly [id: string, stands: string];

function idsOf({ attempts }: Unit, { header }: RunState): readonly OwnId[] {
  return [[header.run, '<run>'], ...attempts.map(({ id }): OwnId => [id, '<attempt>'])];
}

/** Where one host stands for another, its own names are no difference. */
function namesOf({ ref }: Unit, { plan, preflight }: RunState): readonly OwnId[] {
  const address = plan.hosts.find(({ name }) => name === ref.host)?.address;
  const hostname = preflight?.hosts.find(({ host }) => host === ref.host)?.hostname;
  return [
    ...(address ? [[address, '<host>'] as const] : []),
    ...(hostname ? [[hostname, '<host>'] as const] : []),
    ...(ref.host ? [[ref.host, '<host>'] as const] : []),
  ];
}
