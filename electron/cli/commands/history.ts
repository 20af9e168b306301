/** Looking back: runs, their state, their output, their events, and whether the evidence is whole. */

import type { Library } from '#adapters/sqlite/library.ts';
import { storeFailureCode } from '#adapters/sqlite/store-failure.ts';
import { createClock } from '#adapters/system/clock.ts';
import { messagesOfRun } from '#core/communication/told.ts';
import { decisionLines } from '#core/report/run-report-decisions.ts';
import { aroundGaps } from '#core/run/around-gaps.ts';
import type { RunId } from '#core/run/events.ts';
import type { NotListed } from '#core/run/evidence.ts';
import { allUnits, type RunState, type Unit, unitKey } from '#core/run/state.ts';
import { type RunLine, runWord } from '#core/run/view.ts';
import { describeRun, UNSOUND } from '#core/words/backout/describe-backed-out.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import {
  describeFinding,
  describeMissing,
  describeUnsound,
  NONE_LEFT,
  printableFinding,
} from '#core/words/library/describe-evidence.ts';
import { describeLoss } from '#core/words/library/describe-loss.ts';
import { describeDefects } from '#core/words/run/describe-defect.ts';
import { describeLaterStart } from '#core/words/run/describe-later-start.ts';
import { labelGap } from '#core/words/run/describe-output.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { labelUnitState } from '#core/words/run/label-unit-state.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import type { OutputRef } from '#engine/ports.ts';
import { listRuns, runsNotListed } from '#operations/run-list.ts';
import { backoutProgressOf, scheduleAt, showRun } from '#operations/shown-run.ts';
import type { OpenedRun } from '#operations/start-run.ts';
import { describeWayBack } from '../backout-words.ts';
import { closingLines } from '../close-out-words.ts';
import { describeDefectLines } from '../defect-words.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { messageLines } from '../message-words.ts';
import { exitOfReading, mustOpen, mustOpenWithBackouts } from '../opened-run.ts';
import { namesFile } from '../release-file.ts';
import { describeDecisionLine, describeOpenRun, describeSchedule } from '../run-words.ts';
import { mustKnowRelease, withLibrary } from '../session.ts';
import { indent, jsonLine, printJson, put, safe, table } from '../terminal.ts';
import { unitMarks } from '../unit-marks.ts';
import { mergedLogCommand } from './merged-log.ts';
import { verifyCode } from './verify-code.ts';
import { verifyFile } from './verify-file.ts';

interface DataOption {
  readonly data?: string;
  readonly json?: boolean;
}

export function runsCommand(options: DataOption & { readonly release?: string }): Promise<number> {
  return withLibrary(options.data, (library) => {
    const runs = listRuns(library, options.release ?? null);
    const notListed = runsNotListed(library);
    if (options.release !== undefined && runs.length === 0) mustKnowRelease(library, options.release);
    if (options.json) printJson(runs);
    else if (runs.length === 0) process.stdout.write(noRuns(notListed, options.release));
    else
      process.stdout.write(
        table(
          runs.map((run) => [
            run.run,
            describeRun(run),
            formatZonedTime(run.startedAt),
            `${safe(run.releaseName)} ${safe(run.version)}`,
            `${run.plan} on ${safe(run.environment)}${run.mode === 'live' ? '' : ` (${run.mode})`}${run.undoes ? `, backs out ${run.undoes}` : ''}`,
          ]),
        ),
      );
    const missing = tellMissing(notListed);
    const isUnsound = tellUnsound(runs.filter(({ run }) => !missing.includes(run)));
    return isUnsound || missing.length > 0 ? EXIT.unverified : EXIT.ok;
  });
}

/** Lines that are not what was recorded; of a run that is missing as a whole that is said already. */
function tellUnsound(runs: readonly RunLine[]): boolean {
  const words = runs.flatMap(({ unsound }) => unsound ?? []);
  for (const each of words) process.stderr.write(`warning: ${safe(each)}\n`);
  return words.length > 0;
}

function tellMissing({ runs }: NotListed): readonly RunId[] {
  for (const each of runs)
    process.stderr.write(`warning: ${safe(describeMissing(each))}; see holdpoint verify\n`);
  return runs.map(({ run }) => run);
}

function noRuns({ isLossy }: NotListed, release: string | undefined): string {
  return !isLossy
    ? `No runs yet${release === undefined ? '' : ` of ${release}`}. Start one with: holdpoint run FILE --env ENVIRONMENT\n`
    : `${NONE_LEFT}. holdpoint verify says what is known of it\n`;
}

