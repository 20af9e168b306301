import type { Database } from 'better-sqlite3';
import type { Plan } from '#core/plan/model.ts';
import {
  CHAIN_START,
  type ChainPlace,
  type ChainRow,
  checkRows,
  type ExpectedHead,
} from '#core/run/chain.ts';
import type { RunEvent, RunHeader, RunId } from '#core/run/events.ts';
import { type Evidence, type EvidenceFinding, lossFinding } from '#core/run/evidence.ts';
import { hasShape, isWholePlan } from '#core/run/log-shape.ts';
import { isRewritten, type LossEvent } from '#core/run/losses.ts';
import type { OutputRef } from '#engine/ports.ts';
import { type EventLog, sha256 } from './event-log.ts';
import type { LibraryHistory, RunOpening } from './library-history.ts';
import { NO_PLACES, verifyOrder, withOrder } from './verify-order.ts';
import { verifyOutputs, verifyOutputsInPieces } from './verify-outputs.ts';
import { createListedRows, verifyOpening, verifyRunDocuments } from './verify-run.ts';

/** A run as it is stored, and whether that is what was recorded: checked on the same bytes that are handed out. */
export interface RunReading {
  readonly header: RunHeader;
  readonly plan: Plan;
  /** Those that can be read, up to the first that cannot. */
  readonly events: readonly RunEvent[];
  /** Hash of the newest event. */
  readonly head: string;
  readonly evidence: Evidence;
}

export interface RunReader {
  /** Null: there is no such run, or nothing of it that could be shown. */
  readRun(run: RunId): RunReading | null;
  /** Events behind one that was read before. They are checked against what was read then. */
  readOn(run: RunId, afterSeq: number): Pick<RunReading, 'events' | 'head' | 'evidence'>;
  /** Every run that the library's own log says was begun here, whatever is left of it. */
  openedRuns(): readonly RunOpening[];
  /** What is stored of output and is not what the events say of it; of one attempt, or of the whole run. */
  checkOutputs(run: RunId, only?: Omit<OutputRef, 'run'>): readonly EvidenceFinding[];
  /** The same of one attempt, in pieces with time for other work between them. */
  checkOutput(ref: OutputRef): Promise<readonly EvidenceFinding[]>;
}

export interface RunReaderParts {
  readonly database: Database;
  readonly log: EventLog;
  readonly history: () => LibraryHistory;
  /** Found when the library was opened, and not recorded because it cannot be written. */
  readonly losses: readonly LossEvent[];
}

export function createRunReader(parts: RunReaderParts): RunReader {
  const { database, log, history, losses } = parts;
  /** The newest event that this program has read of a run. A log that was written anew since then does not hold it. */
  const read = new Map<string, ChainPlace>();
  const listedRow = createListedRows(database);
  const documentText = database
    .prepare<[string], string>('SELECT text FROM documents WHERE sha256 = ?')
    .pluck();

  function evidenceOf(run: RunId, rows: readonly ChainRow[], after: ChainPlace): Evidence {
    const known = history();
    const opening = known.openings.get(run);
    const lost = [...known.losses, ...losses].filter((loss) => isOf(loss, run));
    const findings: readonly EvidenceFinding[] = [
      ...withOrder(checkRows(rows, sha256, { expectedHeads: expectedOf(run, known, after), after }), () =>
        after.seq > 0 ? [] : verifyOrder(rows, log.places(run), known.places.get(run) ?? NO_PLACES),
      ),
      ...(after.seq > 0
        ? []
        : verifyOpening(rows, { run, opening, isSealed: known.seals.has(run), row: listedRow(run) })),
      ...(after.seq > 0 ? [] : verifyRunDocuments(database, run, known)),
      ...lost.filter(isForgery).map(lossFinding),
      ...known.findings,
    ];
    return { ok: findings.length === 0, findings, losses: lost.map(lossFinding) };
  }

  /** What the seals and earlier readings say was there. Behind `after` only what says something of it. */
  function expectedOf(run: RunId, { seals }: LibraryHistory, after: ChainPlace): readonly ExpectedHead[] {
    const place = read.get(run);
    const earlier: readonly ExpectedHead[] =
      place === undefined
        ? []
        : [{ run, seq: place.seq, head: place.hash, name: 'the one that was read before', last: false }];
    return [...(seals.get(run) ?? []), ...earlier].filter(({ seq }) => seq > after.seq);
  }

  function remember(run: RunId, newest: ChainRow | undefined, { ok }: Evidence): void {
    if (ok && newest !== undefined) read.set(run, { seq: newest.seq, hash: newest.hash });
  }

  /** One look at the database: what another program adds meanwhile is in all of it or in none. */
  const readAll = database.transaction((run: RunId): RunReading | null => {
    const rows = log.rows(run);
    const [first] = rows;
    const header = first?.type === 'runCreated' ? parse<RunHeader>(first.data) : null;
    const plan = header && parse<Plan>(documentText.get(`${header.planSha256}`) ?? '');
    if (header === null || plan === null) return null;
    const evidence = evidenceOf(run, rows, CHAIN_START);
    const events = readable(rows, evidence);
    if (events.length === 0 || !(evidence.ok || isWholePlan(plan))) return null;
    remember(run, rows.at(-1), evidence);
    return { header, plan, events, head: rows.at(-1)?.hash ?? '', evidence };
  });
  const readOn = database.transaction((run: RunId, afterSeq: number): ReturnType<RunReader['readOn']> => {
    const place = read.get(run);
    const isNext = place !== undefined && place.seq <= afterSeq;
    const from = isNext ? place : CHAIN_START;
    const rows = log.rows(run, from.seq);
    const evidence = evidenceOf(run, rows, from);
    remember(run, rows.at(-1), evidence);
    return {
      events: readable(rows, evidence).filter(({ seq }) => seq > afterSeq),
      head: rows.at(-1)?.hash ?? from.hash,
      evidence,
    };
  });
  return {
    readRun: (run) => readAll(run),
    readOn: (run, afterSeq) => readOn(run, afterSeq),
    openedRuns: () => [...history().openings.values()],
    checkOutputs: (run, only) =>
      verifyOutputs(database, run, { rows: log.rows(run), ...(only === undefined ? {} : { only }) }),
    checkOutput: ({ run, ...only }) => verifyOutputsInPieces(database, run, { rows: log.rows(run), only }),
  };
}

function isOf(loss: LossEvent, run: RunId): boolean {
  return loss.type !== 'lossFound' || loss.data.run === null || loss.data.run === run;
}

/** An event of the run itself that is another than the one that was noted: not lost, but written anew. */
function isForgery(loss: LossEvent): boolean {
  return loss.type === 'lossFound' && loss.data.run !== null && isRewritten(loss.data);
}

function readable(rows: readonly ChainRow[], { ok }: Evidence): readonly RunEvent[] {
  const events: RunEvent[] = [];
  for (const { run, seq, at, type, data } of rows) {
    const value = parse(data);
    if (value === null || !(ok || (isTime(at) && hasShape('RunEventBody', { type, data: value })))) break;
    events.push({ run, seq, at, type, data: value } as RunEvent);
  }
  return events;
}

function isTime(at: string): boolean {
  return !Number.isNaN(Date.parse(at));
}

function parse<T>(text: string): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as T) : null;
  } catch {
    return null;
  }
}
