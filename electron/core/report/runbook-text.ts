/** The runbook as Markdown. */

import {
  describeExpectation,
  describeNoUndo,
  describePause,
  describeTiming,
  noReturnOf,
} from '#core/plan/describe-step.ts';
import type { Plan, PlannedStep, PlannedUnit } from '#core/plan/model.ts';
import { formatDoneIf } from '#core/plan/show.ts';
import type { Communication, Release, ReleaseInfo } from '#core/release/model.ts';
import { formatDuration } from '#core/words/figures/format-duration.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeGuaranteeOf } from '#core/words/release/describe-guarantee.ts';
import { adviseOnFailure } from '#core/words/release/label-on-failure.ts';
import { labelPlanTitle } from '#core/words/run/label-run.ts';
import { mdBlocks, mdCode, mdFacts, mdProse, mdTable, mdText } from './markdown.ts';
import { plannedTimes } from './planned-times.ts';
import { hasPart, type Part } from './release-document.ts';
import {
  aboutStep,
  backoutTime,
  backoutTimes,
  commandOf,
  describeRolling,
  groupByText,
  messagesOf,
  NO_MESSAGES,
  NO_STEPS,
  type Numbers,
  namesOf,
  numberSteps,
  phasesOf,
  pointsOfNoReturn,
  printedPlans,
  type RollingGroup,
  type Runbook,
  rollingGroups,
  runbookTitle,
  runsOf,
  type SameText,
} from './runbook-model.ts';
import { writtenTime } from './words.ts';

export function renderRunbookMarkdown(book: Runbook): string {
  const { release } = book;
  const { plans, unresolved, empty } = printedPlans(book);
  const part = (name: Part, write: () => readonly (string | null)[]): readonly (string | null)[] =>
    hasPart(book.document, name) ? write() : [];
  return mdBlocks(
    `# ${mdText(runbookTitle(book))}`,
    releaseFacts(book),
    release.info.summary === null ? null : mdProse(release.info.summary),
    ...part('about', () => aboutRelease(release)),
    ...part('people', () => [peopleMarkdown(release.info)]),
    ...part('about', () => [handover(release)]),
    ...part(hasPart(book.document, 'about') ? 'about' : 'escalation', () => [
      escalationMarkdown(release.info),
    ]),
    ...part('controls', () => [controls(release)]),
    ...part('package', () => [components(release)]),
    ...part('about', () => aboutPackage(release)),
    ...part('success', () => [successToTick(release)]),
    ...part('rules', () => [backoutRules(book)]),
    ...plans.map((plan) => planMarkdown(book, plan)),
    ...unresolved.map(({ plan, problems }) =>
      mdBlocks(
        `## ${labelPlanTitle(plan)}`,
        '**This plan cannot be resolved for this environment.**',
        bullets(problems),
      ).trimEnd(),
    ),
    ...empty.map((plan) => mdBlocks(`## ${labelPlanTitle(plan)}`, NO_STEPS).trimEnd()),
    ...messages(book),
  );
}

function messages(book: Runbook): readonly string[] {
  const filled = messagesOf(book);
  if (filled.length > 0) return ['## Communications', ...filled.map(communication)];
  return book.document === 'call-sheet' ? ['## Communications', NO_MESSAGES] : [];
}

function successToTick({ success }: Release): string {
  return `## Success criteria\n\n${success.length === 0 ? 'not said' : success.map((text) => `- [ ] ${mdText(text)}`).join('\n')}`;
}

function releaseFacts({ release, revision, environment, printedAt }: Runbook): string {
  const { info } = release;
  return mdFacts([
    ['Release', `${info.name} ${info.version} (${info.id})`],
    ['Baseline', info.baseline],
    ['Environment', environment],
    ['Revision', revision],
    [
      'Window',
      info.window === null
        ? null
        : `${writtenTime(info.window.opens)} to ${writtenTime(info.window.closes)}, margin ${formatDuration(info.window.marginMs)}`,
    ],
    ['Printed', formatZonedTime(printedAt)],
  ]);
}

function aboutRelease({ info }: Release): readonly (string | null)[] {
  return [
    titled('What is deployed', bullets(info.features)),
    titled('Who is affected', bullets(info.affected)),
    titled(
      'Risks',
      rows(
        ['Risk', 'Likelihood', 'Impact', 'Response'],
        info.risks.map((r) => [r.text, r.likelihood ?? '', r.impact ?? '', r.response ?? '']),
      ),
    ),
  ];
}

