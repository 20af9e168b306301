import type { Database } from 'better-sqlite3';
import type { KeptText } from '#core/library/kept-text.ts';
import type { ChainRow } from '#core/run/chain.ts';
import type { RunHeader } from '#core/run/events.ts';
import type { EvidenceFinding } from '#core/run/evidence.ts';
import { listed, sha256 } from './event-log.ts';
import type { KeptOf, LibraryHistory, RunOpening } from './library-history.ts';

interface RunToVerify {
  readonly run: string;
  readonly opening: RunOpening | undefined;
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
  { run, opening, isSealed, row }: RunToVerify,
): readonly EvidenceFinding[] {
  if (opening === undefined && rows.length === 0)
    return [{ run, seq: null, code: 'run-missing', how: 'never' }];
  if (rows.length === 0) return [{ run, seq: null, code: 'run-missing', how: 'events' }];
  if (opening === undefined) return [{ run, seq: null, code: 'run-unopened' }];
  const first = rows[0]?.seq === 1 ? (tryJson(rows[0].data) as RunHeader | null) : null;
  if (first === null) return [];
  const findings: EvidenceFinding[] = [];
  const isOpened = (['revision', 'planSha256', 'undoes'] as const).every(
    (key) => first[key] === opening[key],
  );
  if (!isOpened) {
    findings.push({ run, seq: 1, code: 'event-changed', type: 'runCreated', how: { kind: 'opening' } });
  }
  const end = rows.find(({ type }) => type === 'runFinished');
  if (end !== undefined && !isSealed) findings.push({ run, seq: end.seq, code: 'run-unsealed' });
  const expected = { ...listed(first), at: rows[0]?.at };
  const isSame = Object.entries(expected).every(([column, value]) => row?.[column] === value);
  if (!isSame) findings.push({ run, seq: null, code: 'listing-changed' });
  return findings;
}

/** The plan of a run and the text of its release are those that were kept. */
export function verifyRunDocuments(
  database: Database,
  run: string,
  { openings, texts: kept }: LibraryHistory,
): readonly EvidenceFinding[] {
  const opening = openings.get(run);
  if (opening === undefined) return [];
  const [plan] = documentFindings(database, run, opening.planSha256);
  const texts = [...kept].flatMap(([key, text]) =>
    text.revision === opening.revision
      ? [...keptTextFindings(database, run, { key, text }), ...documentFindings(database, run, text.document)]
      : [],
  );
  return plan === undefined ? texts : [plan, ...texts];
}

interface Kept {
  readonly key: string;
  readonly text: KeptOf;
}

function keptTextFindings(database: Database, run: string, { key, text }: Kept): readonly EvidenceFinding[] {
  const stored = database
    .prepare<[string, number], Pick<KeptText, 'document' | 'revision'>>(
      'SELECT document, revision FROM kept_texts WHERE release = ? AND number = ?',
    )
    .get(text.release, text.number);
  const isSame = stored?.document === text.document && stored.revision === text.revision;
  return isSame ? [] : [keptTextFinding(run, key, stored !== undefined)];
}

function documentFindings(database: Database, run: string, hash: string): readonly EvidenceFinding[] {
  const text = database
    .prepare<[string], string>('SELECT text FROM documents WHERE sha256 = ?')
    .pluck()
    .get(hash);
  if (text === undefined) return [documentFinding('document-missing', run, hash)];
  return sha256(text) === hash ? [] : [documentFinding('document-changed', run, hash)];
}

export function documentFinding(
  code: 'document-changed' | 'document-missing',
  run: string | null,
  document: string,
): EvidenceFinding {
  return { run, seq: null, code, document };
}

/** `key` is release and number. */
export function keptTextFinding(run: string | null, key: string, isThere: boolean): EvidenceFinding {
  const [release = '', number = ''] = key.split(' ');
  return { run, seq: null, code: 'revision-changed', release, number: Number(number), isThere };
}

function tryJson(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
