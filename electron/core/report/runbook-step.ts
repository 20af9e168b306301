/** One step of a runbook on paper: what to do, where, what to expect, room to sign, and how to take it back. */

import { describeExpectation, describeNoUndo, describeTiming, noReturnOf } from '#core/plan/describe-step.ts';
import type { Plan, PlannedStep, PlannedUnit, Task, Wave } from '#core/plan/model.ts';
import { formatDoneIf } from '#core/plan/show.ts';
import { isPeopleTask, type PeopleTask } from '#core/plan/task-kinds.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { describeGuaranteeOf } from '#core/words/release/describe-guarantee.ts';
import { adviseOnFailure } from '#core/words/release/label-on-failure.ts';
import { BOX, drawBarcode } from './drawings.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import {
  aboutStep,
  commandOf,
  groupByText,
  type Numbers,
  namesOf,
  runsOf,
  type SameText,
} from './runbook-model.ts';
import { commandList, isShort, type LabelledCommand, markdownProse, numbered, prose } from './sheet.ts';

interface StepOnPaper {
  readonly plan: Plan;
  readonly step: PlannedStep;
  readonly number: string;
  /** Numbers of the backout plan, for the reference from a step to its undo. */
  readonly undoNumbers: Numbers;
  /** In words, how long backing out takes once this is done; null in a plan that is not backed out. */
  readonly backoutTime: string | null;
  /** In words, when it begins by the plan; null where nothing is known of that. */
  readonly plannedTime: string | null;
  /** Said at the head of the plan. */
  readonly usual: Ending;
}

export function stepOnPaper(on: StepOnPaper): Html {
  const { step, number } = on;
  const owner = step.owner === null ? null : `by ${step.owner}`;
  const about = step.sentence === on.usual.rollout ? { ...step, sentence: null } : step;
  const content = html`<p class="about">${aboutStep(about, { owner, timing: timing(on), backoutTime: on.backoutTime })}</p>
${doing(step)}
${ownCheck(step)}
${outcome(on)}
${step.notes === null ? null : html`<p class="label">Notes</p>${markdownProse(step.notes)}`}
${step.kind === 'hold' ? null : checklist(on)}
${undo(on)}`;
  const isWhole = isShort(content) || isFewSignatures(step);
  const code = drawBarcode(step.id);
  return html`${noReturn(step)}${numbered({ number, title: step.title, content, isWhole, code, isStop: step.kind === 'hold' })}`;
}

/** When it begins and how long it takes, without what is usual in its plan. */
function timing({ step, usual, plannedTime }: StepOnPaper): string | null {
  const takes = describeTiming(step);
  const said = [plannedTime, takes === usual.timing ? null : takes].filter((part) => part !== null);
  return said.join(', ') || null;
}

function noReturn(step: PlannedStep): Html | null {
  const why = noReturnOf(step, step.units);
  if (why === null) return null;
  return html`<div class="noreturn"><p class="band">Point of no return</p><p>What the next step does cannot be undone. <span>${why}</span></p></div>`;
}

function doing(step: PlannedStep): HtmlValue {
  const task = step.units[0]?.task;
  if (task === undefined) return html`<p>No host takes this step in this environment.</p>`;
  const commands = groupByText(step.units, (unit) => commandOf(unit.task));
  if (task.kind === 'hold' && step.units.length > 1) return signaturesOfBatches(task, step);
  if (isPeopleTask(task) && (task.kind !== 'manual' || commands.length < 2)) return byPeople(task);
  return [
    runsAs(step, (unit) => runsOf(unit.task)),
    commandList(commands.map((same) => onHosts(same, step))),
  ];
}

/** Under whom and where, once per way of running. */
function runsAs(step: PlannedStep, write: (unit: PlannedUnit) => string | null): readonly Html[] {
  return groupByText(step.units, write).map((same) => {
    const { label, text } = onHosts(same, step);
    return html`<p class="label">Runs ${text}${label === '' ? '' : ` on ${label}`}</p>`;
  });
}

/** Hosts are named only where not all hosts of the step read the same. */
function onHosts(same: SameText, step: PlannedStep): LabelledCommand {
  const count = step.units.filter((unit) => unit.skipBecause === null).flatMap(namesOf).length;
  return { label: same.hosts.length === count ? '' : same.hosts.join(', '), text: same.text };
}

