/** A clause for each reason: the same on the screen, in the terminal, on paper and in what is exported. */

import type { Outcome } from '../../run/events.ts';
import type { NotCaptured, Reason } from '../../run/reasons.ts';
import { formatBytes } from '../figures/format-count.ts';
import { formatDuration } from '../figures/format-duration.ts';
import {
  describeChannelFault,
  describeConnectFault,
  describeLinkLoss,
} from '../hosts/describe-connecting.ts';
import { describeHostRefusal } from '../hosts/describe-host-refusal.ts';
import { describeBehind, describeLeased, describeStuck } from '../hosts/describe-leased.ts';
import { describeTaker } from '../hosts/describe-taken-over.ts';
import { describeFile, describeMissingSecret, describeNoReply } from '../hosts/describe-workstation.ts';
import { joinClauses } from '../text/sentence.ts';
import { noteOfAsked } from './describe-asked.ts';
import { describeVerdict } from './label-answer.ts';
import { describeSignal } from './label-signal.ts';

export function describeReason(reason: Reason): string {
  const describe = SENTENCES[reason.kind] as (reason: Reason) => string;
  return describe(reason);
}

/** Nothing where there is none. */
export function describeWhy(reason: Reason | null): string {
  return reason === null ? '' : describeReason(reason);
}

/** Why a unit is to be decided on; the outcome where no more is known. */
export function describeBadOutcome(about: {
  readonly outcome: string;
  readonly reason: Reason | null;
}): string {
  return about.reason === null ? about.outcome : describeReason(about.reason);
}

type Sentences = {
  readonly [Kind in Reason['kind']]: (reason: Extract<Reason, { readonly kind: Kind }>) => string;
};

const ENDED_FOR = { timeout: 'Time limit reached', stop: 'Stopped' } as const;

const ONLY_COMMAND_SEEN =
  'its command has ended, but whether all of its processes are gone could not be seen on the host';

function answersOnce(by: string): string {
  const rule = by === 'sudo' ? ', such as by a NOPASSWD rule' : '';
  return `Holdpoint answers its password prompt once and nothing else; nothing was run. Let this user in without a further question${rule}`;
}

const UNTOUCHED = 'What was there before is untouched';

