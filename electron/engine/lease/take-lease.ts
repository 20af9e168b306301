/** Takes the lease of one host: looks, judges, takes, until the host says whose it is. */
import type { HostName } from '#core/release/model.ts';
import type { LinkLoss } from '#core/run/connecting.ts';
import type { RefusedLease } from '#core/run/leases.ts';
import type { Clock, Link, Result } from '../ports.ts';
import { ask } from '../remote/ask.ts';
import type { CommandEnd } from '../remote/ends.ts';
import { readFacts } from '../remote/facts.ts';
import {
  type BehindVerdict,
  judgeNote,
  type KnownLog,
  type LeaseVerdict,
  type Requester,
  runsAskedAbout,
} from './judge.ts';
import {
  type FoundLease,
  factsOf,
  LONGEST_NOTE_CHARACTERS,
  leaseReply,
  readNote,
  writeMark,
} from './note.ts';
import { type LeaseTerms, type NotePlace, releaseText, renewText, seeText, takeText } from './texts.ts';

export type LeaseAnswer =
  /** `replaced` is who had it. */
  | { readonly kind: 'taken'; readonly replaced: FoundLease | null }
  /** The host keeps no note. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'refused';
      readonly reason: RefusedLease;
    };

export interface LeasesSetup {
  readonly requester: Requester & { readonly operator: string };
  readonly log: KnownLog;
  readonly clock: Clock;
  nonce(): string;
}

/** What a host printed, by first words. */
export type SaidByHost = ReadonlyMap<string, string>;

/** The shell texts of one run. */
export interface LeaseWords {
  readonly terms: LeaseTerms;
  readonly runs: readonly string[];
  /** `seen`: the note as it was looked at; null takes only what is free. */
  take(seen: string | null): string;
  see(): string;
  renew(place: NotePlace): string;
  release(place: NotePlace): string;
}

export function wordsFor({ requester, clock, log }: LeasesSetup): LeaseWords {
  const runs = runsAskedAbout(requester);
  const now = () => {
    const head = log.head();
    return { at: clock.now().toISOString(), mark: writeMark(head), seq: head.seq };
  };
  return {
    terms: requester,
    runs,
    take: (seen) => takeText({ ...requester, ...now(), runs, seen }),
    see: () => seeText(requester.run, runs),
    renew: (place) => renewText(requester, { place, runs }),
    release: (place) => releaseText({ ...requester, ...now(), place }),
  };
}

/** Gives what cut the answer short, where it is not whole; null where that is not known. */
export async function say(
  { nonce, clock }: LeasesSetup,
  link: Link,
  text: string,
): Promise<Result<SaidByHost, LinkLoss | null>> {
  const job = { text, env: {}, cwd: null, sudo: null };
  const { stdout, end } = await ask(link, {
    job,
    nonce: nonce(),
    clock,
    maxCharacters: LONGEST_NOTE_CHARACTERS,
  });
  const said = readFacts(stdout);
  return leaseReply(said) === null ? { ok: false, error: lossIn(end) } : { ok: true, value: said };
}

/** Nothing is known of its note, so nothing may be done there. */
export function unheard(host: HostName, loss: LinkLoss | null): LeaseAnswer {
  return { kind: 'refused', reason: { kind: 'lease-unheard', host, loss } };
}

function lossIn(end: CommandEnd): LinkLoss | null {
  return 'reason' in end && end.reason.kind === 'link-lost' ? end.reason.loss : null;
}

export interface ToSettle {
  readonly name: HostName;
  readonly words: LeaseWords;
  readonly link: Link;
  /** What the host said to the first try at it, to the end. */
  readonly first: SaidByHost;
}

export interface Settled {
  readonly answer: LeaseAnswer;
  readonly place: NotePlace;
}

/** Tries to take what changes while it is looked at. */
const TRIES = 6;
/** This workstation's own former connection is given that many looks to be seen gone. */
const LOOKS_AT_FORMER = 30;
const LOOK_PAUSE_MS = 300;

