import {
  CHAIN_START,
  type ChainFinding,
  type ChainPlace,
  type ChainRow,
  checkRows,
  type ExpectedHead,
} from '#core/run/chain.ts';
import { isRewritten, type LossEvent } from '#core/run/losses.ts';
import { type EventLog, sha256, toLibraryEvent } from './event-log.ts';
import { keptTextKey } from './kept-texts.ts';
import type { LibraryEvent } from './library-event.ts';
import { createTrust, foldTrust, forgetTrust, type LibraryTrust } from './trust.ts';
import { NO_PLACES, type RunPlaces, verifyOrder, withOrder } from './verify-order.ts';

/** What the library's own chain says, and what is wrong with that chain. */
export interface LibraryHistory {
  readonly events: number;
  readonly findings: readonly ChainFinding[];
  readonly openings: ReadonlyMap<string, RunOpening>;
  /** A run that continued after its seal was sealed again; only the newest seal ends it. */
  readonly seals: ReadonlyMap<string, readonly ExpectedHead[]>;
  /** Of each run, where the chain speaks of it. */
  readonly places: ReadonlyMap<string, RunPlaces>;
  readonly losses: readonly LossEvent[];
  /** Every text that was kept and not deleted with its release, by `release number`. */
  readonly texts: ReadonlyMap<string, KeptOf>;
  /** As far as the chain is sound: nothing up to a finding is believed. */
  readonly trust: LibraryTrust;
}

export type RunOpening = Extract<LibraryEvent, { type: 'runOpened' }>['data'];
export type KeptOf = Extract<LibraryEvent, { type: 'textKept' }>['data'];

interface Folding extends LibraryHistory {
  events: number;
  readonly findings: ChainFinding[];
  readonly openings: Map<string, RunOpening>;
  readonly seals: Map<string, readonly ExpectedHead[]>;
  readonly places: Map<string, RunPlaces>;
  readonly losses: LossEvent[];
  readonly texts: Map<string, KeptOf>;
}

/** Reads the chain once; later calls read and check what came since. What was checked is not believed anew from the file. */
export function createHistoryReader(log: EventLog): () => LibraryHistory {
  const history: Folding = {
    events: 0,
    findings: [],
    openings: new Map(),
    seals: new Map(),
    places: new Map(),
    losses: [],
    texts: new Map(),
    trust: createTrust(),
  };
  let place: ChainPlace = CHAIN_START;
  let newest: number | null = null;
  return () => {
    const rows = log.rows(null, place.seq);
    if (rows.length === 0) return history;
    const places = log.places(null, place.seq);
    const findings = withOrder(checkRows(rows, sha256, { after: place }), () =>
      verifyOrder(rows, places, { ...NO_PLACES, opened: newest }),
    );
    const unsoundTo = Math.max(0, ...findings.map(({ seq }) => seq));
    if (findings.length > 0) forgetTrust(history.trust);
    history.findings.push(...findings);
    history.events += rows.length;
    for (const [index, row] of rows.entries()) {
      foldRow(history, row, row.seq > unsoundTo);
      foldPlace(history, row, places[index] ?? 0);
    }
    place = rows.at(-1) ?? place;
    newest = places.at(-1) ?? newest;
    return history;
  };
}

/** An event that cannot be read fails its hash already. */
function foldRow(history: Folding, row: ChainRow, isSound: boolean): void {
  const event = toLibraryEvent(row);
  if (event === null) return;
  switch (event.type) {
    case 'runOpened':
      history.openings.set(event.data.run, event.data);
      break;
    case 'runSealed':
      addSeal(history, event.data);
      break;
    case 'textKept':
      history.texts.set(keptTextKey(event.data), event.data);
      break;
    case 'releaseDeleted':
      for (const key of history.texts.keys())
        if (key.startsWith(`${event.data.release} `)) history.texts.delete(key);
      history.trust.approvals.delete(event.data.release);
      break;
    case 'hostKeyAccepted':
    case 'hostKeyForgotten':
    case 'settingWritten':
    case 'credentialSet':
    case 'secretSet':
    case 'releaseApproved':
    case 'signingKeyTrusted':
    case 'signingKeyRevoked':
    case 'bundleMade':
    case 'bundleImported':
      if (isSound) foldTrust(history.trust, event, row.at);
      break;
    case 'lossFound':
      history.losses.push(event);
      if (event.data.run === null && isRewritten(event.data)) forgetTrust(history.trust);
      break;
    case 'checkpointLost':
    case 'schemaChanged':
    case 'logDamaged':
      history.losses.push(event);
      break;
    case 'libraryCreated':
    case 'checkpointHeld':
    case 'libraryRestored':
      break;
  }
}

function foldPlace({ places }: Folding, row: ChainRow, place: number): void {
  const event = toLibraryEvent(row);
  if (event?.type === 'runOpened') places.set(event.data.run, { ...NO_PLACES, opened: place });
  if (event?.type !== 'runSealed') return;
  const known = places.get(event.data.run) ?? NO_PLACES;
  places.set(event.data.run, { ...known, seals: [...known.seals, { seq: event.data.seq, place }] });
}

function addSeal(
  { seals }: Folding,
  { run, seq, head }: Extract<LibraryEvent, { type: 'runSealed' }>['data'],
): void {
  const earlier = (seals.get(run) ?? []).map((seal) => ({ ...seal, last: false }));
  seals.set(run, [...earlier, { run, seq, head, name: 'the sealed head', last: true }]);
}
