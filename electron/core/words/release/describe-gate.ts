/** What a gate found, in words: the same on the screen, in the terminal and on paper. */
import { codeOf } from '../../gate/confirmation.ts';
import { overridable, stopping } from '../../gate/judge-gate.ts';
import type {
  CheckFinding,
  ComponentFinding,
  Gate,
  JudgedRule,
  Precedent,
  RuleFacts,
} from '../../gate/model.ts';
import { formatCount, formatNames } from '../figures/format-count.ts';
import { formatDuration, formatEstimate, formatTimer } from '../figures/format-duration.ts';
import { formatAgo, formatZonedTime } from '../figures/format-time.ts';

type Facts<K extends RuleFacts['kind']> = Extract<RuleFacts, { kind: K }>;

/** A clause that says how it is. */
export function describeRule({ facts }: Pick<JudgedRule, 'facts'>): string {
  return describeFacts(facts);
}

export function describeFacts(facts: RuleFacts): string {
  switch (facts.kind) {
    case 'window':
      return describeWindow(facts);
    case 'window-fits':
      return describeFit(facts);
    case 'no-window':
      return 'The release names no window';
    case 'control':
      return describeControl(facts);
    case 'requirement':
      return describeRequirement(facts);
    case 'requirements':
      return facts.open.length === 0
        ? 'Every requirement is validated'
        : `${facts.open.length} of ${formatCount(facts.total, 'requirement')} not validated: ${formatNames(facts.open)}`;
    case 'component':
      return describeComponent(facts.finding);
    case 'package':
      return describePackage(facts);
    case 'approval':
      return describeApproval(facts);
    case 'rehearsal':
      return describePrecedent('The deployment was rehearsed', 'The deployment was not rehearsed', facts);
    case 'backout-rehearsal':
      return describePrecedent('The backout was rehearsed', 'The backout was not rehearsed', facts);
    case 'undo':
      return facts.unsaid.length === 0
        ? 'Every step that changes something says how it is undone'
        : `${formatCount(facts.unsaid.length, 'step does', 'steps do')} not say how ${facts.unsaid.length === 1 ? 'it is' : 'they are'} undone: ${formatNames(facts.unsaid)}`;
    case 'no-return':
      return `Point of no return: ${facts.title}`;
  }
}

function describeWindow({ now, opens, closes }: Facts<'window'>): string {
  switch (now) {
    case 'ahead':
      return `The window of this release does not open before ${formatZonedTime(opens)}`;
    case 'open':
      return `The window is open until ${formatZonedTime(closes)}`;
    case 'over':
      return `The window of this release closed ${formatZonedTime(closes)}`;
  }
}

function describeFit({ leftMs, planMs, backoutMs, unestimated }: Facts<'window-fits'>): string {
  const unknown = unestimated === 0 ? '' : `, with no estimate for ${formatCount(unestimated, 'step')}`;
  const isEnough = planMs + backoutMs <= leftMs;
  return `The window leaves ${formatDuration(wholeMinutes(leftMs))}${isEnough ? '' : ' only'}; the plan takes ${estimate(planMs)} and backing out of it ${estimate(backoutMs)}${unknown}`;
}

/** What is left is counted down, so that nobody is promised more. */
function wholeMinutes(ms: number): number {
  return ms < 60_000 ? ms - (ms % 1000) : ms - (ms % 60_000);
}

function estimate(ms: number): string {
  return ms === 0 ? 'an unknown time' : formatEstimate(ms);
}

function describeControl({ title, state, by, found }: Facts<'control'>): string {
  const whom = by === null ? '' : ` by ${by}`;
  if (state === 'waived') return `Control waived${whom}: ${title}`;
  if (state === 'not-applicable') return `Control not applicable: ${title}`;
  if (found !== null) return `Control by rule: ${title}. ${describeFacts(found)}`;
  if (state === 'met') return `Control met: ${title}`;
  const owed = by === null ? '' : `; ${by} answers for it`;
  return state === null
    ? `The release does not say that this control is met: ${title}${owed}`
    : `Control not met: ${title}${owed}`;
}

