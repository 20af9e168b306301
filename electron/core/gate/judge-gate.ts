/** Judges whether a run may begin: what the release names is held against facts. */
import { readHistory, timeOfSteps } from '#core/backout/time.ts';
import { wholeBackout } from '#core/backout/whole-backout.ts';
import { noReturnOf } from '#core/plan/describe-step.ts';
import type { Plan } from '#core/plan/model.ts';
import type { Component, Control, Release, Requirement, Revision } from '../release/model.ts';
import { findPerson, isSamePerson, type KnownPerson } from '../release/people.ts';
import { isProduction } from '../release/production.ts';
import { STEP_KINDS } from '../release/step-kinds.ts';
import type {
  ComponentFinding,
  Gate,
  GateFacts,
  GateSubject,
  JudgedRule,
  Override,
  PackageFinding,
  RuleFacts,
  Weight,
} from './model.ts';

interface UnderJudgement {
  readonly release: Release;
  readonly revision: Revision;
  /** Null where it cannot be made: what is judged by it is left out. */
  readonly plan: Plan | null;
  readonly subject: GateSubject;
}

/** A control or requirement is judged because it is listed; what nobody listed holds nothing back. */
export function judgeGate(judged: UnderJudgement, facts: GateFacts): Gate {
  const { release, revision, subject } = judged;
  const environment = release.environments.find(({ name }) => name === subject.environment);
  const production = isProduction(environment?.kind);
  const rule = ruleFor(subject, production);
  return {
    environment: subject.environment,
    isProduction: production,
    revision,
    rules: [
      ...windowRules(judged, facts, rule),
      ...release.controls.map((control) =>
        rule(`control:${control.id}`, controlFacts(control, judged, facts), 'said'),
      ),
      ...release.requirements.map((requirement) =>
        rule(`requirement:${requirement.id}`, requirementFacts(requirement, facts), 'said'),
      ),
      ...namedComponents(release).map(({ id }) =>
        rule(`package:${id}`, { kind: 'component', finding: findingOf(id, facts) }, 'said'),
      ),
      ...(facts.approvals.length === 0
        ? []
        : [rule('approval', approvalFacts(judged, facts, null), 'everywhere')]),
      ...practiceRules(judged, facts, rule),
    ],
  };
}

/**
 * `said`: the release names it, and holds back its deployment. `everywhere`: it holds back each plan. `practice`: only told.
 * What is prepared before the window and verified behind it is held back by nothing but the approval.
 */
type Demand = 'said' | 'everywhere' | 'practice';

type MakeRule = (key: string, facts: RuleFacts, demand: Demand) => JudgedRule;

function ruleFor({ plan, mode }: GateSubject, production: boolean): MakeRule {
  return (key, facts, demand) => {
    const holds = demand === 'everywhere' || (demand === 'said' && plan === 'deployment');
    const weight: Weight =
      demand === 'practice' ? 'tells' : production && mode === 'live' && holds ? 'stops' : 'warns';
    return { key, standing: isMet(facts) ? 'met' : 'not-met', weight, facts };
  };
}

/** A waived control is met as far as the gate goes: who waived it stands in the release. */
function isMet(facts: RuleFacts): boolean {
  switch (facts.kind) {
    case 'window':
      return facts.now === 'open';
    case 'window-fits':
      return facts.planMs + facts.backoutMs <= facts.leftMs;
    case 'control':
      if (facts.state === 'waived' || facts.state === 'not-applicable') return true;
      return facts.found === null ? facts.state === 'met' : isMet(facts.found);
    case 'requirement':
      return isValidated(facts);
    case 'requirements':
      return facts.open.length === 0;
    case 'component':
      return facts.finding.kind === 'verified';
    case 'package':
      return facts.others.length === 0 && facts.verified > 0;
    case 'approval':
      return facts.given !== null;
    case 'rehearsal':
    case 'backout-rehearsal':
      return facts.isThis;
    case 'undo':
      return facts.unsaid.length === 0;
    case 'no-return':
    case 'no-window':
      return false;
  }
}

