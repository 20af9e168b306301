import type { Database } from 'better-sqlite3';
import type { Plan } from '#core/plan/model.ts';
import {
  type ChainedEvent,
  type LogPlace,
  type RunEventType,
  type RunHeader,
  type RunId,
  type RunOutcome,
  VERDICTS,
  type Verdict,
} from '#core/run/events.ts';
import { hasShape } from '#core/run/log-shape.ts';
import type { Mode } from '#core/run/mode.ts';
import type { Head } from './checkpoint.ts';
import { type EventLog, toChained } from './event-log.ts';
import type { RunLocks } from './run-lock.ts';
import { unlessDamaged } from './store-failure.ts';

export interface RunListing {
  readonly run: RunId;
  readonly releaseId: string;
  readonly releaseName: string;
  readonly version: string;
  readonly revision: string;
  readonly plan: string;
  readonly environment: string;
  readonly mode: Mode;
  readonly operator: string;
  readonly undoes: RunId | null;
  readonly createdAt: string;
  /** Null while the run is not at its end. */
  readonly finishedAt: string | null;
  readonly outcome: RunOutcome | null;
  /** What a person decided at the end of a verification; null where nobody has. */
  readonly verdict: Verdict | null;
  /** A person is done with it. */
  readonly closed: boolean;
  /** A program is carrying it out right now; a run that is neither finished nor carried out was interrupted. */
  readonly carriedOut: boolean;
}

export interface RunListFilter {
  readonly release?: string;
  readonly limit?: number;
}

/** An event found by its hash. */
export interface CodedEvent {
  /** Null: of the library's own chain. */
  readonly run: RunId | null;
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly hash: string;
}

/** Reads runs, for lists, screens and reports. */
export interface RunListStore {
  /** Newest first. */
  listRuns(filter?: RunListFilter): readonly RunListing[];
  /** Open runs that no program carries out. */
  interruptedRuns(): readonly RunListing[];
  /** Open runs that some program carries out, this one or another. */
  runsCarriedOut(): readonly RunId[];
  /** Another one each time another program has written to the library since. */
  versionByOthers(): number;
  runHeader(run: RunId): RunHeader | null;
  /** The plan that was frozen when the run was made. */
  storedPlan(run: RunId): Plan | null;
  /** The events with their links; null: the library's own chain. */
  chain(run: RunId | null, afterSeq?: number): readonly ChainedEvent[];
  /** Newest event of a run; seq 0 when there is no such run. Null: of the library's own chain. */
  head(run: RunId | null): Head;
  hashAt(run: RunId, seq: number): string | null;
  /** Events whose hash begins so; `prefix` is of lower-case hex digits. */
  findByCode(prefix: string): readonly CodedEvent[];
  isRunLocked(run: RunId): boolean;
  /** Whether the first event was recorded after the second; an event that is not there is after none. */
  isAfter(event: LogPlace, other: LogPlace): boolean;
  /** Whether an event of this type stands in the run's log. */
  hasEvent(run: RunId, type: RunEventType): boolean;
}

/** Null where somebody changed it so that it cannot be read: the run does not verify, and the others are listed all the same. */
function readable<T extends object>(text: string): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as T) : null;
  } catch {
    return null;
  }
}

/** Null too where it says none that there is. */
function outcomeIn({ outcome }: Ending): RunOutcome | null {
  return outcome !== undefined && hasShape('RunOutcome', outcome) ? outcome : null;
}

function verdictIn({ reason }: Ending): Verdict | null {
  const said = reason?.kind === 'verdict-by' ? reason.verdict : null;
  return VERDICTS.find((verdict) => verdict === said) ?? null;
}

interface RunRow extends Omit<RunListing, 'carriedOut' | 'outcome' | 'verdict' | 'closed'> {
  readonly ending: string | null;
  readonly closed: number;
}

/** As far as lists need what stands in it. */
interface Ending {
  readonly outcome?: RunOutcome;
  readonly reason?: { readonly kind?: string; readonly verdict?: Verdict } | null;
}

