import type { Database } from 'better-sqlite3';
import type { ChainRow } from '#core/run/chain.ts';
import type { RunHeader } from '#core/run/events.ts';
import type { EvidenceFinding } from '#core/run/evidence.ts';
import { listed, sha256 } from './event-log.ts';
import type { LibraryHistory, Opening } from './library-history.ts';

interface Opened {
  readonly run: string;
  readonly opening: Opening | undefined;
  /** It is sealed in the library's chain. */
  readonly isSealed: boolean;
  /** Its row in the list; undefined: there is none. */
  readonly row: ListedRow | undefined;
}

/** A run's row in the list, by the names of its first event. */
type ListedRow = Readonly<Record<string, unknown>>;

export function createListedRows(database: Database): (run: string) => ListedRow | undefined {
  const select = database.prepare<[string], ListedRow>(
    'SELECT run, release AS releaseId, release_name AS releaseName, version, revision, plan, environment, mode, operator, undoes, created_at AS at FROM runs WHERE run = ?',
  );
  return (run) => select.get(run);
}

/** A run's first event, its row in the list and its opening in the library's chain say the same, and its end is sealed there. */
export function verifyOpening(
  rows: readonly ChainRow[],
  { run, opening, isSealed, row }: Opened,
): readonly EvidenceFinding[] {
  const of = (code: string, message: string, seq: number | null = null): EvidenceFinding => ({
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
  const findings: EvidenceFinding[] = [];
  const isOpened = (['revision', 'planSha256', 'undoes'] as const).every(
    (key) => first[key] === opening[key],
  );
  if (!isOpened) {
    findings.push(of('event-changed', `event 1 of run ${run} is not the one that was opened`, 1));
  }
  const end = rows.find(({ type }) => type === 'runFinished');
  if (end !== undefined && !isSealed)
    findings.push(
      of('run-unsealed', `run ${run} is at its end, but nothing in the library's log seals it`, end.seq),
    );
  const expected = { ...listed(first), at: rows[0]?.at };
  const isSame = Object.entries(expected).every(([column, value]) => row?.[column] === value);
  if (!isSame)
    findings.push(
      of('listing-changed', `the list's entry of run ${run} does not say what its first event says`),
    );
  return findings;
}

/** The plan of a run and the text of its release are those that were kept. */
export function verifyRunDocuments(
  database: Database,
  run: string,
  { openings, revisions }: LibraryHistory,
): readonly EvidenceFinding[] {
  const opening = openings.get(run);
  if (opening === undefined) return [];
  const [plan] = documentFindings(database, run, opening.planSha256);
  const texts = [...revisions].flatMap(([key, document]) =>
    key.endsWith(` ${opening.revision}`)
      ? [...revisionFindings(database, { run, key, document }), ...documentFindings(database, run, document)]
      : [],
  );
  return plan === undefined ? texts : [plan, ...texts];
}

interface Kept {
  readonly run: string;
  readonly key: string;
  readonly document: string;
}

function revisionFindings(database: Database, { run, key, document }: Kept): readonly EvidenceFinding[] {
  const stored = database
    .prepare<[string], string>("SELECT document FROM revisions WHERE release || ' ' || revision = ?")
    .pluck()
    .get(key);
  return stored === document
    ? []
    : [{ run, seq: null, code: 'revision-changed', message: revisionMessage(key, stored !== undefined) }];
}

function documentFindings(database: Database, run: string, hash: string): readonly EvidenceFinding[] {
  const text = database
    .prepare<[string], string>('SELECT text FROM documents WHERE sha256 = ?')
    .pluck()
    .get(hash);
  if (text === undefined) return [missingDocument(run, hash)];
  return sha256(text) === hash ? [] : [changedDocument(run, hash)];
}

export function changedDocument(run: string | null, hash: string): EvidenceFinding {
  return { run, seq: null, code: 'document-changed', message: `document ${hash} was changed` };
}

export function missingDocument(run: string, hash: string): EvidenceFinding {
  return {
    run,
    seq: null,
    code: 'document-missing',
    message: `a text of run ${run} (document ${hash}) is missing`,
  };
}

export function revisionMessage(key: string, isStored: boolean): string {
  const [release, revision] = key.split(' ');
  return `revision ${revision} of release ${release} ${isStored ? 'is not the one that was added' : 'is missing'}`;
}

function tryJson(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
