/** What preflight finds out about one host: whether it is the right one, passed preflight, and ours to work on. */

import { executorOf } from '#core/plan/executor.ts';
import type { Plan } from '#core/plan/model.ts';
import { shellOf } from '#core/plan/show.ts';
import { nameOfBecomer } from '#core/release/become.ts';
import type { Host } from '#core/release/model.ts';
import type { LinkLoss } from '#core/run/connecting.ts';
import type { HostReport } from '#core/run/events.ts';
import type { RefusedLease } from '#core/run/leases.ts';
import { connectionNotices, type NoRecords, type Notice } from '#core/run/notices.ts';
import type { PreflightProblem } from '#core/run/problems.ts';
import type { Reason } from '#core/run/reasons.ts';
import { type Cancellation, unlessWished } from './cancellation.ts';
import { clockNotice, homeFull, type Seen, seeHost, wrongHost } from './host-facts.ts';
import type { HostLeases } from './host-leases.ts';
import { missingPrograms, programsNeeded } from './host-programs.ts';
import { behindInRecords, type KnownLog } from './lease/judge.ts';
import { LONGEST_NOTE_CHARACTERS, readAttempts } from './lease/note.ts';
import { behindReason, type LeaseAnswer } from './lease/take-lease.ts';
import type { Patience } from './patience.ts';
import type { Clock, Link, Transport } from './ports.ts';
import { ask, type HostAnswer } from './remote/ask.ts';
import { readFacts } from './remote/facts.ts';
import { missingRule } from './remote/sudo-rule.ts';
import { isUserName, type SudoLogin } from './remote/wrapper.ts';
import { writeScript } from './shell/write-script.ts';
import { sudoOf } from './steps/step.ts';

export interface SurveyPorts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly run: string;
  /** Takes the hosts for this run; null: nothing is to be left on them. */
  readonly leases: HostLeases | null;
  readonly log: KnownLog;
  /** A person wants the run to stop: no further host is connected to, and none is waited for that does not answer. */
  readonly stopping: Cancellation;
  readonly patience: Patience;
  nonce(): string;
}

/** What is the same for every host that is looked at. */
export interface Survey {
  readonly plan: Plan;
  readonly secrets: ReadonlyMap<string, string>;
  readonly ports: SurveyPorts;
  /** Sudo passwords that are being tried at one host, or were: the others wait for what comes of it. */
  readonly passwords: Map<string, Promise<boolean>>;
}

/** Null: it was not looked at, since the run was stopped before it answered. */
export async function surveyHost(host: Host, survey: Survey): Promise<HostReport | null> {
  const link = await connectTo(host, survey);
  if (link === null) return null;
  if (!link.ok) return { ...unseen(host), problems: [link.error.reason] };
  const { patience, leases } = survey.ports;
  return (await patience.bear(() => lookAt(host, link.value, survey))) ?? givenUp(host, leases);
}

/** What it was asked last may have left something there. */
function givenUp(host: Host, leases: SurveyPorts['leases']): HostReport {
  const tracking = [{ user: null, why: { kind: 'records-untold' } as const }];
  return { ...unseen(host), problems: [STOPPED], ...(leases === null ? {} : { tracking }) };
}

export const STOPPED: PreflightProblem = { code: 'stopped', kind: 'preflight-stopped' };

async function lookAt(host: Host, link: Link, survey: Survey): Promise<HostReport> {
  const { plan, ports } = survey;
  let lost: LinkLoss | null = null;
  void link.lost.then((loss) => {
    lost = loss;
  });
  const seen = await seeHost(link, host, survey);
  if ('answer' in seen) {
    const problem = lost === null ? noShell(host, seen.answer) : lostMeanwhile(host, lost);
    return { ...unseen(host), hostKey: link.hostKey, problems: [problem] };
  }
  const { facts, said } = seen;
  const answer = await leaseOf(host, { ...seen, link }, ports);
  const lease = foundOfLease(answer);
  const sudo = await trySudo(host, link, { ...survey, isLeased: answer?.kind === 'taken' });
  const tracking = answer === null ? [] : [loginTracking(said, answer), ...sudo.tracking];
  const full = tracking.length > 0 && usesTracking(host, plan) ? homeFull(host, facts) : [];
  return {
    host: host.name,
    problems: [
      ...wrongHost(host, facts),
      ...missingPrograms(host, plan, { said, user: null }),
      ...lease.problems,
      ...full,
      ...sudo.problems,
    ],
    hostKey: link.hostKey,
    hostname: facts.hostname ?? null,
    bootId: facts.boot ?? null,
    clockOffsetMs: facts.offsetMs,
    clockErrorMs: facts.errorMs,
    freeBytes: facts.freeBytes,
    ...(answer === null || answer.kind === 'refused' ? {} : { tracking }),
    notices: [...lease.notices, ...clockNotice(facts), ...wayNotices(host, link)],
  };
}