type Of<Kind extends Task['kind']> = Extract<Task, { kind: Kind }>;

function byPeople(task: PeopleTask): Html {
  switch (task.kind) {
    case 'manual':
      return manual(task);
    case 'hold':
      return signatures(task);
    case 'notify':
      return message(task);
  }
}

function manual(task: Of<'manual'>): Html {
  const items = task.items.map((item) => html`<div class="line">${BOX}<span>${item}</span></div>`);
  return html`${markdownProse(task.text)}${items}`;
}

function message(task: Of<'notify'>): Html {
  return html`<p><b>${task.channel}</b> to ${task.to.join(', ')}</p><p><b>${task.subject}</b></p>${prose(task.body)}`;
}

function signatures(task: Of<'hold'>): Html {
  const who = task.approvers.length === 0 ? 'anyone who is entitled to' : task.approvers.join(', ');
  const rule = task.notOperator ? ' The person who carries out the run may not sign.' : '';
  return html`<p class="band">Hold point</p><p>Continue only when ${formatCount(task.count, 'person', 'people')} of these released it: ${who}.${rule}</p>
${Array.from({ length: task.count }, () => signatureBox())}`;
}

/** Each batch is released for itself. */
function signaturesOfBatches(task: Of<'hold'>, { units }: PlannedStep): HtmlValue {
  return units.map((unit) => [
    html`<p class="label">Batch ${unit.batch}: ${namesOf(unit).join(', ')}</p>`,
    signatures(task),
  ]);
}

/** A hold point that so many sign is not parted from its signatures. */
const FEW_SIGNATURES = 8;

function isFewSignatures({ units }: PlannedStep): boolean {
  const task = units[0]?.task;
  return task?.kind === 'hold' && task.count * units.length <= FEW_SIGNATURES;
}

export function signatureBox(name = 'Name'): Html {
  return html`<div class="sign"><div><span class="cap">${name}</span></div><div><span class="cap">Signature</span></div><div><span class="cap">Date and time</span></div></div>`;
}

/** Helps on paper too: whoever is not sure that a step was done can look. */
function ownCheck(step: PlannedStep): HtmlValue {
  const checks = groupByText(step.units, formatDoneIf);
  if (checks.length === 0) return null;
  return [
    html`<p class="label">Done if this exits with 0</p>`,
    commandList(checks.map((same) => onHosts(same, step))),
  ];
}

/** What is said of how a step ends; null where nothing is. */
export interface Ending {
  readonly expected: string | null;
  readonly advice: string | null;
  readonly guarantee: string | null;
  /** On how many hosts at a time. */
  readonly rollout: string | null;
  readonly timing: string | null;
}

const NO_ENDING: Ending = { expected: null, advice: null, guarantee: null, rollout: null, timing: null };

/** From so many steps on, what holds for most of them is said once. */
const MANY_STEPS = 8;

function endingOf(step: PlannedStep): Ending {
  return {
    expected: describeExpectation(step),
    advice: step.kind === 'hold' ? null : adviseOnFailure(step.onFailure),
    guarantee: describeGuaranteeOf(step),
    rollout: step.sentence,
    timing: describeTiming(step),
  };
}

/** What holds for more than half of the steps of a long plan. */
export function usualEnding({ steps }: Plan): Ending {
  if (steps.length < MANY_STEPS) return NO_ENDING;
  const endings = steps.map(endingOf);
  const usual = (part: keyof Ending): string | null => {
    const counts = new Map<string | null, number>();
    for (const ending of endings) counts.set(ending[part], (counts.get(ending[part]) ?? 0) + 1);
    return [...counts].find(([, count]) => count > steps.length / 2)?.[0] ?? null;
  };
  return {
    expected: usual('expected'),
    advice: usual('advice'),
    guarantee: usual('guarantee'),
    rollout: usual('rollout'),
    timing: usual('timing'),
  };
}

export function endingOnPaper({ expected, advice, guarantee, rollout, timing: limit }: Ending): HtmlValue {
  return [
    limit === null ? null : html`<b>Time:</b> ${limit}. `,
    rollout === null ? null : html`<b>On its hosts:</b> ${rollout}. `,
    expected === null ? null : html`<b>Expect:</b> ${expected}. `,
    advice === null ? null : html`<b>If it goes wrong:</b> ${advice}. `,
    guarantee === null ? null : html`<b>Carried out by Holdpoint:</b> ${guarantee}.`,
  ];
}

