/** What a host notes of who may act on it, read strictly: the host's words are taken for no more than they are. */
import type { Basis, Holder } from '#core/run/leases.ts';
import type { LogHead } from '../ports.ts';

/** For the log and for people: who works there. */
export function factsOf({ run, workstation, operator, since, live, untold }: Holder): Holder {
  return { run, workstation, operator, since, live, ...(untold ? { untold } : {}) };
}

export interface FoundLease extends Holder {
  /** Unique to the program that took it. */
  readonly word: string;
  /** How far that program's log had come when it began something there last. */
  readonly mark: LogHead | null;
  readonly basis: Basis | null;
}

/** What is kept of a run whose lease has gone: ended by its own program, replaced by another, or removed by a person. */
export interface PastLease {
  readonly why: 'over' | 'replaced' | 'cleaned';
  readonly mark: LogHead;
  /** Who did that. */
  readonly workstation: string;
  readonly operator: string;
  readonly at: string;
  /** Which lease of the host it was, counted up: of two, the one that went later has the higher. */
  readonly order: number;
}

/** Another run that builds on one that was asked about. */
export interface LaterRun extends PastLease {
  readonly run: string;
  readonly basis: Basis;
}

export interface LeaseNote {
  /** The whole of it in one word, to be compared when the lease is taken. */
  readonly seen: string;
  readonly holder: FoundLease | null;
  /** Of the runs that were asked about, in that order. */
  readonly past: readonly (PastLease | null)[];
  readonly later: readonly LaterRun[];
  /** Attempts of the run of which the host has a record. */
  readonly attempts: readonly string[];
}

/** What came of a job that looks at the note or takes the lease: its last word. `none`: the host keeps no note. */
export type LeaseReply = 'seen' | 'taken' | 'changed' | 'none';

/** So much of it is read: each attempt of the run of which the host has a record takes 29. */
export const LONGEST_NOTE_CHARACTERS = 1024 * 1024;

const LONGEST_WORDS = 300;

/** Null where the host did not come to that word: what it said before is not all that it has to say. */
export function leaseReply(said: ReadonlyMap<string, string>): LeaseReply | null {
  const word = said.get('lease');
  return word === 'seen' || word === 'taken' || word === 'changed' || word === 'none' ? word : null;
}

/** Reads what `seeText` made the host print. */
export function readNote(said: ReadonlyMap<string, string>, runs: number): LeaseNote {
  const words = (name: string): string => (said.get(name) ?? '').slice(0, LONGEST_WORDS);
  const [run = '', word = ''] = words('lease-token').split(' ');
  const holder: FoundLease | null =
    word === ''
      ? null
      : {
          run,
          word,
          workstation: words('lease-workstation'),
          operator: words('lease-operator'),
          since: words('lease-since'),
          live: words('lease-live') !== 'no',
          ...(words('lease-live') === 'untold' ? { untold: true as const } : {}),
          mark: readMark(words('lease-mark')),
          basis: readBasis(words('lease-basis')),
        };
  return {
    seen: said.get('lease-seen') ?? '',
    holder,
    past: Array.from({ length: runs }, (_, at) => readPast(`past${at}`, words)),
    later: readLater(words),
    attempts: readAttempts(said),
  };
}

/** Of one user's home. */
export function readAttempts(said: ReadonlyMap<string, string>): readonly string[] {
  return (said.get('attempts') ?? '').split(' ').filter(Boolean);
}

function readPast(name: string, words: (name: string) => string): PastLease | null {
  const [text = '', why = ''] = words(name).split(' ');
  const mark = readMark(text);
  if (mark === null || (why !== 'over' && why !== 'replaced' && why !== 'cleaned')) return null;
  return {
    why,
    mark,
    workstation: words(`${name}-workstation`),
    operator: words(`${name}-operator`),
    at: words(`${name}-at`),
    order: Number(words(`${name}-order`)) || 0,
  };
}

function readLater(words: (name: string) => string): readonly LaterRun[] {
  const found: LaterRun[] = [];
  for (let at = 0; words(`after${at}-run`) !== ''; at += 1) {
    const past = readPast(`after${at}`, words);
    const basis = readBasis(words(`after${at}-basis`));
    if (past && basis) found.push({ ...past, run: words(`after${at}-run`), basis });
  }
  return found;
}

export function writeBasis({ how, run }: Basis): string {
  return `${how} ${run}`;
}

function readBasis(text: string): Basis | null {
  const [how, run] = text.split(' ');
  return run !== undefined && (how === 'undoes' || how === 'repairs') ? { how, run } : null;
}

const SEQ_DIGITS = 10;

/** How a head of a log is written in the name of a file; such names sort as the events do. */
export function writeMark({ seq, hash }: LogHead): string {
  return `${String(seq).padStart(SEQ_DIGITS, '0')}-${hash}`;
}

function readMark(text: string): LogHead | null {
  const [, seq, hash] = /^(\d{10})-([0-9a-f]{64})$/.exec(text) ?? [];
  return seq === undefined || hash === undefined ? null : { seq: Number(seq), hash };
}