/** A host that is only a way to others: it has to let us in, and need not have a shell, nor room for a session. */
export async function surveyWay(host: Host, survey: Survey): Promise<HostReport | null> {
  const link = await connectTo(host, survey);
  if (link === null) return null;
  return link.ok
    ? {
        ...unseen(host),
        hostKey: link.value.hostKey,
        notices: wayNotices(host, link.value),
      }
    : { ...unseen(host), problems: [link.error.reason] };
}

/** Until then nothing is left on the host, so a stop need not wait for it. */
function connectTo(host: Host, { plan, ports: { transport, stopping } }: Survey) {
  return unlessWished(stopping, () => transport.connect(host, plan.hosts));
}

function noShell({ name }: Host, { end, heard }: HostAnswer): PreflightProblem {
  const reason = 'reason' in end ? end.reason : null;
  const exit = reason?.kind === 'start-refused' ? reason.exit : null;
  const because = isOfHost(reason) ? reason : null;
  return { code: 'no-shell', kind: 'no-shell', host: name, because, exit, said: heard };
}

/** It says more than that nothing ran. */
function isOfHost(reason: Reason | null): reason is Reason {
  return reason?.kind === 'no-answer-within' || reason?.kind === 'no-channel';
}

function lostMeanwhile({ name }: Host, loss: LinkLoss): PreflightProblem {
  return { code: 'lost', kind: 'lost-in-preflight', host: name, loss };
}

export function unseen(host: Host): HostReport {
  return {
    host: host.name,
    problems: [],
    hostKey: null,
    hostname: null,
    bootId: null,
    clockOffsetMs: null,
    freeBytes: null,
  };
}

interface SeenOver extends Seen {
  readonly link: Link;
}

/** Takes the host for this run; null where nothing is to be left on it, and on another machine than the release means. */
async function leaseOf(host: Host, { said, facts, link }: SeenOver, { leases }: SurveyPorts) {
  if (leases === null || wrongHost(host, facts).length > 0) return null;
  return leases.settle(host.name, said, link);
}

function foundOfLease(answer: LeaseAnswer | null): {
  readonly problems: readonly PreflightProblem[];
  readonly notices: readonly Notice[];
} {
  switch (answer?.kind) {
    case 'refused': {
      return { problems: [leaseProblem(answer.reason)], notices: [] };
    }
    case 'none':
      return { problems: [], notices: [{ kind: 'no-note' }] };
    case 'taken':
      return {
        problems: [],
        notices: answer.replaced ? [{ kind: 'replaced', holder: answer.replaced }] : [],
      };
    case undefined:
      return { problems: [], notices: [] };
  }
}

function leaseProblem(reason: RefusedLease): PreflightProblem {
  switch (reason.kind) {
    case 'library-behind':
      return { code: 'library-behind', ...reason };
    case 'lease-unheard':
      return { code: 'lost', ...reason };
    default:
      return { code: 'host-leased', ...reason };
  }
}

/** Without a note of who works there a record would prove nothing. */
function loginTracking(said: ReadonlyMap<string, string>, { kind }: LeaseAnswer): Tracking {
  const { user, why } = userTracking(null, said);
  return { user, why: why ?? (kind === 'none' ? { kind: 'records-no-note' } : null) };
}

function userTracking(user: string | null, said: ReadonlyMap<string, string>): Tracking {
  return { user, why: readNoRecords(said.get('track') ?? '') };
}

/** `engine/shell/record/track.sh` prints it: a word, and the folder that it is about. */
function readNoRecords(told: string): NoRecords | null {
  const [word = '', ...rest] = told.split(' ');
  const path = rest.join(' ');
  switch (word) {
    case 'ok':
      return null;
    case 'no-tool':
      return { kind: 'records-no-tool' };
    case 'no-folder':
      return { kind: 'records-no-folder', path };
    case 'unwritable':
      return { kind: 'records-unwritable', path };
    default:
      return { kind: 'records-untold' };
  }
}

function usesTracking({ name }: Host, plan: Plan): boolean {
  return plan.steps.some(
    (step) => step.mode !== 'attached' && step.units.some((unit) => executorOf(unit) === name),
  );
}

