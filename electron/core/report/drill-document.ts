/** The score sheet of a drill, and what many of them say, as one model that terminal, Markdown and paper lay out. */
import type { DrillSheet } from '../drill/score.ts';
import type { DrillSurvey } from '../drill/survey.ts';
import { shortRevision } from '../release/revision.ts';
import { formatCount } from '../words/figures/format-count.ts';
import { formatDuration } from '../words/figures/format-duration.ts';
import { formatTimeBeside, formatZonedTime } from '../words/figures/format-time.ts';
import {
  DRILL_MARK,
  describeAdvice,
  describeBackoutFit,
  describeDecideBy,
  describeDrill,
  describeDrillDecision,
  describeFault,
  describeLeftUndone,
  describeMissed,
  describeWindowEnd,
  FAULT_LABELS,
  formatShare,
  labelDrillResult,
} from '../words/release/describe-drill.ts';
import { toSentence } from '../words/text/sentence.ts';
import { type Html, html } from './html.ts';
import { mdBlocks, mdFacts, mdTable, mdText } from './markdown.ts';
import type { PaperSize } from './paper-size.ts';
import { type Document, factList, nameCell, renderSheet, table } from './sheet.ts';

export interface DrillDocument {
  readonly title: string;
  readonly lead: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly sections: readonly DrillSection[];
}