export interface RunListParts {
  readonly database: Database;
  readonly log: EventLog;
  readonly locks: RunLocks;
  readonly document: (sha256: string) => string | null;
}

const ALL = -1;

export function createRunListStore({ database, log, locks, document }: RunListParts): RunListStore {
  const select = `
    SELECT runs.run, release AS releaseId, release_name AS releaseName, version, revision, plan, environment, mode,
      operator, undoes, created_at AS createdAt, ending.at AS finishedAt, ending.data AS ending,
      EXISTS (SELECT 1 FROM events WHERE run = runs.run AND seq > ending.seq AND type = 'runClosed') AS closed
    FROM runs LEFT JOIN events AS ending ON ending.run = runs.run AND ending.type = 'runFinished'
      AND ending.seq = (SELECT max(seq) FROM events WHERE run = runs.run AND type = 'runFinished')`;
  /** The clock may have been set back since: what was begun later is what was recorded later. */
  const begun = '(SELECT id FROM events WHERE run = runs.run AND seq = 1)';
  const list = database.prepare<[string | null, string | null, number], RunRow>(
    `${select} WHERE (? IS NULL OR release = ?) ORDER BY ${begun} DESC LIMIT ?`,
  );
  const open = database.prepare<[], RunRow>(`${select} WHERE ending.run IS NULL ORDER BY ${begun} DESC`);
  const header = database
    .prepare<[RunId], string>("SELECT data FROM events WHERE run = ? AND seq = 1 AND type = 'runCreated'")
    .pluck();
  const place = database
    .prepare<[RunId, number], number>('SELECT id FROM events WHERE run = ? AND seq = ?')
    .pluck();
  const ofType = database
    .prepare<[RunId, string], number>('SELECT 1 FROM events WHERE run = ? AND type = ? LIMIT 1')
    .pluck();
  const hashAt = database
    .prepare<[RunId, number], string>('SELECT hash FROM events WHERE run = ? AND seq = ?')
    .pluck();
  const byCode = database.prepare<[string], CodedEvent>(
    'SELECT run, seq, at, type, hash FROM events WHERE hash GLOB ? ORDER BY run, seq',
  );
  const listing = ({ ending, closed, ...row }: RunRow): RunListing => {
    const end = ending === null ? null : readable<Ending>(ending);
    return {
      ...row,
      outcome: end === null ? null : outcomeIn(end),
      verdict: end === null ? null : verdictIn(end),
      closed: closed === 1,
      carriedOut: ending === null && locks.isLocked(row.run),
    };
  };
  const runHeader = (run: RunId): RunHeader | null => {
    const data = header.get(run);
    return data === undefined ? null : readable<RunHeader>(data);
  };

  return {
    listRuns: ({ release = null, limit = ALL }: { release?: string | null; limit?: number } = {}) =>
      list.all(release, release, limit).map(listing),
    interruptedRuns: () =>
      open
        .all()
        .map(listing)
        .filter(({ carriedOut }) => !carriedOut),
    runsCarriedOut: () => open.all().flatMap(({ run }) => (locks.isLocked(run) ? run : [])),
    versionByOthers: () => Number(database.pragma('data_version', { simple: true })),
    runHeader,
    storedPlan(run) {
      const planSha256 = runHeader(run)?.planSha256 ?? null;
      const text = planSha256 === null ? null : unlessDamaged(() => document(planSha256));
      return text === null ? null : readable<Plan>(text);
    },
    chain: (run, afterSeq) => log.rows(run, afterSeq).map(toChained),
    head: (run) => log.head(run),
    hashAt: (run, seq) => hashAt.get(run, seq) ?? null,
    findByCode: (prefix) => byCode.all(`${prefix}*`),
    isRunLocked: (run) => locks.isLocked(run),
    isAfter: (event, other) =>
      (place.get(event.run, event.seq) ?? 0) > (place.get(other.run, other.seq) ?? 0),
    hasEvent: (run, type) => ofType.get(run, type) === 1,
  };
}