const SENTENCES: Sentences = {
  'file-refused': describeFile,
  'secret-missing': describeMissingSecret,
  'no-reply': describeNoReply,
  'not-connected': ({ place, fault, said, jump }) => {
    const heard = said === '' ? '' : `The host said: "${said}"`;
    return joinClauses([`${place}: ${describeConnectFault(fault, place)}`, describeWhy(jump), heard]);
  },

  exit: ({ code, expected }) =>
    `Exit code ${code}${expected.join() === '0' ? '' : `, expected ${expected.join(' or ')}`}`,
  signal: ({ signal }) => describeSignal(signal),
  stopped: ({ seen }) =>
    `Stopped by a person; ${seen === 'group' ? 'its processes are gone' : ONLY_COMMAND_SEEN}`,
  'time-limit': ({ timeoutMs, seen }) =>
    `Time limit of ${formatDuration(timeoutMs)} reached; ${seen === 'group' ? 'its processes were ended and are gone' : ONLY_COMMAND_SEEN}`,
  'stopped-early': (reason) =>
    `Stopped by a person${{ unsent: ' before anything was sent', waiting: ' while waiting', probing: '' }[reason.while]}`,
  'end-unseen': ({ why, host, pid, because }) =>
    `${ENDED_FOR[why]}; may still be running: ${host}, pid ${pid} (${describeReason(because)})`,
  'survived-kill': () => 'the process group survived KILL',
  'told-to-end': () => 'It was told to end and did not',

  output: ({ stream, pattern, matches, utf8 }) => {
    const printed = stream === 'stdout' ? 'Output' : 'Error output';
    const found = matches ? `matches ${pattern}, which it must not` : `does not match ${pattern}`;
    const bytes = utf8 ? '' : '. It printed bytes that are not UTF-8 text, which are shown as U+FFFD here';
    return `${printed} ${found}${bytes}`;
  },
  'matching-given-up': ({ pattern, afterMs, characters }) =>
    `Matching was given up after ${formatDuration(afterMs)}: ${pattern} is too much for ${characters} characters of output. Make the expression simpler, or print less`,
  'pattern-unreadable': ({ pattern, problem }) => `${pattern}: ${problem}`,
  'nothing-to-capture': ({ names }) => `Nothing to capture for ${names.join(', ')}`,
  'not-captured': ({ name, because }) => `Nothing captured for ${name}: ${describeNotCaptured(because)}`,
  several: ({ reasons }) => reasons.map(describeReason).join('; '),

  'start-refused': ({ exit, said }) =>
    `The host did not start it (${exit === null ? 'signal' : `exit ${exit}`})${said === '' ? '' : `: ${said}`}`,
  'start-prevented': ({ by }) => `The host did not start it: ${describeHostRefusal(by)}`,
  'sudo-password': ({ by }) => `${by} did not accept the password; nothing was run`,
  'sudo-asks-again': ({ by }) =>
    `${by} asks a second time after the password, as for a one-time code. ${answersOnce(by)}`,
  'sudo-question': ({ said, by }) => `${by} asks "${said}". ${answersOnce(by)}`,
  'no-session': () => 'The host opened no session for it before the wait ended',
  'late-to-begin': ({ host }) => `Time limit reached before ${host} had begun it; nothing was run`,
  'never-started': () => 'It did not start and can no longer start',

  'link-lost': ({ loss }) => describeLinkLoss(loss),
  'no-channel': ({ host, fault, because }) =>
    describeChannelFault(fault, host, because && describeReason(because)),
  'no-answer': () => 'the host gave no answer',
  'no-answer-within': ({ host, ms }) => `${host} gave no answer within ${formatDuration(ms)}`,
  'channel-ended': () => 'the host ended the channel',
  'lost-while-ended': () => 'the connection was lost while it was ended',
  'start-unseen': ({ why }) => `${ENDED_FOR[why]} before the host said that it had started`,
  reconnecting: ({ host, because }) =>
    `${describeReason(because)}; it may still be running; reconnecting to ${host}`,
  'waiting-for-host': ({ because }) => `${describeReason(because)}; Holdpoint waits until the host is free`,

  'may-run': ({ host, started, pid, because }) => {
    const where = `it may still be running: ${host}${pid === null ? '' : `, pid ${pid}`}`;
    return `${describeReason(because)}; ${started ? where : 'it may have started'}`;
  },
  unobserved: ({ because }) => `${describeReason(because)}; outcome not observed`,
  'no-record': ({ host }) => `${host} has no record of it any more`,
  untracked: () => 'The host keeps no record of it',
  gone: ({ boot }) =>
    boot === 'booted'
      ? 'The host has booted since it began; its process is gone and left no outcome'
      : 'Its process is gone and left no outcome',
  runs: ({ pid }) => `It runs, pid ${pid}`,

  'no-host': () => 'The step has no host to look at',
  'record-ended-well': ({ exit }) => `The host's record says that it ended with exit code ${exit}`,
  'record-ended-badly': ({ because }) => `The host's record says: ${describeReason(because)}`,
  'ended-by-us': () => 'Its processes were ended by Holdpoint, and are gone',
  'still-runs': ({ host, pid }) => `It still runs on ${host}, pid ${pid}; look again when it has ended`,
  'not-booted': () => 'Its command succeeded, but the host has not booted since',
  'booted-check-decides': () => "The host has booted since; the step's own check tells whether it is done",
  'no-check': () => 'The step has no check of its own (done_if)',
  'check-says': ({ done }) =>
    done
      ? "The step's own check says that it is done (exit 0)"
      : "The step's own check says that it is not done (exit 1)",
  'check-told-nothing': ({ because }) => `The step's own check gave no answer: ${describeReason(because)}`,

  'missing-values': ({ names }) => `No value for ${names.join(', ')}`,
  'nothing-sent': ({ because }) => `${describeReason(because)}; nothing was sent`,
  'not-searched': ({ because }) => `${describeReason(because)}, so it could not be searched for`,
  withheld: ({ secrets }) =>
    `Its output is not kept, since nobody has the former value of ${secrets.join(', ')}; so nothing was captured`,
  'wrong-file': ({ file, found, stated }) =>
    `${file} is not the file that the release names: its SHA-256 is ${found}, the release says ${stated}`,
  'path-with-nul': () => 'The path on the host holds a NUL character',
  'owner-lost': ({ was, is }) =>
    `The owner of the file that was there could not be kept: it was ${was} and is ${is}`,
  'placing-prevented': ({ by }) => `The file was not put in place: ${describeHostRefusal(by)}. ${UNTOUCHED}`,
  'not-placed': ({ exit, said }) =>
    `The file was not put in place (${said === '' ? `exit ${exit}` : said}). ${UNTOUCHED}`,
  'upload-cut': () => `The connection was lost before the file was whole. ${UNTOUCHED}`,
  'upload-part': ({ path }) => `A part of the file is left at ${path}; outcome not observed`,
  'upload-unseen': ({ because }) =>
    `The connection was lost during the upload and the host could not be asked (${describeReason(because)})`,
  'arrival-unknown': ({ because }) => `${describeReason(because)}; so nobody can tell whether it arrived`,
  'host-said': ({ said }) => said,
  'file-grows': ({ path, bytes }) =>
    `${path} had ${bytes} bytes, and more came: it grows, or the host does not report its true size. Nothing was kept`,
  'download-cut': ({ because }) =>
    `${describeReason(because)}; the file did not arrive whole, and nothing was kept of it`,
  'nothing-downloaded': ({ because }) => `${describeReason(because)}; nothing was downloaded`,
  'no-file': ({ path }) => `${path} is a folder, a device, a pipe or a socket, and not a file`,
  'unreadable-file': ({ path }) => `The host could not read ${path} or has no tool to hash it`,
  'probe-address': ({ address }) => `${address} is not host:port`,
  'probe-status': ({ status, expected }) => `Answered ${status}, expected ${expected}`,
  'probe-body': ({ pattern }) => `The body does not match ${pattern}`,
  'probe-silent': ({ url, said }) =>
    `No answer from ${url}: ${said === '' ? 'curl is needed on the host' : said}`,
  'not-reached': ({ withinMs, last }) =>
    `Not reached within ${formatDuration(withinMs)}; last: ${last === null ? 'nothing' : describeReason(last)}`,
  'not-steady': ({ withinMs, steadyMs, heldMs }) =>
    `Did not hold for ${formatDuration(steadyMs)} without a break within ${formatDuration(withinMs)}; at the end it had held for ${formatDuration(heldMs)}`,
  'boot-untold': ({ host }) =>
    `${host} does not tell its boot id, so nobody could see that it has booted; nothing was sent`,
  'boot-since-untold': () => 'the host does not tell whether it has booted since',
  'boot-unseen': ({ host, because }) =>
    `${describeReason(because)}. Whether ${host} has booted could not be seen`,
  'not-back': ({ host, withinMs }) =>
    withinMs === null
      ? `Stopped while Holdpoint waited for ${host}; it may be booting`
      : `${host} was not seen to boot again within ${formatDuration(withinMs)}`,
  'check-after-boot': ({ host, withinMs }) =>
    `${host} has booted again, but its own check (done_if) did not hold ${withinMs === null ? 'before it was stopped' : `within ${formatDuration(withinMs)}`}`,

  leased: ({ host, own, holder }) => describeLeased({ hosts: [host], holder }, own),
  'lease-stuck': ({ host, holder }) => describeStuck(host, holder),
  'lease-unheard': ({ host, loss }) =>
    `${host} did not say to the end whether another program works there${loss === null ? '' : `: ${describeLinkLoss(loss)}`}`,
  'library-behind': ({ host, own, behind, head }) => describeBehind(host, own, { behind, head }),
  'taken-over': ({ host, own, taker }) => `${host}: ${describeTaker(own, taker)}`,

  'batch-idle': () => 'Nothing is done on the hosts of its batch',
  'left-out': ({ from, by, note }) => `Left out by ${by}, since the run begins at ${from}: ${note}`,
  condition: ({ condition }) => `Condition not met: ${condition}`,
  'check-mode': () => 'Check mode changes nothing',
  rehearsal: () => 'A rehearsal sends nothing',
  preflight: () => 'Preflight found problems',
  'failed-on-host': ({ title, outcome, because }) =>
    `${CAME_TO[outcome](title)}${because === null ? '' : `: ${describeReason(because)}`}`,
  'step-stops': ({ title, hosts }) => {
    const failed = hosts === 1 ? '1 failed host' : `${hosts} failed hosts`;
    return `${title}: ${hosts === null ? 'it failed' : failed}, and the step stops there`;
  },

  'skipped-by': (asked) => `Skipped by ${asked.by}${noteText(noteOfAsked(asked))}`,
  'excluded-by': (asked) => `Excluded by ${asked.by}${noteText(noteOfAsked(asked))}`,
  'stopped-by': (asked) => `Stopped by ${asked.by}${noteText(noteOfAsked(asked))}`,
  'refused-by': (asked) => `Refused by ${asked.by}${noteText(noteOfAsked(asked))}`,
  'not-done-by': ({ by, note }) => note ?? `${by} says it was not done`,
  'did-not-work-by': ({ by, note }) => note ?? `${by} says it did not work`,
  'settled-by': ({ by, note, ...settled }) =>
    `Settled as ${labelSettledAs(settled.as)} by ${by}${noteText(note)}`,
  'verdict-by': ({ verdict, by, note }) => `${describeVerdict(verdict)}, decided by ${by}${noteText(note)}`,

  closed: ({ next }) => CLOSED[next],
  'host-silent': () => 'the host did not answer in time',
  'records-taken': () => 'another program has taken the host over, so its records were left alone',
  'records-no-tool': () => 'it has neither setsid nor perl',
  'records-no-folder': ({ path }) => `no folder can be made in ${path}`,
  'records-unwritable': ({ path }) => `nothing can be written to ${path}`,
  'records-no-note': () => 'it keeps no note of who works on it',
  'records-untold': () => 'it did not say whether records can be kept',
  'record-runs': ({ attempt, pid }) => `attempt ${attempt} still runs, pid ${pid}`,
  'record-written': ({ attempt, pid, bytes }) =>
    `pid ${pid}, which attempt ${attempt} left running, still writes to its output there (${formatBytes(bytes)})`,
};