type Tracking = NonNullable<HostReport['tracking']>[number];

interface SudoSurvey extends Survey {
  /** The host is leased to this run, so that records may be kept there. */
  readonly isLeased: boolean;
}

async function trySudo(
  host: Host,
  link: Link,
  survey: SudoSurvey,
): Promise<{ readonly problems: readonly PreflightProblem[]; readonly tracking: readonly Tracking[] }> {
  const problems: PreflightProblem[] = [];
  const tracking: Tracking[] = [];
  const { ports } = survey;
  for (const [name, sudo] of sudosOn(host, survey)) {
    if (!isUserName(sudo.user)) {
      problems.push({ code: 'sudo-user', kind: 'sudo-user', host: host.name, user: sudo.user });
      continue;
    }
    const turn = await takeTurn(name, sudo, survey.passwords);
    if (turn === null) {
      problems.push(refusedElsewhere(host, sudo));
      continue;
    }
    const { run, log } = ports;
    const programs = programsNeeded(host, survey.plan, sudo.user);
    const records = survey.isLeased ? [writeScript('track-run', { run, seq: log.head().seq })] : [];
    const text = [writeScript('programs', { programs }), ...records].join('\n');
    const { end, stdout } = await ask(link, {
      job: { text, env: {}, cwd: null, sudo },
      nonce: ports.nonce(),
      clock: ports.clock,
      maxCharacters: LONGEST_NOTE_CHARACTERS,
    });
    turn(!(end.kind === 'not-started' && end.lasting));
    if (end.kind === 'exit') {
      const said = readFacts(stdout);
      if (survey.isLeased) tracking.push(userTracking(sudo.user, said));
      problems.push(...missingPrograms(host, survey.plan, { said, user: sudo.user }));
      problems.push(...unknownRecords(host, said, ports));
    } else problems.push(refusedBySudo(host, sudo, 'reason' in end ? end.reason : end));
  }
  return { problems, tracking };
}

/** Records of the run in another user's home that this library knows nothing of. */
function unknownRecords(
  host: Host,
  said: ReadonlyMap<string, string>,
  { run, log }: SurveyPorts,
): PreflightProblem[] {
  if (readAttempts(said).every((attempt) => log.knows(attempt))) return [];
  return [leaseProblem(behindReason(host.name, run, { verdict: behindInRecords(run), log }))];
}

function refusedBySudo(
  { name, user: login }: Host,
  { user, password, by }: SudoLogin,
  because: Reason,
): PreflightProblem {
  const said = 'said' in because ? because.said : '';
  const rule = missingRule(said, { login, user, hasPassword: password !== null, by });
  const names = { host: name, user, by: nameOfBecomer(by) };
  return { code: 'sudo-refused', kind: 'sudo-refused', ...names, because, missingRule: rule };
}

/** A password is tried at one host first, so that a wrong one locks no accounts. Null: it was refused there. */
async function takeTurn(
  name: string,
  { password }: SudoLogin,
  passwords: Survey['passwords'],
): Promise<((isGood: boolean) => void) | null> {
  const first = passwords.get(name);
  if (password === null || (first && (await first))) return () => undefined;
  if (first) return null;
  let tell: (isGood: boolean) => void = () => undefined;
  passwords.set(
    name,
    new Promise((resolve) => {
      tell = resolve;
    }),
  );
  return tell;
}

function refusedElsewhere({ name }: Host, { user, by }: SudoLogin): PreflightProblem {
  return { code: 'sudo-refused', kind: 'sudo-untried', host: name, user, by: nameOfBecomer(by) };
}

function sudosOn(host: Host, { plan, secrets }: Survey): Map<string, SudoLogin> {
  const found = new Map<string, SudoLogin>();
  for (const step of plan.steps) {
    const shell = step.units
      .filter((unit) => executorOf(unit) === host.name)
      .map((unit) => shellOf(unit.task))[0];
    if (!shell?.sudo) continue;
    const { user, passwordSecret, by } = shell.sudo;
    const sudo = sudoOf(shell, secrets);
    if (sudo !== null) found.set(`${user} ${passwordSecret ?? ''} ${by ?? ''}`, sudo);
  }
  return found;
}

function wayNotices(host: Host, { hostKey, rotation = null, openSsh = null }: Link): readonly Notice[] {
  return connectionNotices(host, openSsh, rotation && { hostKey, ...rotation });
}