export async function settleLease(
  setup: LeasesSetup,
  { name, words, link, first }: ToSettle,
): Promise<Settled> {
  const { requester, log } = setup;
  let said = first;
  let replaced: FoundLease | null = null;
  let looks = 0;
  const end = (answer: LeaseAnswer): Settled => ({ answer, place: placeSaid(said) });
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (leaseReply(said) === 'taken') return end({ kind: 'taken', replaced });
    const note = readNote(said, words.runs.length);
    const verdict = judgeNote(note, requester, log);
    if (verdict.kind === 'own') return end(await keepOwn(setup, { words, link, place: placeSaid(said) }));
    if (verdict.kind === 'take') {
      if (leaseReply(said) === 'none')
        return end(note.holder ? cannotTake(name, note.holder) : { kind: 'none' });
      replaced = isOwnRun(verdict.replaced, requester) ? null : verdict.replaced;
      if (leaseReply(said) === 'changed') await pause(setup.clock);
      const heard = await say(setup, link, words.take(note.seen));
      if (!heard.ok) return end(unheard(name, heard.error));
      said = heard.value;
      continue;
    }
    if (looks === LOOKS_AT_FORMER || !isOwnFormer(verdict, requester))
      return end(refuse(name, verdict, setup));
    looks += 1;
    tries = 0;
    await pause(setup.clock);
    const heard = await say(setup, link, words.see());
    if (!heard.ok) return end(unheard(name, heard.error));
    said = heard.value;
  }
  return end(refuse(name, { kind: 'leased', holder: readNote(said, 0).holder ?? SOMEBODY }, setup));
}

function placeSaid(said: SaidByHost): NotePlace {
  const [base = '', machine = '', boot = ''] = ['base', 'machine', 'boot'].map((name) => said.get(name));
  return { base, machine, boot };
}

/** It may have got another connection meanwhile. */
async function keepOwn(
  setup: LeasesSetup,
  { words, link, place }: Pick<ToSettle, 'words' | 'link'> & { readonly place: NotePlace },
): Promise<LeaseAnswer> {
  await say(setup, link, words.renew(place));
  return { kind: 'taken', replaced: null };
}

type NotTaken = Exclude<LeaseVerdict, { kind: 'take' | 'own' }>;

/** What this workstation left of the same run is no news. */
function isOwnRun(holder: FoundLease | null, { run, workstation }: Requester): boolean {
  return holder?.run === run && holder.workstation === workstation;
}

function isOwnFormer(verdict: NotTaken, requester: Requester): boolean {
  return verdict.kind === 'leased' && isOwnRun(verdict.holder, requester);
}

function refuse(host: HostName, verdict: NotTaken, { requester, log }: LeasesSetup): LeaseAnswer {
  const own = requester.run;
  return verdict.kind === 'behind'
    ? { kind: 'refused', reason: behindReason(host, own, { verdict, log }) }
    : { kind: 'refused', reason: { kind: 'leased', host, own, holder: factsOf(verdict.holder) } };
}

export function behindReason(
  host: HostName,
  own: string,
  { verdict, log }: { readonly verdict: BehindVerdict; readonly log: KnownLog },
): RefusedLease {
  const { run, basis, mark, by, over } = verdict;
  const behind = { run, basis, seen: mark?.seq ?? null, by, over };
  return { kind: 'library-behind', host, own, behind, head: log.head().seq };
}

/** Who keeps this run from that host; null where it may be taken, or where the host does not say. */
export async function lookForHolder(
  setup: LeasesSetup,
  words: LeaseWords,
  link: Link,
): Promise<FoundLease | null> {
  const heard = await say(setup, link, words.see());
  if (!heard.ok) return null;
  const verdict = judgeNote(readNote(heard.value, words.runs.length), setup.requester, setup.log);
  return verdict.kind === 'leased' ? verdict.holder : null;
}

/** Takes it again and again, so that nobody else ever gets it. */
const SOMEBODY: FoundLease = {
  run: '-',
  word: '-',
  workstation: 'another program',
  operator: '-',
  since: '-',
  live: true,
  mark: null,
  basis: null,
};

function cannotTake(host: HostName, holder: FoundLease): LeaseAnswer {
  return { kind: 'refused', reason: { kind: 'lease-stuck', host, holder: factsOf(holder) } };
}

function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.after(LOOK_PAUSE_MS, resolve);
  });
}
