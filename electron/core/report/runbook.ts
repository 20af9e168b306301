/** The combined runbook on paper: the plans, each step with room to sign, and the way back beside every step. */
import type { Plan } from '#core/plan/model.ts';
import type { Communication } from '#core/release/model.ts';
import { labelPlanTitle } from '#core/words/label-run.ts';
import { BOX } from './drawings.ts';
import { type Html, html } from './html.ts';
import { DEFAULT_PAPER, type PaperSize } from './paper-size.ts';
import { runbookCover } from './runbook-cover.ts';
import {
  backoutTime,
  backoutTimes,
  describeRolling,
  type Numbers,
  numberSteps,
  phasesOf,
  pointsOfNoReturn,
  type RollingGroup,
  type Runbook,
  rollingGroups,
  runbookTitle,
} from './runbook-model.ts';
import { type Ending, endingOnPaper, signatureBox, stepOnPaper, usualEnding } from './runbook-step.ts';
import { bulletList, type Document, factList, prose, renderSheet } from './sheet.ts';
import { shortCode } from './words.ts';

/** The runbook as self-contained HTML. Pure: the same arguments give the same bytes. */
export function renderRunbook(book: Runbook, paper: PaperSize = DEFAULT_PAPER): Document {
  const backout = book.plans.find((plan) => plan.plan === 'backout');
  const undoNumbers: Numbers = backout === undefined ? new Map() : numberSteps(backout);
  const parts = [
    ...book.plans.map((plan) => planOnPaper(book, plan, undoNumbers)),
    ...book.unresolved.map(
      ({ plan, problems }) =>
        html`<h2>${labelPlanTitle(plan)}</h2><p class="noreturn">This plan cannot be resolved for this environment and is not printed.</p>${bulletList(problems)}`,
    ),
    ...communications(book.release.communications),
  ];
  const kind = partKind(parts);
  const body = [
    runbookCover(book),
    parts.map((part) => html`<section class="${kind}">${part}</section>`),
    closing(book),
  ];
  const title = `${runbookTitle(book)} · ${shortCode(book.revision)}`;
  return renderSheet({ title, paper, mark: null, body });
}

/** So much HTML of plans and messages takes about two pages. */
const FEW_PAGES_HTML = 16_000;

/** Each part begins a page of its own, which can be handed to whoever does it; a runbook of few pages is kept together. */
function partKind(parts: readonly Html[]): 'newpage' | 'whole' {
  return parts.reduce((sum, { text }) => sum + text.length, 0) <= FEW_PAGES_HTML ? 'whole' : 'newpage';
}

function planOnPaper(book: Runbook, plan: Plan, undoNumbers: Numbers): Html {
  const numbers = numberSteps(plan);
  const rolling = rollingGroups(plan);
  const times = backoutTimes(plan, book.history);
  const usual = usualEnding(plan);
  const phases = phasesOf(plan).map((phase) => [
    html`<h3>${phase.title}</h3>`,
    phase.steps.map((step) => [
      rollingNote(rolling.get(step.id), numbers),
      stepOnPaper({
        plan,
        step,
        number: numbers.get(step.id) ?? '',
        undoNumbers,
        backoutTime: times.get(step.id) ?? null,
        usual,
      }),
    ]),
  ]);
  return html`<h2>${labelPlanTitle(plan.plan)}</h2>${intro(book, plan)}${usualOnPaper(usual)}${phases}`;
}

function intro(book: Runbook, plan: Plan): Html {
  if (plan.steps.length === 0) return html`<p>This plan has no steps.</p>`;
  if (plan.plan !== 'backout')
    return html`<p class="soft small">Begin a step only when the one before it is finished on every host of its batch.</p>`;
  return html`${noReturn(pointsOfNoReturn(book))}<p>These are the undo steps of a whole deployment, newest first. <b>Undo only what was done</b>: strike every step and host that the deployment did not reach, and begin at the newest that it did. A step that failed, or whose outcome was not observed, counts as done. All of it takes ${backoutTime(plan, book.history)}.</p>
${signatureBox('Backout decided by')}`;
}

/** Said once, so that a long plan stays readable. */
function usualOnPaper(usual: Ending): Html | null {
  if (Object.values(usual).every((part) => part === null)) return null;
  return html`<div class="card"><b>Where a step says nothing else:</b> ${endingOnPaper(usual)}</div>`;
}

function noReturn(points: readonly string[]): Html | null {
  if (points.length === 0) return null;
  return html`<div class="noreturn">Points of no return. Once one of these is passed, the backout does not undo it:${bulletList(points)}</div>`;
}

function rollingNote(group: RollingGroup | undefined, numbers: Numbers): Html | null {
  if (group === undefined) return null;
  const { order, batches } = describeRolling(group, numbers);
  return html`<div class="card"><b>Rolling.</b> ${order}${bulletList(batches)}</div>`;
}

function communications(all: readonly Communication[]): readonly Html[] {
  return all.length === 0 ? [] : [html`<h2>Communications</h2>${all.map(communication)}`];
}

function communication(one: Communication): Html {
  return html`<div class="card"><h4>${one.audience}</h4>
${factList([
  ['By', one.channel],
  ['To', one.to.join(', ')],
  ['Sent by', one.sender],
  ['When', one.send],
  ['Subject', one.subject],
])}
${prose(one.body)}
<div class="line">${BOX}<span>Sent</span><span class="cap">time</span><span class="blank"></span><span class="cap">by</span><span class="blank"></span>${BOX}<span>Receipt checked</span><span class="cap">time</span><span class="blank"></span><span class="cap">by</span><span class="blank"></span></div></div>`;
}

function closing(book: Runbook): Html {
  const outcomes = ['Success', 'Backed out', 'Left in place, with an emergency fix logged'];
  return html`<h2>Outcome</h2>
${outcomes.map((outcome) => html`<div class="line">${BOX}<span>${outcome}</span></div>`)}
${book.release.success.length === 0 ? null : html`<p class="label">Judged by</p>${bulletList(book.release.success)}`}
${signatureBox('Decided by')}`;
}