export function peopleMarkdown(info: ReleaseInfo): string | null {
  return titled(
    'People',
    rows(
      ['Name', 'Answers for', 'Phone', 'Mail'],
      info.people.map((p) => [p.name, p.roles.join(', '), p.phone ?? '', p.email ?? '']),
    ),
  );
}

function handover({ info }: Release): string | null {
  return titled('Handover', info.handover === null ? null : mdProse(info.handover));
}

export function escalationMarkdown(info: ReleaseInfo): string | null {
  return titled('Escalation', info.escalation === null ? null : mdProse(info.escalation));
}

function controls(release: Release): string | null {
  return titled(
    'Release controls',
    rows(
      ['Control', 'State', 'By', 'Evidence', 'Note'],
      release.controls.map((c) => [
        c.title,
        c.state ?? c.rule ?? 'open',
        c.by ?? '',
        c.evidence ?? '',
        c.note ?? '',
      ]),
    ),
  );
}

function components(release: Release): string | null {
  return titled(
    'Package',
    rows(
      ['Component', 'Version', 'File', 'SHA-256', 'CI', 'Licence'],
      release.components.map((c) => [
        c.id,
        c.version,
        c.file ?? '',
        c.sha256 ?? '',
        c.ci ?? '',
        c.licence ?? '',
      ]),
    ),
  );
}

function aboutPackage(release: Release): readonly (string | null)[] {
  return [
    titled('Documents', bullets(release.documents.map((d) => `${d.title} (${d.file})`))),
    titled(
      'Infrastructure needed',
      rows(
        ['What', 'Lead time', 'Owner', 'State', 'Due'],
        release.requirements.map((r) => [
          r.what,
          r.leadTime ?? '',
          r.owner ?? '',
          r.state ?? '',
          r.due ?? '',
        ]),
      ),
    ),
    titled('The deployment is a success when', bullets(release.success)),
  ];
}

function titled(title: string, content: string | null): string | null {
  return content === null || content === '' ? null : `## ${title}\n\n${content}`;
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${mdText(item)}`).join('\n');
}

function rows(columns: readonly string[], cells: readonly (readonly string[])[]): string | null {
  return cells.length === 0 ? null : mdTable(columns, cells);
}

function backoutRules({ release }: Runbook): string {
  const { triggers, authority, performer, decideWithinMs, contingencies } = release.backout;
  return mdBlocks(
    '## When to back out',
    bullets(triggers),
    mdFacts([
      ['Who decides', authority ?? 'not said'],
      ['Who does it', performer ?? 'not said'],
      ['Decided within', decideWithinMs === null ? 'not said' : formatDuration(decideWithinMs)],
    ]),
    contingencies === null ? null : mdProse(contingencies),
  ).trimEnd();
}

function planMarkdown(book: Runbook, plan: Plan): string {
  const numbers = numberSteps(plan);
  const rolling = rollingGroups(plan);
  const times = backoutTimes(plan, book.history);
  const planned = plannedTimes(plan, book.release.info.window);
  const phases = phasesOf(plan).flatMap((phase) => [
    `### ${mdText(phase.title)}`,
    ...phase.steps.flatMap((step) => [
      rollingNote(rolling.get(step.id), numbers),
      stepMarkdown({
        plan,
        step,
        number: numbers.get(step.id) ?? '',
        backoutTime: times.get(step.id) ?? null,
        plannedTime: planned.get(step.id) ?? null,
      }),
    ]),
  ]);
  const takes =
    plan.plan === 'backout' ? mdText(`All of it takes ${backoutTime(plan, book.history)}.`) : null;
  const isBackout = plan.plan === 'backout';
  const points = isBackout ? pointsOfNoReturn(book) : [];
  return mdBlocks(
    `## ${labelPlanTitle(plan.plan)}`,
    points.length > 0
      ? '**Points of no return. Once one of these is passed, the backout does not undo it:**'
      : null,
    bullets(points),
    takes,
    ...phases,
  ).trimEnd();
}

/** Without it, a reader does each step on every host before the next step: a rolling phase would take all hosts down at once. */
function rollingNote(group: RollingGroup | undefined, numbers: Numbers): string | null {
  if (group === undefined) return null;
  const { order, batches } = describeRolling(group, numbers);
  return mdBlocks(`> **Rolling.** ${mdText(order)}`, bullets(batches)).trimEnd();
}

