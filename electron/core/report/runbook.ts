/** The combined runbook on paper: the plans, each step with room to sign, and the way back beside every step. */
import type { Plan, PlannedStep } from '#core/plan/model.ts';
import type { Communication } from '#core/release/model.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { labelPlanTitle } from '#core/words/run/label-run.ts';
import { chapterWith, subchapter } from './contents.ts';
import { BOX } from './drawings.ts';
import { type Html, html } from './html.ts';
import { DEFAULT_PAPER, type PaperSize } from './paper-size.ts';
import { plannedTimes } from './planned-times.ts';
import { hasPart } from './release-document.ts';
import { runbookCover } from './runbook-cover.ts';
import {
  backoutTime,
  backoutTimes,
  describeRolling,
  messagesOf,
  NO_MESSAGES,
  NO_STEPS,
  type Numbers,
  numberSteps,
  phasesOf,
  pointsOfNoReturn,
  printedPlans,
  type RollingGroup,
  type Runbook,
  rollingGroups,
  runbookTitle,
} from './runbook-model.ts';
import {
  type Ending,
  endingOnPaper,
  signatureBox,
  signed,
  stepOnPaper,
  usualEnding,
} from './runbook-step.ts';
import { bulletList, type Document, factList, prose, renderSheet, table } from './sheet.ts';
import { labelEnvironment, shortCode } from './words.ts';

/** The runbook as self-contained HTML. Pure: the same arguments give the same bytes. */
export function renderRunbook(book: Runbook, paper: PaperSize = DEFAULT_PAPER): Document {
  const backout = book.plans.find((plan) => plan.plan === 'backout');
  const undoNumbers: Numbers = backout === undefined ? new Map() : numberSteps(backout);
  const { plans, unresolved, empty } = printedPlans(book);
  const parts = [
    ...plans.map((plan) => planOnPaper(book, plan, undoNumbers)),
    ...unresolved.map(
      ({ plan, problems }) =>
        html`${chapterWith(labelPlanTitle(plan), 'cannot be resolved for this environment')}<p class="noreturn">This plan cannot be resolved for this environment and is not printed.</p>${bulletList(problems)}`,
    ),
    ...empty.map((plan) => html`<h2>${labelPlanTitle(plan)}</h2><p>${NO_STEPS}</p>`),
    ...communications(book),
  ];
  const kind = partKind(book, parts);
  const body = [
    runbookCover(book),
    parts.map((part) => html`<section class="${kind}">${part}</section>`),
    hasPart(book.document, 'calls') ? callLog() : null,
    hasPart(book.document, 'outcome') ? closing(book) : null,
  ];
  const head = { of: headOf(book), qr: book.qr };
  return renderSheet({ title: titleWithCode(book), paper, mark: null, body, head });
}

function headOf({ release, environment }: Runbook): string {
  const kind = release.environments.find(({ name }) => name === environment)?.kind ?? environment;
  return `${release.info.name} ${release.info.version} · ${labelEnvironment(environment, kind)}`;
}

/** The revision goes along wherever the paper does. */
export function titleWithCode(book: Runbook): string {
  return `${runbookTitle(book)} · ${shortCode(book.revision)}`;
}

/** So much HTML of plans and messages takes about two pages, drawings not counted. */
const FEW_PAGES_HTML = 12_000;
const DRAWING = /<svg.*?<\/svg>/gs;

/** In a runbook each part begins a page of its own, which can be handed to whoever does it; one of few pages is kept together. */
function partKind({ document }: Runbook, parts: readonly Html[]): 'newpage' | 'whole' | 'part' {
  if (document !== 'runbook') return 'part';
  return parts.reduce((sum, { text }) => sum + text.replace(DRAWING, '').length, 0) <= FEW_PAGES_HTML
    ? 'whole'
    : 'newpage';
}

