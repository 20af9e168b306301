/** What is wrong with a log, in words: wherever a run is read, and in `verify`. */
import type { StrangeHead } from '../../library/backup.ts';
import type { ChainFinding } from '../../run/chain.ts';
import type { Evidence, EvidenceFinding, MissingRun, OpeningFinding } from '../../run/evidence.ts';
import { formatCount } from '../figures/format-count.ts';
import { inTerminal, wayIn } from '../text/surface.ts';
import { describeLoss } from './describe-loss.ts';

/** Where it is said what is wrong. */
const VERIFY = { terminal: 'holdpoint verify', app: 'Help, Diagnostics' } as const;

/** One finding, without its place; to be read behind a name or a code. */
export function describeFinding(found: EvidenceFinding): string {
  if ('loss' in found) return describeLoss(found.loss);
  switch (found.code) {
    case 'output-changed':
      return describeOutput(found);
    case 'run-missing':
      return found.how === 'never'
        ? `there is no run ${found.run} in the library`
        : `run ${found.run} was opened, but all its events are missing`;
    case 'run-unopened':
      return `run ${found.run} was never opened in the library's log`;
    case 'run-unsealed':
      return `run ${found.run} has ended, but nothing in the library's log seals it`;
    case 'end-missing':
      return `the end of run ${found.run}, which is sealed as event ${found.seq}, is missing`;
    case 'listing-changed':
      return `the list's entry of run ${found.run} does not say what its first event says`;
    case 'revision-changed':
      return `revision ${found.number} in the history of release ${found.release} ${found.isThere ? 'is not the one that was kept' : 'is missing'}`;
    case 'document-changed':
      return `document ${found.document} was changed`;
    case 'document-missing':
      return `a text of run ${found.run} (document ${found.document}) is missing`;
    case 'database-damaged':
      return `the library file is damaged: ${found.said}`;
    case 'backout-unsound':
      return `what is said of backing it out cannot be relied on: ${found.evidence === null ? describeUnreadable(`${found.run}`) : describeUnsound(`${found.run}`, found.evidence)}`;
    default:
      return describeChain(found);
  }
}

/** As `--json` prints it. */
export function printableFinding(found: EvidenceFinding): {
  readonly run: string | null;
  readonly seq: number | null;
  readonly code: string;
  readonly message: string;
} {
  const { run, seq, code } = found;
  return { run, seq, code, message: describeFinding(found) };
}

/** A copy has an event that its library does not have. */
export function describeStrange({ run, seq }: StrangeHead): string {
  return `event ${seq} of ${nameLog(run)} is not the library's`;
}

/** What whoever opens a library is told of it. */
export function describeOpening(found: OpeningFinding): string {
  if (found.kind === 'loss') return describeLoss(found.loss);
  const { finding } = found;
  return `the library's log does not verify, at event ${finding.seq}: ${describeFinding(finding)}. Accepted host keys, credentials, secret sources and settings that it recorded up to there are not trusted until they are accepted or set again. See ${wayIn(VERIFY)}`;
}

function describeOutput({
  run,
  seq,
  of,
  how,
}: Extract<EvidenceFinding, { readonly code: 'output-changed' }>): string {
  const name = `step ${of.step}${of.host === null ? '' : ` on ${of.host}`}, attempt ${of.attempt}, in run ${run}`;
  switch (how.kind) {
    case 'without-attempt':
      return `output of ${name} was added: no event tells of that attempt`;
    case 'hash':
      return `${how.stream} of ${name} was changed: its ${formatCount(how.bytes, 'byte')} do not fit the hash in event ${seq}`;
    case 'piece':
      return `${how.stream} of ${name} was changed: its stored piece at byte ${how.at} is not sound`;
    case 'cut':
      return `${how.stream} of ${name} is cut: ${formatCount(how.stored, 'byte')} were stored, ${how.found} are there`;
    case 'added':
      return `${how.stream} of ${name} has ${formatCount(how.bytes, 'byte')} that were added`;
  }
}

function nameLog(run: string | null): string {
  return run === null ? "the library's log" : `run ${run}`;
}

function describeChain(found: ChainFinding): string {
  const log = nameLog(found.run);
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
        ? `is after event ${found.after}`
        : `was recorded as event ${found.from} and moved`;
    case 'event-doubled':
      return 'is there twice';
    case 'order-changed':
      return 'is not where it was recorded among the events of other runs';
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
    case 'opening':
      return "it is not the one that the library's log opened";
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
  return `${run} DOES NOT VERIFY${placeIn(run, first)}: ${first === undefined ? 'its log was changed' : describeFinding(first)}${others}`;
}

function placeIn(run: string, first: EvidenceFinding | undefined): string {
  if (first === undefined || first.seq === null) return '';
  return first.run === run ? `, at event ${first.seq}` : `, at event ${first.seq} of the library's log`;
}

/** Nothing of the run can be shown. */
export function describeUnreadable(run: string): string {
  return `${run} DOES NOT VERIFY: its first event or its plan was changed or is missing, so nothing of it can be shown; see ${wayIn({ ...VERIFY, terminal: `holdpoint verify ${run}` })}`;
}

/** Why nothing may be built on a run that does not verify, with what to do. */
export function refuseUnsound(run: string, evidence: Evidence): string | null {
  const words = describeUnsound(run, evidence);
  return words === null
    ? null
    : `${words}. What its log says cannot be relied on, so nothing is run, ended or undone by it. Keep a copy of the library's folder, see ${wayIn({ ...VERIFY, terminal: `holdpoint verify ${run}` })}, and compare a printed report with holdpoint verify --code CODE${inTerminal()}; holdpoint leftovers shows what still runs on the hosts`;
}

export function describeMissing({ run, what }: MissingRun): string {
  return `${run} was begun here, and ${what === 'events' ? 'all its events are missing' : 'was taken out of this list'}`;
}

/** Instead of saying that there was none yet. */
export const NONE_LEFT = 'No runs are here, but events of this library are lost';