interface StepInText {
  readonly plan: Plan;
  readonly step: PlannedStep;
  readonly number: string;
  /** In words, how long backing out takes once this is done; null in a plan that is not backed out. */
  readonly backoutTime: string | null;
  /** In words, when it begins by the plan. */
  readonly plannedTime: string | null;
}

function stepMarkdown({ plan, step, number, backoutTime, plannedTime }: StepInText): string {
  const timing = [plannedTime, describeTiming(step)].filter((part) => part !== null).join(', ') || null;
  const expected = describeExpectation(step);
  const guarantee = describeGuaranteeOf(step);
  const why = noReturnOf(step, step.units);
  return mdBlocks(
    why === null ? null : `> **Point of no return:** ${mdText(why)}`,
    `#### ${number}. ${mdText(step.title)}`,
    mdText(aboutStep(step, { owner: step.owner, timing, backoutTime })),
    ...groupByText(step.units, (unit) => runsOf(unit.task)).map((same) =>
      mdText(`Runs ${same.text}${onHosts(same, step)}`),
    ),
    ...groupByText(step.units, (unit) => commandOf(unit.task)).flatMap((same) => code(same, step)),
    mdText(
      `${expected === null ? '' : `Expect ${expected}. `}If it goes wrong: ${adviseOnFailure(step.onFailure)}.`,
    ),
    ...groupByText(step.units, formatDoneIf).flatMap((same) => [
      `**Done if this exits with 0${mdText(onHosts(same, step))}:**`,
      mdCode(same.text),
    ]),
    guarantee === null ? null : mdText(`Carried out by Holdpoint: ${guarantee}.`),
    step.notes === null ? null : mdProse(step.notes),
    ...groupByText(step.units, (unit) => unit.when).map((same) =>
      mdText(`Only if ${same.text}${onHosts(same, step)}.`),
    ),
    ...checklist(plan, step),
    ...undoMarkdown(plan, step),
  ).trimEnd();
}

/** A line to tick per host, batch by batch. */
function checklist(plan: Plan, step: PlannedStep): readonly string[] {
  const waves = plan.waves.filter((wave) => wave.step === step.id);
  return waves.flatMap((wave) => {
    const units = step.units.filter((unit) => unit.batch === wave.batch);
    const pause = describePause(wave);
    return [
      wave.batches < 2 ? '' : `**Batch ${wave.batch} of ${wave.batches}:**`,
      pause === null ? '' : `- [ ] **Hold:** ${mdText(pause)}`,
      units.map(unitLine).join('\n'),
    ];
  });
}

function unitLine(unit: PlannedUnit): string {
  const { skipBecause } = unit;
  return `- [ ] ${mdText(namesOf(unit).join(', ') || 'done')}${skipBecause === null ? '' : ` (not here: ${mdText(skipBecause)})`}`;
}

function undoMarkdown(plan: Plan, step: PlannedStep): readonly string[] {
  if (plan.plan === 'backout') return [];
  const undos = groupByText(step.units, (unit) => (unit.undo === null ? null : commandOf(unit.undo.task)));
  if (undos.length > 0)
    return [
      ...groupByText(step.units, (unit) => (unit.undo === null ? null : runsOf(unit.undo.task))).map((same) =>
        mdText(`The undo runs ${same.text}${onHosts(same, step)}`),
      ),
      ...undos.flatMap((same) => [`**Undo${mdText(onHosts(same, step))}:**`, mdCode(same.text)]),
    ];
  const none = describeNoUndo(step, plan.plan);
  return none === null ? [] : [`**${none.head}**${none.why === null ? '' : ` ${mdText(none.why)}`}`];
}

function code(same: SameText, step: PlannedStep): readonly string[] {
  const hosts = onHosts(same, step);
  return hosts === '' ? [mdCode(same.text)] : [mdText(hosts.trim()), mdCode(same.text)];
}

function onHosts(same: SameText, step: PlannedStep): string {
  return same.hosts.length === 0 || same.hosts.length === step.units.flatMap(namesOf).length
    ? ''
    : ` on ${same.hosts.join(', ')}`;
}

function communication(one: Communication): string {
  return mdBlocks(
    `### ${mdText(one.audience)}`,
    mdFacts([
      ['By', one.channel],
      ['To', one.to.join(', ')],
      ['Sent by', one.sender],
      ['When', one.send],
      ['Subject', one.subject],
    ]),
    mdProse(one.body),
  ).trimEnd();
}
