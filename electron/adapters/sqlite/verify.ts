import type { Database } from 'better-sqlite3';
import { type ChainRow, type Witness as ChainWitness, checkRows } from '#core/run/chain.ts';
import type { RunHeader } from '#core/run/events.ts';
import { type EventLog, listed, sha256, toLibraryEvent } from './event-log.ts';
import type { Finding } from './finding.ts';
import type { LibraryEvent, LossEvent } from './library-event.ts';
import { isLoss, lossFinding } from './loss.ts';
import { storeFailureCode } from './store-failure.ts';
import { verifyOutputs } from './verify-outputs.ts';

export interface Verification {
  readonly ok: boolean;
  readonly runs: number;
  readonly events: number;
  readonly findings: readonly Finding[];
}

export interface VerifyParts {
  readonly database: Database;
  readonly log: EventLog;
  /** Found when the library was opened, and not recorded because it cannot be written. */
  readonly losses: readonly LossEvent[];
}

/** What the library's own chain says of its runs. */
type Openings = ReadonlyMap<string, Extract<LibraryEvent, { type: 'runOpened' }>['data']>;
type Seals = ReadonlyMap<string, readonly ChainWitness[]>;

/** Walks every chain, or that of one run, and holds everything that is stored against it. */
export function verifyLibrary(parts: VerifyParts, only?: string): Verification {
  const work = parts.database.transaction(() => verifyAll(parts, only));
  try {
    return work();
  } catch (error) {
    if (storeFailureCode(error) !== 'damaged') throw error;
    return { ok: false, runs: 0, events: 0, findings: [damage(String(error))] };
  }
}

function verifyAll({ database, log, losses }: VerifyParts, only?: string): Verification {
  const library = log.rows(null);
  const history = readHistory(library);
  const openings = openingsOf(history);
  const seals = sealsOf(history);
  const runs = only === undefined ? everyRun(database, openings) : [only];
  const findings: Finding[] = [...(only === undefined ? verifyFile(database) : [])];
  findings.push(...checkRows(library, sha256), ...[...history.filter(isLoss), ...losses].map(lossFinding));
  let events = library.length;
  for (const run of runs) {
    const rows = log.rows(run);
    events += rows.length;
    findings.push(...checkRows(rows, sha256, seals.get(run)));
    findings.push(...verifyOpening(database, rows, { run, opening: openings.get(run) }));
    findings.push(...verifyOutputs(database, run, rows));
  }
  if (only === undefined) findings.push(...verifyDocuments(database), ...verifyRevisions(database, history));
  else findings.push(...verifyPlan(database, only, openings));
  return { ok: findings.length === 0, runs: runs.length, events, findings: distinct(findings) };
}

/** Damage that SQLite itself can see. */
function verifyFile(database: Database): readonly Finding[] {
  const lines = database.prepare<[], string>('PRAGMA integrity_check(20)').pluck().all();
  return lines.filter((line) => line !== 'ok').map(damage);
}

function damage(message: string): Finding {
  return {
    run: null,
    seq: null,
    code: 'database-damaged',
    message: `the library file is damaged: ${message}`,
  };
}

/** Events of the library's chain that can be read; one that cannot fails its hash already. */
function readHistory(rows: readonly ChainRow[]): readonly LibraryEvent[] {
  return rows.flatMap((row) => toLibraryEvent(row) ?? []);
}

function openingsOf(history: readonly LibraryEvent[]): Openings {
  return new Map(
    history.flatMap((event) => (event.type === 'runOpened' ? [[event.data.run, event.data]] : [])),
  );
}

/** A run that went on after its seal was sealed again; only the newest seal ends it. */
function sealsOf(history: readonly LibraryEvent[]): Seals {
  const seals = new Map<string, readonly ChainWitness[]>();
  for (const event of history) {
    if (event.type !== 'runSealed') continue;
    const { run, seq, head } = event.data;
    const earlier = (seals.get(run) ?? []).map((seal) => ({ ...seal, last: false }));
    seals.set(run, [...earlier, { run, seq, head, name: 'the sealed head', last: true }]);
  }
  return seals;
}

function everyRun(database: Database, openings: Openings): readonly string[] {
  const inEvents = database
    .prepare<[], string>('SELECT DISTINCT run FROM events WHERE run IS NOT NULL')
    .pluck()
    .all();
  const inRuns = database.prepare<[], string>('SELECT run FROM runs').pluck().all();
  const inOutputs = database.prepare<[], string>('SELECT DISTINCT run FROM outputs').pluck().all();
  return [...new Set([...openings.keys(), ...inRuns, ...inEvents, ...inOutputs])].toSorted();
}