/** Without what is usual in its plan. */
function outcome({ step, usual }: StepOnPaper): Html | null {
  const own = endingOf(step);
  const unusual = (part: keyof Ending): string | null => (own[part] === usual[part] ? null : own[part]);
  const said = {
    expected: unusual('expected'),
    advice: unusual('advice'),
    guarantee: unusual('guarantee'),
    rollout: null,
    timing: null,
  };
  const when = groupByText(step.units, (unit) => unit.when);
  if (when.length === 0 && Object.values(said).every((part) => part === null)) return null;
  return html`<p class="small">${when.map((same) => html`<b>Only if:</b> ${same.text}. `)}${endingOnPaper(said)}</p>`;
}

/** A line to sign per host, batch by batch. */
function checklist({ plan, step }: StepOnPaper): HtmlValue {
  if (step.units.length === 0) return null;
  if (step.units.every(({ host, about }) => host === null && about === undefined))
    return hostLines(step.units);
  const waves = plan.waves.filter((wave) => wave.step === step.id);
  return waves.map((wave) => [
    batchHead(wave),
    hostLines(step.units.filter((unit) => unit.batch === wave.batch)),
  ]);
}

/** So many hosts are not parted between pages. */
const WHOLE_LINES = 12;

function hostLines(units: readonly PlannedUnit[]): Html {
  return html`<div class="${units.length <= WHOLE_LINES ? 'hosts whole' : 'hosts'}">${units.map(unitLine)}</div>`;
}

function batchHead(wave: Wave): HtmlValue {
  if (wave.batches < 2) return null;
  const title = `Batch ${wave.batch} of ${wave.batches}`;
  if (!wave.pauseBefore) return html`<p class="label">${title}</p>`;
  return [
    html`<p class="label">Hold point before ${title.toLowerCase()}: continue only when it is released</p>`,
    signatureBox('Released by'),
  ];
}

function unitLine(unit: PlannedUnit): Html {
  const name = namesOf(unit).join(', ') || 'Done';
  if (unit.skipBecause !== null)
    return html`<div class="host"><b>– ${name}</b><span class="soft">not here: ${unit.skipBecause}</span></div>`;
  return html`<div class="host">${BOX}<b>${name}</b>${['began', 'done', 'initials', 'result'].map(blank)}</div>`;
}

/** Room for when something was done, and by whom. */
export function signed(): HtmlValue {
  return ['time', 'by'].map(
    (caption) => html`<span class="cap">${caption}</span><span class="blank"></span>`,
  );
}

function blank(caption: string): Html {
  return html`<span class="cap">${caption}</span><span class="blank short"></span>`;
}

function undo({ plan, step, undoNumbers }: StepOnPaper): Html | null {
  if (plan.plan === 'backout') return null;
  const undos = groupByText(step.units, (unit) => (unit.undo === null ? null : commandOf(unit.undo.task)));
  if (undos.length > 0) {
    const { title, number } = undoTitle(step, undoNumbers);
    const content = html`${title === null ? null : html`<p class="label">${title}</p>`}
${runsAs(step, (unit) => (unit.undo === null ? null : runsOf(unit.undo.task)))}
${commandList(undos.map((same) => onHosts(same, step)))}`;
    return html`<div class="${isShort(content) ? 'undo whole' : 'undo'}"><p class="head"><b>Undo</b>${number === null ? null : html` ${number}`}</p><div>${content}</div></div>`;
  }
  const none = describeNoUndo(step, plan.plan);
  return none && html`<div class="undo small"><b>${none.head}</b> ${none.why}</div>`;
}

/** Its number in the backout plan, and its title where that says more than the step's own. */
function undoTitle(
  step: PlannedStep,
  undoNumbers: Numbers,
): { readonly title: string | null; readonly number: string | null } {
  const title = step.units.find((unit) => unit.undo !== null)?.undo?.title ?? '';
  const isOwn = title === '' || title === step.title || title === `Undo: ${step.title}`;
  return { title: isOwn ? null : title, number: undoNumbers.get(step.id) ?? null };
}