function planOnPaper(book: Runbook, plan: Plan, undoNumbers: Numbers): Html {
  const numbers = numberSteps(plan);
  const rolling = rollingGroups(plan);
  const times = backoutTimes(plan, book.history);
  const planned = plannedTimes(plan, book.release.info.window);
  const usual = usualEnding(plan);
  const phases = phasesOf(plan).map((phase) => [
    subchapter(phase.title, stepRange(phase.steps, numbers)),
    phase.steps.map((step) => [
      rollingNote(rolling.get(step.id), numbers),
      stepOnPaper({
        plan,
        step,
        number: numbers.get(step.id) ?? '',
        undoNumbers,
        backoutTime: times.get(step.id) ?? null,
        plannedTime: planned.get(step.id) ?? null,
        usual,
      }),
    ]),
  ]);
  const heading = chapterWith(labelPlanTitle(plan.plan), formatCount(plan.steps.length, 'step'));
  return html`${heading}${intro(book, plan)}${usualOnPaper(usual)}${phases}`;
}

/** `D1 to D12`. */
function stepRange(steps: readonly PlannedStep[], numbers: Numbers): string {
  const [first, last] = [steps[0], steps.at(-1)].map((step) => (step ? (numbers.get(step.id) ?? '') : ''));
  return first === last || last === undefined ? (first ?? '') : `${first} to ${last}`;
}

function intro(book: Runbook, plan: Plan): Html {
  if (plan.steps.length === 0) return html`<p>${NO_STEPS}</p>`;
  if (plan.plan !== 'backout')
    return html`<p class="soft small">Begin a step only when the one before it is finished on every host of its batch.${zoneNote(book, plan)}</p>`;
  return html`${noReturn(pointsOfNoReturn(book))}<p>These are the undo steps of a whole deployment, newest first. <b>Undo only what was done</b>: strike every step and host that the deployment did not reach, and begin at the newest that it did. A step that failed, or whose outcome was not observed, counts as done. All of it takes ${backoutTime(plan, book.history)}.</p>
${signatureBox('Backout decided by')}`;
}

/** Where steps say when they begin, from when that counts, with its zone. */
function zoneNote({ release }: Runbook, plan: Plan): string | null {
  const { window } = release.info;
  if (window === null || plannedTimes(plan, window).size === 0) return null;
  return ` Planned times count from ${formatZonedTime(window.opens)}, when the window opens.`;
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

function communications(book: Runbook): readonly Html[] {
  const messages = messagesOf(book);
  if (messages.length > 0) return [html`<h2>Communications</h2>${messages.map(communication)}`];
  return book.document === 'call-sheet' ? [html`<h2>Communications</h2><p>${NO_MESSAGES}</p>`] : [];
}

function communication(one: Communication): Html {
  return html`<div class="card whole"><h4>${one.audience}</h4>
${factList([
  ['By', one.channel],
  ['To', one.to.join(', ')],
  ['Sent by', one.sender],
  ['When', one.send],
  ['Subject', one.subject],
])}
${prose(one.body)}
<div class="line">${BOX}<span>Sent</span>${signed()}${BOX}<span>Receipt checked</span>${signed()}</div></div>`;
}

/** So many fit below a short list of people. */
const CALLS = 14;

function callLog(): Html {
  const rows = Array.from({ length: CALLS }, () => ['', '', '', '']);
  return html`<section class="whole"><h2>Calls</h2><div class="log">${table(['Time', 'Whom', 'What was said', 'By'], rows)}</div></section>`;
}

function closing(book: Runbook): Html {
  const outcomes = ['Success', 'Backed out', 'Left in place, with an emergency fix logged'];
  return html`<h2>Outcome</h2>
${outcomes.map((outcome) => html`<div class="line">${BOX}<span>${outcome}</span></div>`)}
${judgedBy(book)}
${signatureBox('Decided by')}`;
}

/** Where they are not ticked one by one before. */
function judgedBy({ document, release }: Runbook): Html | null {
  if (release.success.length === 0 || hasPart(document, 'success')) return null;
  return html`<p class="label">Judged by</p>${bulletList(release.success)}`;
}