interface Opened {
  readonly run: string;
  readonly opening: { readonly revision: string; readonly planSha256: string } | undefined;
}

/** A run's first event, its row in the list and its opening in the library's chain say the same. */
function verifyOpening(
  database: Database,
  rows: readonly ChainRow[],
  { run, opening }: Opened,
): readonly Finding[] {
  const of = (code: string, message: string, seq: number | null = null): Finding => ({
    run,
    seq,
    code,
    message,
  });
  if (opening === undefined && rows.length === 0)
    return [of('run-missing', `there is no run ${run} in the library`)];
  if (rows.length === 0) return [of('run-missing', `run ${run} was opened, but all its events are missing`)];
  if (opening === undefined) return [of('run-unopened', `run ${run} was never opened in the library's log`)];
  const first = rows[0]?.seq === 1 ? (tryJson(rows[0].data) as RunHeader | null) : null;
  if (first === null) return [];
  const findings: Finding[] = [];
  if (first.revision !== opening.revision || first.planSha256 !== opening.planSha256) {
    findings.push(of('event-changed', `event 1 of run ${run} is not the one that was opened`, 1));
  }
  const row = database
    .prepare<[string], Record<string, unknown>>(
      'SELECT run, release AS releaseId, release_name AS releaseName, version, revision, plan, environment, mode, operator, undoes FROM runs WHERE run = ?',
    )
    .get(run);
  const isSame = Object.entries(listed(first)).every(([column, value]) => row?.[column] === value);
  if (!isSame)
    findings.push(
      of('listing-changed', `the list's entry of run ${run} does not say what its first event says`),
    );
  return findings;
}

function verifyDocuments(database: Database): readonly Finding[] {
  const findings: Finding[] = [];
  const all = database.prepare<[], { sha256: string; text: string }>('SELECT sha256, text FROM documents');
  for (const document of all.iterate()) {
    if (sha256(document.text) !== document.sha256) findings.push(changedDocument(null, document.sha256));
  }
  const missing = database.prepare<[], { run: string; sha256: string }>(`
    SELECT run, json_extract(data, '$.planSha256') AS sha256 FROM events
    WHERE run IS NOT NULL AND seq = 1 AND type = 'runCreated' AND json_valid(data)
      AND json_extract(data, '$.planSha256') NOT IN (SELECT sha256 FROM documents)`);
  return [...findings, ...missing.all().map(({ run, sha256: hash }) => missingDocument(run, hash))];
}

function verifyPlan(database: Database, run: string, openings: Openings): readonly Finding[] {
  const hash = openings.get(run)?.planSha256;
  if (hash === undefined) return [];
  const text = database
    .prepare<[string], string>('SELECT text FROM documents WHERE sha256 = ?')
    .pluck()
    .get(hash);
  if (text === undefined) return [missingDocument(run, hash)];
  return sha256(text) === hash ? [] : [changedDocument(run, hash)];
}

function changedDocument(run: string | null, hash: string): Finding {
  return { run, seq: null, code: 'document-changed', message: `document ${hash} was changed` };
}

function missingDocument(run: string, hash: string): Finding {
  return {
    run,
    seq: null,
    code: 'document-missing',
    message: `the plan of run ${run} (document ${hash}) is missing`,
  };
}

/** Every revision that the library's chain added and no deletion took away is there with its text, and no other. */
function verifyRevisions(database: Database, history: readonly LibraryEvent[]): readonly Finding[] {
  const expected = new Map<string, string>();
  for (const { type, data } of history) {
    if (type === 'revisionAdded') expected.set(`${data.release} ${data.revision}`, data.document);
    if (type !== 'releaseDeleted') continue;
    for (const key of expected.keys()) if (key.startsWith(`${data.release} `)) expected.delete(key);
  }
  const stored = new Map(
    database
      .prepare<[], { key: string; document: string }>(
        "SELECT release || ' ' || revision AS key, document FROM revisions",
      )
      .all()
      .map(({ key, document }) => [key, document]),
  );
  const keys = [...new Set([...expected.keys(), ...stored.keys()])];
  return keys
    .filter((key) => expected.get(key) !== stored.get(key))
    .map((key) => ({
      run: null,
      seq: null,
      code: 'revision-changed',
      message: revisionMessage(key, stored.has(key)),
    }));
}

function revisionMessage(key: string, isStored: boolean): string {
  const [release, revision] = key.split(' ');
  return `revision ${revision} of release ${release} ${isStored ? 'is not the one that was added' : 'is missing'}`;
}

/** The same thing is said once, however many checks came upon it. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function tryJson(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
