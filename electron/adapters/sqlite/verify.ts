import type { Database } from 'better-sqlite3';
import { canonicalJson } from '#core/canonical-json.ts';
import { checkRows } from '#core/run/chain.ts';
import { type DamageFinding, type EvidenceFinding, lossFinding } from '#core/run/evidence.ts';
import type { LossEvent } from '#core/run/losses.ts';
import { type EventLog, sha256 } from './event-log.ts';
import { storedKeptTexts } from './kept-texts.ts';
import { createHistoryReader, type LibraryHistory } from './library-history.ts';
import type { Schema } from './schema.ts';
import { storeFailureCode } from './store-failure.ts';
import { NO_PLACES, verifyOrder, withOrder } from './verify-order.ts';
import { verifyOutputs } from './verify-outputs.ts';
import {
  createListedRows,
  documentFinding,
  keptTextFinding,
  verifyOpening,
  verifyRunDocuments,
} from './verify-run.ts';

export interface Verification {
  readonly ok: boolean;
  readonly runs: number;
  readonly events: number;
  readonly findings: readonly EvidenceFinding[];
}

export interface VerifyParts {
  readonly database: Database;
  readonly log: EventLog;
  /** Found when the library was opened, and not recorded because it cannot be written. */
  readonly losses: readonly LossEvent[];
  readonly schema: Schema;
}

/** Walks every chain, or that of one run, and holds everything that is stored against it. */
export function verifyLibrary(parts: VerifyParts, only?: string): Verification {
  const work = parts.database.transaction(() => verifyAll(parts, only));
  try {
    return work();
  } catch (error) {
    if (storeFailureCode(error) !== 'damaged') throw error;
    return { ok: false, runs: 0, events: 0, findings: [damageFinding(String(error))] };
  }
}

function verifyAll({ database, log, losses, schema }: VerifyParts, only?: string): Verification {
  const history = createHistoryReader(log)();
  const { openings, seals } = history;
  const runs = only === undefined ? everyRun(database, openings) : [only];
  const findings: EvidenceFinding[] = [...(only === undefined ? verifyFile(database) : [])];
  findings.push(...verifySchema(database, schema));
  findings.push(...history.findings, ...[...history.losses, ...losses].map(lossFinding));
  const listedRow = createListedRows(database);
  let events = history.events;
  for (const run of runs) {
    const rows = log.rows(run);
    events += rows.length;
    findings.push(
      ...withOrder(checkRows(rows, sha256, { expectedHeads: seals.get(run) }), () =>
        verifyOrder(rows, log.places(run), history.places.get(run) ?? NO_PLACES),
      ),
    );
    findings.push(
      ...verifyOpening(rows, {
        run,
        opening: openings.get(run),
        isSealed: seals.has(run),
        row: listedRow(run),
      }),
    );
    findings.push(...verifyOutputs(database, run, { rows }));
  }
  if (only === undefined) findings.push(...verifyDocuments(database), ...verifyKeptTexts(database, history));
  else findings.push(...verifyRunDocuments(database, only, history));
  return { ok: findings.length === 0, runs: runs.length, events, findings: distinct(findings) };
}

/** What was changed since the library was opened, by another program. */
function verifySchema(database: Database, schema: Schema): readonly EvidenceFinding[] {
  const changes = schema.changes(database);
  return changes.length === 0 ? [] : [lossFinding({ type: 'schemaChanged', data: { changes } })];
}

/** Damage that SQLite itself can see. */
function verifyFile(database: Database): readonly EvidenceFinding[] {
  const lines = database.prepare<[], string>('PRAGMA integrity_check(20)').pluck().all();
  return lines.filter((line) => line !== 'ok').map(damageFinding);
}

export function damageFinding(said: string): DamageFinding {
  return { run: null, seq: null, code: 'database-damaged', said };
}

function everyRun(database: Database, openings: LibraryHistory['openings']): readonly string[] {
  const inEvents = database
    .prepare<[], string>('SELECT DISTINCT run FROM events WHERE run IS NOT NULL')
    .pluck()
    .all();
  const inRuns = database.prepare<[], string>('SELECT run FROM runs').pluck().all();
  const inOutputs = database.prepare<[], string>('SELECT DISTINCT run FROM outputs').pluck().all();
  return [...new Set([...openings.keys(), ...inRuns, ...inEvents, ...inOutputs])].toSorted();
}

function verifyDocuments(database: Database): readonly EvidenceFinding[] {
  const findings: EvidenceFinding[] = [];
  const all = database.prepare<[], { sha256: string; text: string }>('SELECT sha256, text FROM documents');
  for (const document of all.iterate()) {
    if (sha256(document.text) !== document.sha256)
      findings.push(documentFinding('document-changed', null, document.sha256));
  }
  const missing = database.prepare<[], { run: string; sha256: string }>(`
    SELECT run, json_extract(data, '$.planSha256') AS sha256 FROM events
    WHERE run IS NOT NULL AND seq = 1 AND type = 'runCreated' AND json_valid(data)
      AND json_extract(data, '$.planSha256') NOT IN (SELECT sha256 FROM documents)`);
  return [
    ...findings,
    ...missing.all().map(({ run, sha256: hash }) => documentFinding('document-missing', run, hash)),
  ];
}

/** Every text that the library's chain kept and no deletion took away is there as it was kept, and no other. */
function verifyKeptTexts(database: Database, { texts }: LibraryHistory): readonly EvidenceFinding[] {
  const stored = storedKeptTexts(database);
  const expected = new Map([...texts].map(([key, kept]) => [key, canonicalJson({ ...kept })]));
  const keys = [...new Set([...expected.keys(), ...stored.keys()])];
  return keys
    .filter((key) => expected.get(key) !== stored.get(key))
    .map((key) => keptTextFinding(null, key, stored.has(key)));
}

/** The same thing is said once, however many checks came upon it. */
function distinct(findings: readonly EvidenceFinding[]): readonly EvidenceFinding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
