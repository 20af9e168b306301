import type { Database } from 'better-sqlite3';
import { CHAIN_START, type ChainRow, checkRows } from '#core/run/chain.ts';
import type { RunId } from '#core/run/events.ts';
import type { Finding } from '#core/run/evidence.ts';
import { sha256 } from './event-log.ts';
import type { LibraryHistory } from './library-history.ts';
import { verifyOpening } from './verify-run.ts';

/** What lists say of runs, checked without reading all their events. */
export interface ListingCheck {
  /** By run, what is wrong with its entry in the list, with how it began or with how it ended; sound ones are not named. */
  unsoundListings(): ReadonlyMap<RunId, readonly Finding[]>;
}

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
  const listed = database.prepare<[], string>('SELECT run FROM runs').pluck();

  function findingsOf(run: string, { openings, seals }: LibraryHistory): readonly Finding[] {
    const began = first.all(run);
    const ended = ending.all(run, run);
    const [end] = ended;
    const sealed = seals.get(run) ?? [];
    const expectedHeads = sealed.filter(({ seq }) => end === undefined || seq >= end.seq);
    return [
      ...checkRows(began, sha256, { after: CHAIN_START }),
      ...(end === undefined
        ? expectedHeads.map(({ seq }) => cutOff(run, seq))
        : checkRows(ended, sha256, { expectedHeads, after: { seq: end.seq - 1, hash: end.prev } })),
      ...verifyOpening(database, [...began, ...ended], {
        run,
        opening: openings.get(run),
        isSealed: sealed.length > 0,
      }),
    ];
  }

  const checkAll = database.transaction((): ReadonlyMap<RunId, readonly Finding[]> => {
    const known = history();
    const runs = new Set([...known.openings.keys(), ...listed.all()]);
    return new Map(
      [...runs].flatMap((run) => {
        const findings = findingsOf(run, known);
        return findings.length === 0 ? [] : [[run as RunId, findings] as const];
      }),
    );
  });
  return { unsoundListings: () => checkAll() };
}

function cutOff(run: string, seq: number): Finding {
  return {
    run,
    seq,
    code: 'events-cut',
    message: `the end of run ${run}, which is sealed as event ${seq}, is missing`,
  };
}
