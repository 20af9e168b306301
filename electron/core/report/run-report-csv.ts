/** The report of a run as CSV. */

import type { OutputDigest } from '#core/run/events.ts';
import { type Attempt, allUnits, stepOf, type Unit } from '#core/run/state.ts';
import { describeReason, describeWhy } from '#core/words/run/describe-reason.ts';
import { labelSignal } from '#core/words/run/label-signal.ts';
import { type CsvCell, renderCsv } from './csv.ts';
import { describeProvenance } from './describe-provenance.ts';
import { DEFECT_COLUMNS, type DefectCells, defectRows } from './run-report-defects.ts';
import { describeUnsoundReport } from './run-report-evidence.ts';
import { MESSAGE_COLUMNS, type MessageCells, messageRows } from './run-report-messages.ts';
import { plannedCommand, type RunReport, sentCommand } from './run-report-model.ts';

const COLUMNS = [
  'run',
  'mode',
  'step',
  'title',
  'host',
  'state',
  'attempt',
  'outcome',
  'exit',
  'signal',
  'began',
  'ended',
  'durationMs',
  'stdoutBytes',
  'stdoutSha256',
  'stderrBytes',
  'stderrSha256',
  'reason',
  'command',
  'tracked',
  'adopted',
  'leftBehind',
  'onPaper',
  'settledAs',
  'settledBy',
  'settledEvidence',
  'settledAt',
  'settledReason',
  'known',
  'verifies',
  'head',
  'libraryHead',
  'stdoutPrintedBytes',
  'stdoutPrintedSha256',
  'stderrPrintedBytes',
  'stderrPrintedSha256',
  ...DEFECT_COLUMNS,
  ...MESSAGE_COLUMNS,
] as const;

/** One row per attempt; a unit without one has a row of its own. Then one row per defect, and one per message and what came of it. */
export function renderRunReportCsv(report: RunReport): string {
  const rows = [...allUnits(report.state)].flatMap((unit) =>
    unit.attempts.length === 0
      ? [csvRow(report, unit, null)]
      : unit.attempts.map((a) => csvRow(report, unit, a)),
  );
  const beside = [...defectRows(report), ...messageRows(report)];
  return renderCsv([COLUMNS, ...rows, ...beside.map((cells) => rowOf(report, cells))]);
}

function csvRow(report: RunReport, unit: Unit, attempt: Attempt | null): readonly CsvCell[] {
  const { state } = report;
  const done = attempt?.finished ?? null;
  return [
    state.header.run,
    state.header.mode,
    unit.ref.step,
    stepOf(state.plan, unit.ref.step).title,
    unit.ref.host,
    unit.state,
    attempt?.number ?? 0,
    done?.outcome ?? null,
    done?.exit ?? null,
    done?.signal ? labelSignal(done.signal) : null,
    attempt?.intendedAt ?? null,
    done?.at ?? null,
    done?.durationMs ?? null,
    done?.stdout.bytes ?? null,
    done?.stdout.sha256 ?? null,
    done?.stderr.bytes ?? null,
    done?.stderr.sha256 ?? null,
    describeWhy(done?.reason ?? unit.reason) || null,
    attempt === null ? plannedCommand(state, unit) : sentCommand(state, unit, attempt),
    ...(attempt === null ? NOTHING_KNOWN : knownCells(attempt, describeProvenance(report, unit, attempt))),
    describeUnsoundReport(report) ?? 'yes',
    report.head,
    report.evidence.ok ? (report.library?.hash ?? null) : null,
    ...printedCells(done?.stdout),
    ...printedCells(done?.stderr),
    ...[...DEFECT_COLUMNS, ...MESSAGE_COLUMNS].map(() => null),
  ];
}

function rowOf(report: RunReport, cells: DefectCells | MessageCells): readonly CsvCell[] {
  const { run, mode } = report.state.header;
  const found: Readonly<Partial<Record<(typeof COLUMNS)[number], CsvCell>>> = { run, mode, ...cells };
  return COLUMNS.map((column) => found[column] ?? null);
}

/** All of it, kept or not. */
function printedCells(digest: OutputDigest | undefined): readonly CsvCell[] {
  const printed = digest?.cut?.whole ?? digest;
  return [printed?.bytes ?? null, printed?.sha256 ?? null];
}

const NOTHING_KNOWN: readonly CsvCell[] = Array.from({ length: 10 }, () => null);

function knownCells(
  { tracked, finished, onPaper, settled }: Attempt,
  known: readonly string[],
): readonly CsvCell[] {
  return [
    yes(tracked),
    yes(finished?.adopted),
    yes(finished?.leftBehind),
    yes(onPaper),
    settled?.as ?? null,
    settled?.by ?? null,
    settled?.evidence ?? null,
    settled?.at ?? null,
    settled && describeReason(settled.reason),
    known.join('; '),
  ];
}

function yes(is: boolean | undefined): CsvCell {
  return is === true ? 'yes' : null;
}