/** What a step came to on a host. */
const CAME_TO: Readonly<Record<Outcome, (title: string) => string>> = {
  ok: (title) => `${title} succeeded on it`,
  failed: (title) => `${title} failed on it`,
  unreachable: (title) => `${title} never started on it`,
  unknown: (title) => `The outcome of ${title} on it is unknown`,
  stopped: (title) => `${title} was stopped on it`,
};

const CLOSED = {
  unseen: 'Was running when Holdpoint closed; outcome not observed',
  untracked: 'Was running when Holdpoint closed, and the host keeps no record of it; outcome not observed',
  searching: 'Was running when Holdpoint closed; Holdpoint is searching for it',
  again: 'Was running when Holdpoint closed. It changes nothing, so it runs again',
} as const;

function describeNotCaptured(because: NotCaptured): string {
  switch (because.kind) {
    case 'match-too-long':
      return `${because.characters} characters match, and a captured value has at most ${because.most}. Let the expression match less`;
    case 'match-not-utf8':
      return 'what matches holds bytes that are not UTF-8 text. Let the command print it as UTF-8, such as by iconv, or as hexadecimal digits';
    case 'match-zero-byte':
      return 'what matches holds a zero byte, which no command and no environment takes. Let the expression match less, or let the command print it without, such as by tr';
    case 'match-secret':
      return 'what matches holds a secret, which is kept nowhere. Capture something else, and give the secret itself to the step that needs it by env';
    case 'matching-given-up':
    case 'pattern-unreadable':
      return describeReason(because);
  }
}

export function labelSettledAs(as: 'done' | 'failed' | 'not-run'): string {
  return as === 'not-run' ? 'not run' : as;
}

const EVIDENCE = { record: "by the host's record", check: "by the step's own check" } as const;

/** What an unknown outcome was settled by, where no person did. */
export function labelEvidence(evidence: keyof typeof EVIDENCE): string {
  return EVIDENCE[evidence];
}

function noteText(note: string | null): string {
  return note ? `: ${note}` : '';
}
