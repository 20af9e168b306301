import type { Database } from 'better-sqlite3';
import { CHAIN_START, type ChainRow, checkRows, type ExpectedHead } from '#core/run/chain.ts';
import type { RunId } from '#core/run/events.ts';
import type { EvidenceFinding } from '#core/run/evidence.ts';
import { sha256 } from './event-log.ts';
import type { LibraryHistory } from './library-history.ts';
import { createListedRows, verifyOpening } from './verify-run.ts';

/** What lists say of runs, checked without reading all their events. */
export interface ListingCheck {
  /** By run, what is wrong with its entry in the list, with how it began or with how it ended; sound ones are not named. */
  unsoundListings(): ReadonlyMap<RunId, readonly EvidenceFinding[]>;
}

/** What was found of a run, and by what it is known whether this program has added to the run since. */
interface Checked {
  readonly seq: number;
  readonly sealed: readonly ExpectedHead[] | undefined;
  readonly findings: readonly EvidenceFinding[];
}

/** A run that was checked is checked again when it has grown, and every run when another program has written anything. */
export function createListingCheck(database: Database, history: () => LibraryHistory): ListingCheck {
  const columns = 'run, seq, at, type, data, prev, hash';
  const first = database.prepare<[string], ChainRow>(
    `SELECT ${columns} FROM events WHERE run = ? AND seq = 1`,
  );
  /** From the end that lists show to the newest event. */
  const ending = database.prepare<[string, string], ChainRow>(
    `SELECT ${columns} FROM events WHERE run = ? AND seq >=
      (SELECT max(seq) FROM events WHERE run = ? AND type = 'runFinished') ORDER BY seq`,
  );
  const newest = database.prepare<[], { readonly run: string; readonly seq: number }>(
    'SELECT run, ifnull((SELECT max(seq) FROM events WHERE events.run = runs.run), 0) AS seq FROM runs',
  );
  const listedRow = createListedRows(database);
  const checked = new Map<string, Checked>();
  let writtenByOthers: unknown = null;

  function findingsOf(run: string, { openings, seals }: LibraryHistory): readonly EvidenceFinding[] {
    const began = first.all(run);
    const ended = ending.all(run, run);
    const [end] = ended;
    const sealed = seals.get(run) ?? [];
    const expectedHeads = sealed.filter(({ seq }) => end === undefined || seq >= end.seq);
    return [
      ...checkRows(began, sha256, { after: CHAIN_START }),
      ...(end === undefined
        ? expectedHeads.map(({ seq }) => ({ run, seq, code: 'end-missing' as const }))
        : checkRows(ended, sha256, { expectedHeads, after: { seq: end.seq - 1, hash: end.prev } })),
      ...verifyOpening([...began, ...ended], {
        run,
        opening: openings.get(run),
        isSealed: sealed.length > 0,
        row: listedRow(run),
      }),
    ];
  }

  function checkOnce(run: string, seq: number, known: LibraryHistory): readonly EvidenceFinding[] {
    const sealed = known.seals.get(run);
    const before = checked.get(run);
    if (before?.seq === seq && before.sealed === sealed) return before.findings;
    const findings = findingsOf(run, known);
    checked.set(run, { seq, sealed, findings });
    return findings;
  }

  const checkAll = database.transaction((): ReadonlyMap<RunId, readonly EvidenceFinding[]> => {
    const version: unknown = database.pragma('data_version', { simple: true });
    if (version !== writtenByOthers) checked.clear();
    writtenByOthers = version;
    const known = history();
    const listed = new Map(newest.all().map(({ run, seq }) => [run, seq]));
    const runs = new Set([...known.openings.keys(), ...listed.keys()]);
    return new Map(
      [...runs].flatMap((run) => {
        const findings = checkOnce(run, listed.get(run) ?? 0, known);
        return findings.length === 0 ? [] : [[run as RunId, findings] as const];
      }),
    );
  });
  return { unsoundListings: () => checkAll() };
}