export function showCommand(run: string, options: DataOption): Promise<number> {
  return withLibrary(options.data, (library) => {
    const opened = mustOpenWithBackouts(library, run);
    const { state } = opened;
    const now = createClock().now();
    if (options.json) printJson(showRun(library, opened, now));
    else {
      process.stdout.write(describe(opened));
      // Of a log that somebody changed nothing follows: neither how it stands nor how to continue.
      if (opened.evidence.ok) {
        process.stdout.write(describeOpenRun(opened));
        process.stdout.write(describeSchedule(opened, scheduleAt(library, state, now)));
        process.stdout.write(describeWayBack(state, backoutProgressOf(library, state, now)));
      }
    }
    return exitOfReading([opened]);
  });
}

function stateLine(opened: OpenedRun): string {
  const { outcomeReason } = opened.state;
  if (!opened.evidence.ok) return UNSOUND;
  return `${runWord(opened)}${outcomeReason ? ` (${indent(describeReason(outcomeReason))})` : ''}`;
}

function describe(opened: OpenedRun): string {
  const { state, head, events, evidence } = opened;
  const { header } = state;
  const rows = [...allUnits(state)].map((unit) => [
    `  ${unit.ref.step}`,
    unit.ref.host ?? '',
    labelUnitState(unit.state, state.outcome),
    unit.attempts.length > 1 ? `attempt ${unit.attempts.length}` : '',
    unitMarks(state, unit),
  ]);
  const decisions = decisionLines({ state, events }).map(describeDecisionLine);
  return [
    `${header.run}: ${stateLine(opened)}\n`,
    `${safe(header.releaseName)} ${safe(header.version)}, ${header.plan} on ${safe(header.environment)}, ${header.mode}${header.stepByStep ? ', step by step' : ''}, by ${indent(header.operator)}\n`,
    header.from ? `${indent(endSentence(describeLaterStart(state) ?? ''))}\n` : '',
    header.undoes ? `backs out ${header.undoes}\n` : '',
    describeUnsound(header.run, evidence) === null
      ? `head ${head}\n`
      : 'no head: what is shown here is not what was recorded\n',
    ...evidence.losses.map(({ loss }) => `missing: ${safe(describeLoss(loss))}\n`),
    state.closed ? closingLines(state.closed) : '',
    table(rows),
    state.defects.length > 0
      ? `${describeDefects(state.defects)}\n${describeDefectLines(state.defects)}`
      : '',
    messagesOfRun(state).length > 0 ? `messages: ${messageLines(state)}` : '',
    decisions.length > 0 ? `decisions\n${decisions.join('')}` : '',
  ].join('');
}

export interface LogOptions extends DataOption {
  readonly step?: string;
  readonly host?: string;
  readonly attempt?: string;
  readonly raw?: boolean;
  readonly merged?: boolean;
  readonly times?: boolean;
  readonly stderr?: boolean;
}

/** Bytes read from the library at once. */
const SLICE = 256 * 1024;

export function logCommand(run: string, options: LogOptions): Promise<number> {
  if (options.merged) return mergedLogCommand(run, options);
  const asked = attemptAsked(options.attempt);
  return withLibrary(options.data, async (library) => {
    const opened = mustOpen(library, run);
    const units = unitsAsked(opened.state, options);
    const ran = units.filter(({ attempts }) => attempts.length >= (asked ?? 1));
    if (asked !== null && ran.length === 0) throw noSuchAttempt(run, asked, units);
    if (asked === null) tellIdle(units.filter(({ attempts }) => attempts.length === 0));
    let changed = 0;
    for (const { ref, attempts } of ran) {
      changed += tellChanged(library, run, { ...ref, attempt: asked ?? attempts.length });
      const attempt = { run: run as RunId, ...ref, attempt: asked ?? attempts.length };
      if (options.raw) await writeRaw(library, { ...attempt, stream: options.stderr ? 'stderr' : 'stdout' });
      else
        for (const stream of STREAMS)
          if (!(await isWritten(library, { ...attempt, stream })))
            process.stderr.write(`warning: ${unitKey(ref)}: ${stream} cannot be read to its end\n`);
    }
    return exitOfReading([opened], changed === 0 ? EXIT.ok : EXIT.unverified);
  });
}

/** Says which output is not what was recorded, before it is printed. */
function tellChanged(library: Library, run: string, ref: Omit<OutputRef, 'run'>): number {
  const changed = library.checkOutputs(run as RunId, ref);
  for (const found of changed)
    process.stderr.write(
      `warning: ${run} DOES NOT VERIFY, at event ${found.seq}: ${safe(describeFinding(found))}\n`,
    );
  return changed.length;
}

function attemptAsked(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new CliFailure('usage', `--attempt takes a number from 1 on, not "${text}"`);
  return Number(text);
}