function describeRequirement(facts: Facts<'requirement'>): string {
  const { what, state, owner, due, isLate, checks } = facts;
  const open = checks.find(({ seen }) => seen?.ok !== true);
  if (checks.length > 0 && open === undefined)
    return `Requirement validated by run ${checks[0]?.seen?.run}: ${what}`;
  if (checks.length === 0 && state === 'validated') return `Requirement validated: ${what}`;
  const whom = owner === null ? '' : `; ${owner} sees to it`;
  const when = due === null ? '' : `, ${isLate ? 'was due' : 'due'} ${formatZonedTime(due)}`;
  const said = checks.length > 0 || state === null ? 'not validated' : `only ${state}`;
  return `Requirement ${said}: ${what}${open === undefined ? '' : describeOpenCheck(open)}${whom}${when}`;
}

function describeOpenCheck({ step, seen }: CheckFinding): string {
  return seen === null
    ? `; its step ${step} has not run`
    : `; its step ${step} did not succeed in run ${seen.run}`;
}

function describeComponent(finding: ComponentFinding): string {
  const { id } = finding;
  switch (finding.kind) {
    case 'verified':
      return `Component verified: ${id}`;
    case 'differs':
      return `Component ${id} is another file than the release names: ${finding.file} has SHA-256 ${finding.sha256.slice(0, 12)}…`;
    case 'unread':
      return `Component ${id} could not be verified: ${finding.why}`;
    case 'no-hash':
      return `The release names no file and SHA-256 of component ${id}`;
  }
}

function describePackage({ verified, others: [first, ...more] }: Facts<'package'>): string {
  if (first === undefined)
    return verified === 0
      ? 'The release names no component'
      : `${formatCount(verified, 'component')} verified`;
  const rest = more.length === 0 ? '' : `, and ${more.length} more not verified`;
  return `${describeComponent(first)}${rest}`;
}

function describeApproval({ wanted, given, other }: Facts<'approval'>): string {
  if (given !== null) {
    const elsewhere = given.came && `, on another workstation; it came in bundle ${given.came.bundle}`;
    return `Approved by ${given.by} ${formatZonedTime(given.came?.at ?? given.at)}${elsewhere ?? ''}`;
  }
  const whom = wanted === null ? '' : ` by ${wanted}`;
  if (other === null) return `This revision is not approved${whom}`;
  return `Approved${whom === '' ? ` by ${other.by}` : whom} for another revision, ${codeOf(other.revision)}, ${formatZonedTime(other.at)}`;
}

function describePrecedent(
  met: string,
  not: string,
  { last, isThis }: Facts<'rehearsal' | 'backout-rehearsal'>,
): string {
  if (last === null) return not;
  return isThis
    ? `${met}: ${inRun(last)}`
    : `${not} with this revision; with ${codeOf(last.revision)} it was: ${inRun(last)}`;
}

function inRun({ run, environment, at }: Precedent): string {
  return `run ${run} on ${environment}, ${formatZonedTime(at)}`;
}

/** What to do about a rule that is not met. */
export function describeMending({ facts }: Pick<JudgedRule, 'facts'>): string {
  switch (facts.kind) {
    case 'window':
      return facts.now === 'ahead'
        ? 'Wait until it opens, or change the window'
        : 'Agree on another window, and write it in the release';
    case 'window-fits':
      return 'Shorten the plan, or agree on a longer window';
    case 'no-window':
      return 'Write the window in the release';
    case 'control':
      return facts.found === null
        ? 'Set its state when it is met, or waive it with a name and a reason'
        : `${describeMending({ facts: facts.found })}, or waive it with a name and a reason`;
    case 'requirement':
      if (facts.checks.length > 0) return 'Run the infrastructure plan, which validates it';
      return 'Set the state to validated when it is there and works';
    case 'requirements':
      return 'Set the state to validated when its checks have passed';
    case 'component':
    case 'package':
      return 'Put the file that was built there, or correct its SHA-256 in the release';
    case 'approval':
      return 'Have this revision approved';
    case 'rehearsal':
      return 'Rehearse the deployment on another environment';
    case 'backout-rehearsal':
      return 'Back out a rehearsal of this revision';
    case 'undo':
    case 'no-return':
      return 'Write how each of them is undone, why nothing is to be undone, or why there is no way back';
  }
}