function windowRules(judged: UnderJudgement, facts: GateFacts, rule: MakeRule): readonly JudgedRule[] {
  const { window } = judged.release.info;
  if (!window) return [];
  const { opens, closes } = window;
  const now = facts.now >= Date.parse(closes) ? 'over' : facts.now < Date.parse(opens) ? 'ahead' : 'open';
  const inTime = now === 'over' ? null : fitFacts(judged, facts);
  return [
    rule('window', { kind: 'window', now, opens, closes }, 'said'),
    ...(inTime === null ? [] : [rule('window-fits', inTime, 'said')]),
  ];
}

/** Null where nothing can be said of the times: no window, or no plan. */
function fitFacts({ release, plan }: UnderJudgement, { now, undoTimes }: GateFacts): RuleFacts | null {
  const { window } = release.info;
  if (!window) return { kind: 'no-window' };
  if (plan === null) return null;
  const from = Math.max(now, Date.parse(window.opens));
  const forward = timeOfSteps(plan, new Map());
  const back = plan.frame === undefined ? null : timeOfSteps(wholeBackout(plan), readHistory(undoTimes));
  return {
    kind: 'window-fits',
    leftMs: Math.max(0, Date.parse(window.closes) - window.marginMs - from),
    planMs: forward.ms,
    backoutMs: back?.ms ?? 0,
    unestimated: forward.unestimated + (back?.unestimated ?? 0),
  };
}

function controlFacts(control: Control, judged: UnderJudgement, facts: GateFacts): RuleFacts {
  const { title, state, by } = control;
  return { kind: 'control', title, state, by, found: foundBy(control, judged, facts) };
}

/** What the program finds of the rule of a control; null where it has none, or nothing can be found. */
function foundBy({ rule, by }: Control, judged: UnderJudgement, facts: GateFacts): RuleFacts | null {
  switch (rule) {
    case null:
      return null;
    case 'backout-rehearsed':
      return precedentFacts('backout-rehearsal', judged, facts);
    case 'rehearsed':
      return precedentFacts('rehearsal', judged, facts);
    case 'package-verified':
      return packageFacts(judged.release, facts);
    case 'requirements-validated':
      return requirementsFacts(judged.release.requirements, facts);
    case 'steps-undoable':
      return judged.plan && { kind: 'undo', unsaid: unsaidUndos(judged.plan) };
    case 'window-fits':
      return fitFacts(judged, facts);
    case 'approved':
      return approvalFacts(judged, facts, by);
  }
}

type RequirementFacts = Extract<RuleFacts, { kind: 'requirement' }>;

function requirementFacts(requirement: Requirement, facts: GateFacts): RequirementFacts {
  const { what, state, owner, due } = requirement;
  const checks = requirement.checks.map(
    (step) => facts.checks.find((found) => found.step === step) ?? { step, seen: null },
  );
  const isLate = !isValidated({ state, checks }) && due !== null && facts.now > Date.parse(due);
  return { kind: 'requirement', what, state, owner, due, isLate, checks };
}

/** What its steps found wins over what was written. */
function isValidated({ state, checks }: Pick<RequirementFacts, 'state' | 'checks'>): boolean {
  return checks.length === 0 ? state === 'validated' : checks.every(({ seen }) => seen?.ok === true);
}

function requirementsFacts(all: readonly Requirement[], facts: GateFacts): RuleFacts {
  const open = all
    .map((each) => requirementFacts(each, facts))
    .flatMap((each) => (isValidated(each) ? [] : each.what));
  return { kind: 'requirements', total: all.length, open };
}

/** Those of which the release says what their file has to be. */
function namedComponents({ components }: Release): readonly Component[] {
  return components.filter(({ file, sha256 }) => file !== null && sha256 !== null);
}

function findingOf(id: string, { components }: GateFacts): ComponentFinding {
  return components.find((found) => found.id === id) ?? { kind: 'no-hash', id };
}

