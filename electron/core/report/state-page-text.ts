/** How an open run stands, as Markdown. */

import { stepOf } from '#core/run/state.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeFound, labelFound } from '#core/words/run/describe-found.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import { mdBlocks, mdFacts, mdTable, mdText } from './markdown.ts';
import type { RunReport } from './run-report-model.ts';
import {
  answersTo,
  commandsFor,
  describeQuestion,
  type ListedUnit,
  placeOf,
  progressFacts,
  type StatePage,
  statePage,
  textOfQuestion,
} from './state-page-model.ts';

/** Null for a run at its end. */
export function statePageMarkdown(report: RunReport): string | null {
  const page = statePage(report);
  if (page === null) return null;
  const going = report.carriedOut ? 'Running' : 'Was running when Holdpoint closed';
  return mdBlocks(
    mdText(page.sentences.map(endSentence).join(' ')),
    '## State of the run',
    mdFacts(progressFacts(report)),
    section('Found when the run was resumed', ['Step', 'Host', 'Found', 'What it says'], found(page)),
    section(going, ['Step', 'Host', 'Begun', 'What is known'], listUnits(report, page.running)),
    section('Unknown', ['Step', 'Host', 'Begun', 'What is known'], listUnits(report, page.unknown)),
    section('Open questions', ['About', 'Question', 'Asked', 'Answers'], questions(report, page)),
    section(
      'Not begun',
      ['No', 'Step', 'Id', 'Hosts'],
      page.notBegun.map(({ number, title, step, where }) => [String(number), title, step, where ?? '–']),
    ),
    section(
      'To continue',
      ['What', 'In a terminal, or in the app'],
      commandsFor(report).map(([what, command]) => [what, command]),
    ),
  ).trimEnd();
}

function section(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string | null {
  return rows.length === 0 ? null : `### ${title}\n\n${mdTable(columns, rows)}`;
}

function found({ recovered }: StatePage): readonly (readonly string[])[] {
  return recovered.map((line) => [line.step, line.host ?? '–', labelFound(line.found), describeFound(line)]);
}

function listUnits({ state }: RunReport, units: readonly ListedUnit[]): readonly (readonly string[])[] {
  return units.map(({ unit, begun, known }) => [
    stepOf(state.plan, unit.ref.step).title,
    unit.ref.host ?? '–',
    begun,
    known,
  ]);
}

function questions({ state }: RunReport, { questions }: StatePage): readonly (readonly string[])[] {
  return questions.map((open) => [
    placeOf(open.question),
    [describeQuestion(open.question), textOfQuestion(open.question)]
      .filter((text) => text !== null)
      .join(': '),
    formatZonedTime(open.askedAt),
    answersTo(state, open).join(', '),
  ]);
}
