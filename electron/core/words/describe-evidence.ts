/** What is wrong with a log, in words: wherever a run is read, and in `verify`. */
import type { ChainFinding } from '../run/chain.ts';
import type { Evidence, EvidenceFinding, MissingRun } from '../run/evidence.ts';
import { formatCount } from './format-count.ts';

/** With its sentence, as it stands among all that is wrong with the evidence. */
export function toFinding(found: ChainFinding): EvidenceFinding & Pick<ChainFinding, 'seq'> {
  const { run, seq, code } = found;
  return { run, seq, code, message: describeChain(found) };
}

function describeChain(found: ChainFinding): string {
  const log = found.run === null ? "the library's log" : `run ${found.run}`;
  switch (found.code) {
    case 'event-missing': {
      const which = found.seq === found.to ? `event ${found.seq}` : `events ${found.seq} to ${found.to}`;
      return `${which} of ${log} missing`;
    }
    case 'events-cut':
      return `${formatCount(found.head - found.seq + 1, 'event')} of ${log} missing after event ${found.seq - 1}: ${found.name} is event ${found.head}`;
    default:
      return `event ${found.seq} (${found.type}) of ${log} ${describeEvent(found)}`;
  }
}

type OfEvent = Exclude<ChainFinding, { readonly code: 'event-missing' | 'events-cut' }>;

function describeEvent(found: OfEvent): string {
  switch (found.code) {
    case 'event-changed':
      return `was changed: ${describeChanged(found.how)}`;
    case 'event-moved':
      return 'after' in found
        ? `stands after event ${found.after}`
        : `was recorded as event ${found.from} and moved`;
    case 'event-doubled':
      return 'is there twice';
    case 'event-added':
      return `was added after ${found.name}`;
  }
}

function describeChanged(how: Extract<OfEvent, { readonly code: 'event-changed' }>['how']): string {
  switch (how.kind) {
    case 'hash':
      return 'it does not fit its hash';
    case 'not-first':
      return 'it is not the first event of its chain';
    case 'next':
      return `event ${how.next} had been chained to another`;
    case 'head':
      return `it is not the one of ${how.name}`;
  }
}

/** `DOES NOT VERIFY, at event 6: …`; null when it verifies. */
export function describeUnsound(run: string, { ok, findings }: Evidence): string | null {
  if (ok) return null;
  const first = findings.find((finding) => finding.run === run && finding.seq !== null) ?? findings[0];
  const more = findings.length - 1;
  const others = more === 0 ? '' : `; ${more} more ${more === 1 ? 'finding' : 'findings'}`;
  return `${run} DOES NOT VERIFY${placeIn(run, first)}: ${first?.message ?? 'its log was changed'}${others}`;
}

function placeIn(run: string, first: EvidenceFinding | undefined): string {
  if (first === undefined || first.seq === null) return '';
  return first.run === run ? `, at event ${first.seq}` : `, at event ${first.seq} of the library's log`;
}

/** Why nothing may be built on a run that does not verify, with what to do. */
export function refuseUnsound(run: string, evidence: Evidence): string | null {
  const words = describeUnsound(run, evidence);
  return words === null
    ? null
    : `${words}. What its log says cannot be relied on, so nothing is run, ended or undone by it. Keep a copy of the library's folder, see holdpoint verify ${run}, and compare a printed report with holdpoint verify --code CODE; holdpoint leftovers shows what still runs on the hosts`;
}

export function describeMissing({ run, what }: MissingRun): string {
  return `${run} was begun here, and ${what === 'events' ? 'all its events are missing' : 'was taken out of this list'}`;
}

/** Instead of saying that there was none yet. */
export const NONE_LEFT = 'No runs are here, but events of this library are lost';