function packageFacts({ components }: Release, facts: GateFacts): RuleFacts {
  const found = components.map(({ id }) => findingOf(id, facts));
  const others = found.filter((each): each is PackageFinding => each.kind !== 'verified');
  return { kind: 'package', verified: found.length - others.length, others };
}

function approvalFacts(
  { release, revision }: UnderJudgement,
  { approvals }: GateFacts,
  wanted: string | null,
): RuleFacts {
  const fit = approvals.filter(({ by }) => wanted === null || answersTo(release.info.people, by, wanted));
  const given = fit.find((each) => each.revision === revision) ?? null;
  const other = fit.find((each) => each.revision !== revision) ?? null;
  return { kind: 'approval', wanted, given, other };
}

/** Whether a person is the one who is wanted, or has the role. */
function answersTo(people: readonly KnownPerson[], by: string, wanted: string): boolean {
  const roles = findPerson(people, by)?.roles ?? [];
  return isSamePerson(people, by, wanted) || roles.includes(wanted);
}

/** A live run elsewhere than on production says as much as a rehearsal. */
function precedentFacts(
  kind: 'rehearsal' | 'backout-rehearsal',
  { release, revision }: UnderJudgement,
  { precedents }: GateFacts,
): RuleFacts {
  const plan = kind === 'rehearsal' ? 'deployment' : 'backout';
  const live = new Set(
    release.environments.filter(({ kind: of }) => isProduction(of)).map(({ name }) => name),
  );
  const fit = precedents.filter(
    ({ mode, environment, ...each }) =>
      each.plan === plan && (mode === 'rehearsal' || (mode === 'live' && !live.has(environment))),
  );
  const same = fit.find((each) => each.revision === revision);
  return { kind, last: same ?? fit[0] ?? null, isThis: same !== undefined };
}

/** What the practice asks for, whatever the release names. */
function practiceRules(judged: UnderJudgement, facts: GateFacts, rule: MakeRule): readonly JudgedRule[] {
  const { plan, release, subject } = judged;
  if (subject.plan !== 'deployment') return [];
  const named = new Set(release.controls.map((control) => control.rule));
  return [
    ...(named.has('rehearsed')
      ? []
      : [rule('rehearsal', precedentFacts('rehearsal', judged, facts), 'practice')]),
    ...(named.has('backout-rehearsed')
      ? []
      : [rule('backout-rehearsal', precedentFacts('backout-rehearsal', judged, facts), 'practice')]),
    ...(plan === null || named.has('steps-undoable')
      ? []
      : [rule('undo', { kind: 'undo', unsaid: unsaidUndos(plan) }, 'practice')]),
    ...pointsOfNoReturn(plan).map(({ id, title }) =>
      rule(`no-return:${id}`, { kind: 'no-return', title }, 'practice'),
    ),
  ];
}

function unsaidUndos({ steps }: Plan): readonly string[] {
  return steps
    .filter(({ kind, noUndo }) => STEP_KINDS[kind].changes && noUndo?.kind === 'unsaid')
    .map(({ title }) => title);
}

function pointsOfNoReturn(plan: Plan | null): Plan['steps'] {
  return plan?.steps.filter((step) => noReturnOf(step, step.units) !== null) ?? [];
}

/** The rules that are not met and overridden by nobody, as far as they hold the run back. */
export function stopping({ rules }: Gate): readonly JudgedRule[] {
  return rules.filter(({ standing, weight }) => standing === 'not-met' && weight === 'stops');
}

/** Keys of rules that there are, and that hold something back. */
export function overridable({ rules }: Gate): readonly string[] {
  return rules.filter(({ weight }) => weight === 'stops').map(({ key }) => key);
}

/** With what people overrode; of a rule that is met nothing is overridden. */
export function withOverrides(gate: Gate, overrides: ReadonlyMap<string, Override>): Gate {
  const rules = gate.rules.map((rule): JudgedRule => {
    const override = overrides.get(rule.key);
    return override === undefined || rule.standing !== 'not-met' || rule.weight !== 'stops'
      ? rule
      : { ...rule, standing: 'overridden', override };
  });
  return { ...gate, rules };
}
