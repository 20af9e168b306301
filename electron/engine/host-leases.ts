/** This run's leases on its hosts: taken at preflight and before anything is looked for, and in front of every job. */
import type { HostName } from '#core/release/model.ts';
import type { Holder, RefusedLease, TakenOver } from '#core/run/leases.ts';
import { type LeaseNote, leaseReply, readNote, writeMark } from './lease/note.ts';
import {
  type LeaseAnswer,
  type LeasesSetup,
  lookForHolder,
  type SaidByHost,
  say,
  settleLease,
  unheard,
  wordsFor,
} from './lease/take-lease.ts';
import { type Guard, guardOf, NEVER, NO_GUARD, type NotePlace } from './lease/texts.ts';
import type { Link } from './ports.ts';

export interface HostLeases {
  /** Shell text that takes the lease where nothing stands in the way, and tells what there is. */
  firstText(): string;
  /** Takes the lease if it may be, after the host answered `firstText`. */
  settle(host: HostName, said: SaidByHost, link: Link): Promise<LeaseAnswer>;
  /** Why this program may not act on the host; null when it may. Takes the lease, or sees that it still has it. */
  admit(host: HostName, link: Link): Promise<RefusedLease | null>;
  /** Asks the host who keeps this run from it, without taking it; null where nobody does. */
  holderOf(host: HostName, link: Link): Promise<Holder | null>;
  /** Asks the host who has it now; null while it is this program's, or where the host does not say. */
  lostTo(host: HostName, link: Link): Promise<TakenOver | null>;
  /** In front of every job on that host. */
  guard(host: HostName): Guard;
  /** Whether a job may be sent without asking the host first. */
  isSettled(host: HostName): boolean;
  /** Where the host keeps the note of the lease that this program has; null where it has none. */
  placeOf(host: HostName): NotePlace | null;
  /** Shell text that gives the lease back; empty where there is none. */
  releaseText(host: HostName): string;
  /** After it was given back. */
  forget(host: HostName): void;
}

/** What this program has of a host. */
type OwnLease = { readonly kind: 'has'; readonly place: NotePlace } | { readonly kind: 'none' };

/** Marks on a host are tidied with every so many of its jobs. */
const TIDY_EVERY = 64;

export function createHostLeases(setup: LeasesSetup): HostLeases {
  const { requester, log } = setup;
  const own = new Map<HostName, OwnLease>();
  const beingTaken = new Map<HostName, Promise<LeaseAnswer>>();
  const words = wordsFor(setup);
  const guards = new Map<HostName, number>();

  async function settle(name: HostName, said: SaidByHost, link: Link): Promise<LeaseAnswer> {
    const { answer, place } = await settleLease(setup, { words, name, link, first: said });
    if (answer.kind === 'taken') own.set(name, { kind: 'has', place });
    if (answer.kind === 'none') own.set(name, { kind: 'none' });
    return answer;
  }

  async function takeNow(name: HostName, link: Link): Promise<LeaseAnswer> {
    const heard = await say(setup, link, words.take(null));
    return heard.ok ? settle(name, heard.value, link) : unheard(name, heard.error);
  }

  /** One at a time for each host. */
  function take(name: HostName, link: Link): Promise<LeaseAnswer> {
    const taking = beingTaken.get(name) ?? takeNow(name, link).finally(() => beingTaken.delete(name));
    beingTaken.set(name, taking);
    return taking;
  }

  /** Who has it where this program had it; null while it still has. */
  async function renew(place: NotePlace, link: Link): Promise<TakenOver | null> {
    const heard = await say(setup, link, words.renew(place));
    if (!heard.ok || leaseReply(heard.value) !== 'seen') return null;
    return takerOf(readNote(heard.value, words.runs.length), requester.run);
  }

  function place(name: HostName): NotePlace | null {
    const lease = own.get(name);
    return lease?.kind === 'has' ? lease.place : null;
  }

  return {
    firstText: () => words.take(null),
    settle,
    async admit(name, link) {
      const lease = own.get(name);
      if (lease?.kind === 'none') return null;
      if (lease?.kind === 'has') {
        const taker = await renew(lease.place, link);
        return taker && { kind: 'taken-over', host: name, own: requester.run, taker };
      }
      const answer = await take(name, link);
      return answer.kind === 'refused' ? answer.reason : null;
    },
    holderOf: (_name, link) => lookForHolder(setup, words, link),
    async lostTo(name, link) {
      const lease = own.get(name);
      return lease?.kind === 'has' ? renew(lease.place, link) : null;
    },
    guard(name) {
      const lease = own.get(name);
      if (lease?.kind === 'none') return NO_GUARD;
      if (!lease) return NEVER;
      const count = (guards.get(name) ?? 0) + 1;
      guards.set(name, count);
      const mark = writeMark(log.head());
      return guardOf(words.terms, { place: lease.place, mark, tidy: count % TIDY_EVERY === 0 });
    },
    isSettled: (name) => own.has(name),
    placeOf: (name) => place(name),
    releaseText(name) {
      const found = place(name);
      return found === null ? '' : words.release(found);
    },
    forget: (name) => void own.delete(name),
  };
}

/** Who a lease that this program had has gone to. Where nothing is noted any more, nobody is named. */
function takerOf({ holder, past }: LeaseNote, own: string): TakenOver {
  if (holder) {
    const { run, workstation, operator, since } = holder;
    return { run, workstation, operator, at: since, over: false };
  }
  const ended = past[0]?.why === 'cleaned' ? null : (past[0] ?? null);
  const { workstation = '', operator = '', at = '' } = ended ?? {};
  return { run: own, workstation, operator, at, over: ended !== null };
}

/** A run that leaves nothing on hosts takes none. */
export const NO_LEASES: HostLeases = {
  firstText: () => '',
  settle: async () => ({ kind: 'none' }),
  admit: async () => null,
  holderOf: async () => null,
  lostTo: async () => null,
  guard: () => NO_GUARD,
  isSettled: () => true,
  placeOf: () => null,
  releaseText: () => '',
  forget: () => undefined,
};