/** The whole gate in one sentence with its reasons: `No-go: the window is over; 2 controls are not met`. */
export function describeGate(gate: Gate): string {
  const open = gate.rules.filter(({ standing, weight }) => standing === 'not-met' && weight !== 'tells');
  const stops = stopping(gate);
  const judged = gate.rules.filter(({ weight }) => weight !== 'tells').length;
  const overridden = describeOverridden(gate.rules);
  if (stops.length > 0) return `No-go: ${reasons(stops)}`;
  if (open.length > 0)
    return `Go: on ${gate.environment} nothing holds a run back, although ${reasons(open)}`;
  if (overridden !== null) return `Go, with ${overridden}`;
  return judged === 0
    ? 'Go: the release names no window, control or requirement that could hold it back'
    : 'Go: everything that this release asks for is met';
}

function reasons(rules: readonly JudgedRule[]): string {
  const kinds = new Map<RuleFacts['kind'], readonly JudgedRule[]>();
  for (const rule of rules) kinds.set(rule.facts.kind, [...(kinds.get(rule.facts.kind) ?? []), rule]);
  return [...kinds.values()].map(reason).join('; ');
}

function reason([first, ...more]: readonly JudgedRule[]): string {
  const count = more.length + 1;
  const verb = count === 1 ? 'is' : 'are';
  switch (first?.facts.kind) {
    case 'window':
      return first.facts.now === 'over' ? 'the window is over' : 'the window is not open yet';
    case 'window-fits':
      return 'plan and backout do not fit the window';
    case 'control':
      return `${formatCount(count, 'control')} ${verb} not met`;
    case 'requirement':
      return `${formatCount(count, 'requirement')} ${verb} not validated`;
    case 'component':
      return `${formatCount(count, 'component')} ${verb} not verified`;
    case 'approval':
      return first.facts.other === null ? 'this revision is not approved' : 'another revision was approved';
    default:
      return first === undefined ? '' : describeRule(first);
  }
}

const DAY_MS = 24 * 60 * 60_000;

/** How the window stands, to be counted down before the eyes: `The window opens in 2 days`, `The window closes in 1:20:05`. */
export function describeCountdown(
  { opens, closes }: { readonly opens: string; readonly closes: string },
  now: number,
): string {
  const toOpen = Date.parse(opens) - now;
  const toClose = Date.parse(closes) - now;
  if (toOpen > 0) return `The window opens ${inTime(opens, now)}`;
  return toClose > 0
    ? `The window closes ${inTime(closes, now)}`
    : `The window closed ${formatAgo(closes, now)}`;
}

function inTime(iso: string, now: number): string {
  const ms = Date.parse(iso) - now;
  return ms < DAY_MS ? `in ${formatTimer(ms)}` : formatAgo(iso, now);
}

/** Why nothing was begun, a clause for each rule, and how it goes all the same. */
export function describeClosed(gate: Gate): string {
  return stopping(gate)
    .map((rule) => `${describeRule(rule)} (${rule.key})`)
    .join('\n');
}

/** Of a rule that somebody wants to override and that is not there. */
export function describeNoRule(key: string, gate: Gate): string {
  const keys = overridable(gate);
  return keys.length === 0
    ? `There is no rule ${key}: nothing holds this run back`
    : `There is no rule ${key} that holds this run back; there are: ${keys.join(', ')}`;
}

/** What a person did who let a run go although a rule was not met. */
export const OVERRIDDEN = 'began although not met';

export const STANDINGS: Readonly<Record<JudgedRule['standing'], string>> = {
  met: 'met',
  'not-met': 'not met',
  overridden: 'overridden',
};

/** What stands beside an approval: of what it is. */
export function describeApproved(
  { revision, number }: { readonly revision: string; readonly number: number | null },
  now: string | null,
): string {
  if (revision === now) return `this revision, ${codeOf(revision)}`;
  return number === null
    ? `another revision, ${codeOf(revision)}`
    : `revision ${number} of the history, ${codeOf(revision)}`;
}

/** `2 rules overridden`; null where a run was held back by nothing. */
export function describeOverridden(rules: readonly JudgedRule[] | undefined): string | null {
  const count = (rules ?? []).filter(({ standing }) => standing === 'overridden').length;
  return count === 0 ? null : `${formatCount(count, 'rule')} overridden`;
}