interface DrillSection {
  readonly title: string;
  /** Stands in the place of the table where it has no rows. */
  readonly otherwise: string;
  /** Columns that begin with `#` are figures. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** To whole seconds: nobody reads more off a drill. */
function duration(ms: number): string {
  return formatDuration(Math.round(ms / 1000) * 1000);
}

function headFacts({ release, revision, environment, plan }: DrillSheet | DrillSurvey) {
  return [
    ['Release', `${release.name} ${release.version}, revision ${shortRevision(revision as never)}`],
    ['Plan', `${plan} on ${environment}`],
  ] as const;
}

export function drillSheetDocument(sheet: DrillSheet): DrillDocument {
  const titleOf = (step: string): string => sheet.titles[step] ?? step;
  const beside = (at: string): string => formatTimeBeside(sheet.beganAt, at);
  return {
    title: `Drill of ${sheet.release.name} ${sheet.release.version}, seed ${sheet.seed}`,
    lead: toSentence(describeDrill(sheet)),
    facts: [
      ...headFacts(sheet),
      ['Began', formatZonedTime(sheet.beganAt)],
      ['Took', `${duration(sheet.tookMs)} of drill time`],
      [
        'Window',
        sheet.window === null
          ? 'none'
          : `closes ${beside(sheet.window.closes)}; the drill ${describeWindowEnd(sheet.overMs)}`,
      ],
      ['Way back', describeBackoutFit(sheet.backout)],
    ],
    sections: [
      {
        title: 'What went wrong',
        otherwise: 'Nothing: this seed has no fault.',
        columns: ['Fault'],
        rows: sheet.faults.map((fault) => [toSentence(describeFault(fault, titleOf))]),
      },
      {
        title: 'Decisions',
        otherwise: 'No decision was needed.',
        columns: ['At', 'By', 'Decision', '#Took'],
        rows: sheet.decisions.map((decision) => [
          beside(decision.at),
          decision.by,
          describeDrillDecision(decision, titleOf),
          decision.tookMs === null ? '' : duration(decision.tookMs),
        ]),
      },
      {
        title: 'Left undone',
        otherwise: 'Nothing was left undone.',
        columns: ['Step', 'Host', 'Plan', 'Why'],
        rows: sheet.leftUndone.map((left) => [
          left.title,
          left.host ?? '',
          left.plan,
          describeLeftUndone(left),
        ]),
      },
      {
        title: 'Time by step',
        otherwise: 'No step was begun.',
        columns: ['Step', '#Took'],
        rows: sheet.steps.map(({ title, ms }) => [title, duration(ms)]),
      },
    ],
  };
}

/** So many steps are told of: the ones that take longest. */
const MOST_STEPS = 10;

export function drillSurveyDocument(survey: DrillSurvey): DrillDocument {
  const { seeds, took, backouts, missed } = survey;
  const last = seeds.first + seeds.count - 1;
  const counted = Object.entries(survey.results) as [keyof DrillSurvey['results'], number][];
  return {
    title: `${formatCount(seeds.count, 'drill')} of ${survey.release.name} ${survey.release.version}`,
    lead: toSentence(`The window: ${describeMissed(survey)}`),
    facts: [
      ...headFacts(survey),
      ['Seeds', `${seeds.first} to ${last}`],
      [
        'Took',
        `${duration(took.middleMs)} in the middle, up to ${duration(took.ninetiethMs)} in 9 of 10, ${duration(took.longestMs)} at most`,
      ],
      [
        'Backed out',
        backouts.fit === null
          ? formatShare(backouts.count, seeds.count)
          : `${formatShare(backouts.count, seeds.count)}; ${backouts.fit} of them ended within the window`,
      ],
      ['Decide by', describeDecideBy(survey)],
      ['What would help', describeAdvice(survey.advice, missed)],
    ],
    sections: [
      {
        title: 'How they ended',
        otherwise: '',
        columns: ['Result', '#Drills'],
        rows: counted.flatMap(([result, count]) =>
          count === 0 ? [] : [[labelDrillResult(result), String(count)]],
        ),
      },
      {
        title: 'Where the plan is weakest',
        otherwise: 'No step was begun.',
        columns: ['Step', '#Middle', '#9 of 10', '#Saved if moved', '#Saved if split'],
        rows: survey.steps
          .slice(0, MOST_STEPS)
          .map((step) => [
            step.title,
            duration(step.middleMs),
            duration(step.ninetiethMs),
            String(step.savedByMoving),
            String(step.savedBySplitting),
          ]),
      },
      {
        title: 'By fault',
        otherwise: '',
        columns: ['Fault', '#Drills', '#Done everywhere', '#Missed the window'],
        rows: survey.faults.map(({ kind, drills, done, missed: late }) => [
          kind === 'none' ? 'none' : FAULT_LABELS[kind],
          String(drills),
          String(done),
          String(late),
        ]),
      },
      {
        title: 'Worst drills',
        otherwise: 'None: all were done everywhere and in time.',
        columns: ['#Seed', 'Result', 'Window'],
        rows: survey.worst.map(({ seed, result, overMs }) => [
          String(seed),
          labelDrillResult(result),
          describeWindowEnd(overMs),
        ]),
      },
    ],
  };
}

export function renderDrillMarkdown({ title, lead, facts, sections }: DrillDocument): string {
  return mdBlocks(
    `# ${mdText(title)}`,
    `**${mdText(DRILL_MARK.words)}.**`,
    mdText(lead),
    mdFacts(facts),
    ...sections.flatMap((section) => [
      `## ${mdText(section.title)}`,
      section.rows.length === 0
        ? mdText(section.otherwise)
        : mdTable(section.columns.map(nameOf), section.rows),
    ]),
  );
}

export function renderDrillPage({ title, lead, facts, sections }: DrillDocument, paper: PaperSize): Document {
  return renderSheet({
    title,
    paper,
    mark: DRILL_MARK,
    head: { of: title, qr: null },
    body: [
      html`<h1>${title}</h1><p class="lead">${lead}</p>`,
      factList(facts),
      ...sections.map((section) => [
        html`<h2>${section.title}</h2>`,
        section.rows.length === 0
          ? html`<p>${section.otherwise}</p>`
          : table(
              section.columns,
              section.rows.map((row) => row.map(shortCell)),
            ),
      ]),
    ],
  });
}

/** Times, names and figures are not broken. */
function shortCell(text: string): Html {
  return text === '' ? html`` : nameCell(text);
}

/** For a terminal: columns as wide as what stands in them. */
export function renderDrillText({ title, lead, facts, sections }: DrillDocument): string {
  const widest = Math.max(...facts.map(([name]) => name.length));
  const lines = [
    title,
    `${DRILL_MARK.words}.`,
    '',
    lead,
    '',
    ...facts.map(([name, value]) => `${name.padEnd(widest)}  ${value}`),
    ...sections.flatMap((section) => ['', section.title, ...tableLines(section)]),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function tableLines({ columns, rows, otherwise }: DrillSection): readonly string[] {
  if (rows.length === 0) return [`  ${otherwise}`];
  const all = [columns.map(nameOf), ...rows];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  return all.map(
    (row) => `  ${row.map((cell, i) => pad(cell, widths[i] ?? 0, columns[i] ?? '')).join('  ')}`,
  );
}

function pad(cell: string, width: number, column: string): string {
  return column.startsWith('#') ? cell.padStart(width) : cell.padEnd(width);
}

function nameOf(column: string): string {
  return column.replace(/^#/, '');
}