function unitsAsked(state: RunState, { step, host, raw }: LogOptions): readonly Unit[] {
  const isAsked = ({ ref }: Unit) => (step ?? ref.step) === ref.step && (host ?? ref.host) === ref.host;
  const units = [...allUnits(state)].filter(isAsked);
  if (units.length === 0)
    throw new CliFailure('not-found', `${state.header.run} has no step ${step ?? '*'}@${host ?? '*'}`);
  if (raw && units.length > 1)
    throw new CliFailure('usage', '--raw needs one step on one host: give --step and --host');
  return units;
}

function noSuchAttempt(run: string, attempt: number, units: readonly Unit[]): CliFailure {
  const most = Math.max(...units.map(({ attempts }) => attempts.length));
  const [only] = units;
  const whose = units.length === 1 && only ? unitKey(only.ref) : 'any of these steps';
  return new CliFailure(
    'not-found',
    `${run} has no attempt ${attempt} of ${whose}; ${most === 0 ? 'it never ran' : `the last is ${most}`}`,
  );
}

function tellIdle(units: readonly Unit[]): void {
  if (units.length > 0)
    process.stderr.write(`note: never ran: ${units.map(({ ref }) => unitKey(ref)).join(', ')}\n`);
}

const STREAMS = ['stdout', 'stderr'] as const;

/** False where what is stored cannot be read: that it does not verify was said before. */
async function isWritten(library: Library, ref: StreamRef): Promise<boolean> {
  try {
    await writeText(library, ref);
    return true;
  } catch (error) {
    if (storeFailureCode(error) !== 'damaged') throw error;
    return false;
  }
}

type StreamRef = Parameters<Library['readOutput']>[0];

async function writeText(library: Library, ref: StreamRef): Promise<void> {
  const { total } = library.readOutput(ref, 0, 1);
  if (total === 0) return;
  const decoder = new TextDecoder();
  const cut = library.outputCut(ref);
  const kept =
    cut === null ? '' : `, kept of ${cut.whole.bytes} that were printed, SHA-256 ${cut.whole.sha256}`;
  await put(
    `--- ${unitKey({ step: ref.step as never, host: ref.host as never })} ${ref.stream}, ${total} bytes${kept}\n`,
  );
  for (const slice of slices(library, ref, total))
    for (const part of aroundGaps(slice, cut?.gaps ?? [])) {
      const text =
        part.kind === 'gap'
          ? `${safe(decoder.decode())}\n${labelGap(part.gap)}\n`
          : safe(decoder.decode(part.bytes, { stream: true }));
      if (!(await put(text))) return;
    }
  await put(`${safe(decoder.decode())}\n`);
}

async function writeRaw(library: Library, ref: StreamRef): Promise<void> {
  const { total } = library.readOutput(ref, 0, 1);
  for (const gap of library.outputCut(ref)?.gaps ?? [])
    process.stderr.write(`note: before byte ${gap.at} of what follows: ${labelGap(gap)}\n`);
  for (const { bytes } of slices(library, ref, total)) if (!(await put(bytes))) return;
}

function* slices(
  library: Library,
  ref: StreamRef,
  total: number,
): Generator<{ readonly from: number; readonly bytes: Uint8Array }> {
  for (let from = 0; from < total; from += SLICE)
    yield { from, bytes: library.readOutput(ref, from, SLICE).bytes };
}

export function eventsCommand(run: string, options: DataOption): Promise<number> {
  return withLibrary(options.data, async (library) => {
    const opened = mustOpen(library, run);
    for (const event of library.chain(run as RunId)) {
      if (!(await put(jsonLine(event)))) break;
    }
    return exitOfReading([opened]);
  });
}

export function verifyCommand(
  run: string | undefined,
  options: DataOption & { readonly code?: string },
): Promise<number> {
  if (run !== undefined && namesFile(run)) return verifyFile(run, options);
  return withLibrary(options.data, (library) => {
    const { code, json = false } = options;
    if (code !== undefined) return verifyCode(library, run ?? null, { code, json });
    const found = library.verifyLibrary(run as RunId | undefined);
    if (options.json) printJson({ ...found, findings: found.findings.map(printableFinding) });
    else if (found.ok)
      process.stdout.write(
        `ok: ${formatCount(found.events, 'event')} of ${formatCount(found.runs, 'run')} are whole and unchanged\n`,
      );
    else
      process.stdout.write(
        found.findings
          .map(
            (finding) =>
              `${finding.run ?? 'library'}${finding.seq === null ? '' : ` event ${finding.seq}`}: ${finding.code}: ${safe(describeFinding(finding))}\n`,
          )
          .join(''),
      );
    return found.ok ? EXIT.ok : EXIT.unverified;
  });
}
