/** What a host's note means for a run that wants to work there: what the host says wins over this library. */
import type { Basis } from '#core/run/leases.ts';
import type { LogHead } from '../ports.ts';
import type { FoundLease, LeaseNote, PastLease } from './note.ts';

/** The log of the run, and what the host is compared with. */
export interface KnownLog {
  head(): LogHead;
  /** Whether that event stands in the log of that run. */
  has(run: string, mark: LogHead): boolean;
  /** Whether that attempt stands in the log of this run. */
  knows(attempt: string): boolean;
}

export interface Requester {
  readonly run: string;
  readonly word: string;
  readonly workstation: string;
  readonly basis: Basis | null;
  /** Other runs of the deployment that it builds on, their backouts among them. */
  readonly related: readonly string[];
  /** Take hosts that are leased to another program. */
  readonly takeOver: boolean;
}

/** The host has seen more of a run than this library has. */
export interface BehindVerdict {
  readonly kind: 'behind';
  readonly run: string;
  /** What that run builds on, where the host says so. */
  readonly basis: Basis | null;
  /** Up to where the host has seen it; null where a record alone tells that there was more. */
  readonly mark: LogHead | null;
  /** Who brought it there, and when it began or ended there; null where a record alone tells. */
  readonly by: Pick<PastLease, 'workstation' | 'operator' | 'at'> | null;
  readonly over: boolean;
}

export type LeaseVerdict =
  /** This program has it. */
  | { readonly kind: 'own' }
  /** It may be taken; `replaced` is who had it. */
  | { readonly kind: 'take'; readonly replaced: FoundLease | null }
  | { readonly kind: 'leased'; readonly holder: FoundLease }
  | BehindVerdict;

export function judgeNote(note: LeaseNote, requester: Requester, log: KnownLog): LeaseVerdict {
  const { holder } = note;
  if (holder && holder.run === requester.run && holder.word === requester.word) return { kind: 'own' };
  const behind = findBehind(note, requester, log);
  if (behind) return behind;
  if (holder === null) return { kind: 'take', replaced: null };
  if (requester.takeOver || mayReplace(holder, requester)) return { kind: 'take', replaced: holder };
  return { kind: 'leased', holder };
}

/** A run continues from where it was left without being asked; another workstation is to be asked about. */
function mayReplace({ run, live, untold, workstation }: FoundLease, requester: Requester): boolean {
  const isOwn = run === requester.run && workstation === requester.workstation;
  return live ? isOwn && untold === true : isOwn || run !== requester.run;
}

/** The runs that a note is asked about, in the order in which `past` names them. */
export function runsAskedAbout({
  run,
  basis,
  related,
}: Pick<Requester, 'run' | 'basis' | 'related'>): readonly string[] {
  return [...new Set([run, ...(basis === null ? [] : [basis.run]), ...related])];
}

function findBehind(note: LeaseNote, requester: Requester, log: KnownLog): BehindVerdict | null {
  const asked = runsAskedAbout(requester);
  const since = sinceBasis(note, requester);
  for (const [at, run] of asked.entries()) {
    const past = note.past[at] ?? null;
    const found = behindOf(run, note, { past: past && since(run, past) ? past : null, log });
    if (found) return found;
  }
  const later = laterThan(note, asked, { log, since });
  if (later) return later;
  const unknown = note.attempts.some((attempt) => !log.knows(attempt));
  return unknown ? behindInRecords(requester.run) : null;
}

/** Of a run the host has records of which this library knows nothing. */
export function behindInRecords(run: string): BehindVerdict {
  return { kind: 'behind', run, basis: null, mark: null, by: null, over: false };
}

type Since = (run: string, past: PastLease) => boolean;

/** What other runs of the deployment came to counts only where it was after the run that this one builds on had the host last. */
function sinceBasis({ past }: LeaseNote, requester: Requester): Since {
  const { run: own, basis } = requester;
  const order = (basis && past[runsAskedAbout(requester).indexOf(basis.run)]?.order) ?? 0;
  return (run, { order: other }) => run === own || run === basis?.run || other > order;
}

/** A run that undoes or repairs one of those, and that this library does not have as far as the host has seen it. */
function laterThan(
  { holder, later }: LeaseNote,
  asked: readonly string[],
  { log, since }: { readonly log: KnownLog; readonly since: Since },
): BehindVerdict | null {
  if (holder?.basis && asked.includes(holder.basis.run)) {
    const found = behindOf(holder.run, { holder }, { past: null, log });
    if (found) return found;
  }
  for (const past of later.filter((each) => since(each.basis.run, each))) {
    const found = behindOf(past.run, { holder: null }, { past, log });
    if (found) return { ...found, basis: past.basis };
  }
  return null;
}

interface Compared {
  readonly past: PastLease | null;
  readonly log: KnownLog;
}

function behindOf(
  run: string,
  { holder }: Pick<LeaseNote, 'holder'>,
  { past, log }: Compared,
): BehindVerdict | null {
  if (holder?.run === run && holder.mark && !log.has(run, holder.mark)) {
    const { basis, mark, workstation, operator, since } = holder;
    return { kind: 'behind', run, basis, mark, by: { workstation, operator, at: since }, over: false };
  }
  if (past === null || log.has(run, past.mark)) return null;
  const { mark, workstation, operator, at, why } = past;
  return { kind: 'behind', run, basis: null, mark, by: { workstation, operator, at }, over: why === 'over' };
}
