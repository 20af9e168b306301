/** The part of a report that says how an open run stands: on paper it is the recovery sheet, with room to write. */

import type { RecoveryLine } from '#core/run/recovery.ts';
import { type OpenQuestion, type RunState, stepOf } from '#core/run/state.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeFound, labelFound } from '#core/words/run/describe-found.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import { BOX } from './drawings.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import type { RunReport } from './run-report-model.ts';
import { factList, nameCell, type SheetRow, table } from './sheet.ts';
import {
  answersTo,
  commandsFor,
  describeQuestion,
  type ListedUnit,
  type NotBegun,
  placeOf,
  progressFacts,
  type StatePage,
  textOfQuestion,
} from './state-page-model.ts';

/** State of the run, in a frame of its own. */
export function stateLead({ sentences }: StatePage): Html {
  return html`<p class="progress">${sentences.map(endSentence).join(' ')}</p>`;
}

export function statePageSections(report: RunReport, page: StatePage): HtmlValue {
  const { state, carriedOut } = report;
  const facts = progressFacts(report);
  return [
    html`<h2>State of the run</h2>`,
    facts.length === 0 ? null : factList(facts),
    found(page.recovered),
    listUnits(state, carriedOut ? 'Running' : 'Was running when Holdpoint closed', page.running),
    listUnits(state, 'Unknown', page.unknown),
    questions(state, page.questions),
    notBegun(page.notBegun),
    commands(report),
  ];
}

function found(lines: readonly RecoveryLine[]): Html | null {
  if (lines.length === 0) return null;
  const rows = lines.map((line) => [
    html`<b>${line.step}</b>`,
    nameCell(line.host),
    labelFound(line.found),
    describeFound(line),
  ]);
  return html`<h3>Found when the run was resumed</h3>${table(['Step', 'Host', 'Found', ''], rows)}`;
}

function listUnits(state: RunState, title: string, units: readonly ListedUnit[]): Html | null {
  if (units.length === 0) return null;
  const rows = units.map(({ unit, begun, known, isOpen }): SheetRow => {
    const cells = [
      html`<b>${stepOf(state.plan, unit.ref.step).title}</b> <span class="soft">${unit.ref.step}</span>`,
      nameCell(unit.ref.host),
      begun,
      known,
    ];
    return { cells, notes: isOpen ? [toFindOut()] : [] };
  });
  return html`<h3>${title}</h3>${table(['Step', 'Host', 'Begun', 'What is known'], rows)}`;
}

/** For whoever looks on the host, pen in hand. */
function toFindOut(): Html {
  return html`<span class="byhand">${BOX}done ${BOX}failed ${BOX}did not run <span class="cap">how it is known</span><span class="blank long"></span><span class="cap">by</span><span class="blank"></span><span class="cap">at</span><span class="blank short"></span></span>`;
}

function questions(state: RunState, open: readonly OpenQuestion[]): Html | null {
  if (open.length === 0) return null;
  const rows = open.map((each) => ({
    cells: [
      html`<b>${placeOf(each.question)}</b>`,
      describeQuestion(each.question),
      formatZonedTime(each.askedAt),
    ],
    notes: [...asIs(textOfQuestion(each.question)), html`Answers: ${answersTo(state, each).join(' · ')}`],
  }));
  return html`<h3>Open questions</h3>${table(['About', 'Question', 'Asked'], rows)}`;
}

/** What is to be sent is printed sign by sign. */
function asIs(text: string | null): readonly Html[] {
  return text === null ? [] : [html`<span class="prose">${text}</span>`];
}

function notBegun(steps: readonly NotBegun[]): Html | null {
  if (steps.length === 0) return null;
  const rows = steps.map(({ number, title, step, where }) => [
    number,
    html`<b>${title}</b> <span class="soft">${step}</span>`,
    where ?? '–',
    html`<span class="byhand">${BOX}<span class="cap">by</span><span class="blank long"></span><span class="cap">at</span><span class="blank"></span></span>`,
  ]);
  return html`<h3>Not begun</h3><div class="writein">${table(['#', 'Step', 'Hosts', 'Done on paper'], rows)}</div>`;
}

function commands(report: RunReport): Html | null {
  const known = commandsFor(report);
  if (known.length === 0) return null;
  const rows = known.map(([what, command]) => [what, html`<code>${command}</code>`]);
  return html`<h3>To continue</h3>${table(['', 'In a terminal, or in the app'], rows)}`;
}
