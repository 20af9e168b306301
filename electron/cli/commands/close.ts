/** Closes a run that is at its end; what is still open of it is asked about, one by one. */
import type { Library } from '#adapters/sqlite/library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { standingOf } from '#core/library/release-standing.ts';
import { keyOfPoint, pointsToSettle } from '#core/run/close-out.ts';
import type { OpenPoint } from '#core/run/closing.ts';
import type { RunId } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import { describeStanding } from '#core/words/release/describe-standing.ts';
import { commandForPoint, describeOpenPoints, describePoint } from '#core/words/run/describe-close-out.ts';
import { closeOutFacts, closeRun } from '#operations/close-run.ts';
import { createReader } from '#operations/release-reader.ts';
import { listRuns } from '#operations/run-list.ts';
import { askLine, isAtTerminal } from '../ask.ts';
import { closingLines, pointLines } from '../close-out-words.ts';
import { CliFailure, EXIT, refusalOf } from '../failure.ts';
import { mustOpenSound } from '../opened-run.ts';
import { chooseOperator } from '../operator.ts';
import { describeOpenRun } from '../run-words.ts';
import { withLibrary } from '../session.ts';
import { printJson, safe } from '../terminal.ts';

export interface CloseOptions {
  readonly data?: string;
  readonly accept?: readonly string[];
  readonly list?: boolean;
  readonly note?: string;
  readonly operator?: string;
  readonly json?: boolean;
}

export function closeCommand(run: string, options: CloseOptions): Promise<number> {
  const given = readReasons(options.accept ?? []);
  return withLibrary(options.data, async (library) => {
    const opened = mustOpenSound(library, run);
    const { state } = opened;
    const of = { library, clock: createClock(), run: run as RunId, reader: createReader(sha256) };
    const points = pointsToSettle(state, await closeOutFacts(of, state));
    if (state.outcome === null && !options.json) process.stdout.write(describeOpenRun(opened));
    if (options.list) return tell({ library, state, points }, options, EXIT.ok);
    const isAsked = isAtTerminal() && !options.json && state.outcome !== null;
    const because = isAsked ? await askForReasons(state, points, given) : given;
    const left = points.filter((point) => !because.has(keyOfPoint(point)));
    if (left.length > 0 && because.size === 0) return tell({ library, state, points }, options, EXIT.waiting);
    const by = await chooseOperator(state.header.people ?? [], options.operator);
    const refusal = await closeRun(of, { by, note: options.note ?? null, because });
    if (refusal !== null) throw refusalOf(refusal, left.length > 0 ? EXIT.waiting : undefined);
    return tell({ library, state: mustOpenSound(library, run).state, points: [] }, options, EXIT.ok);
  });
}

function readReasons(given: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    given.map((text) => {
      const at = text.indexOf('=');
      const [key, reason] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
      if (at < 1 || reason === '')
        throw new CliFailure(
          'usage',
          `--accept takes KEY=REASON, such as defect:2="CR-7 mends it", not "${text}"; holdpoint close RUN --list names the keys`,
        );
      return [key, reason];
    }),
  );
}

/** One by one; what is left without a reason leaves the run as it is. */
async function askForReasons(
  { header }: RunState,
  points: readonly OpenPoint[],
  given: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const because = new Map(given);
  for (const point of points) {
    const key = keyOfPoint(point);
    if (because.has(key)) continue;
    process.stderr.write(`\n${pointLines(point, header)}`);
    const reason = (await askLine('Why the run is closed all the same (empty: leave it open): ')).trim();
    if (reason !== '') because.set(key, reason);
  }
  return because;
}

interface Told {
  readonly library: Library;
  readonly state: RunState;
  readonly points: readonly OpenPoint[];
}

function tell({ library, state, points }: Told, { json }: CloseOptions, exit: number): number {
  const { closed, header } = state;
  const standing = standingOf(listRuns(library, header.releaseId), header.version);
  if (json) {
    const open = points.map((point) => ({
      key: keyOfPoint(point),
      says: describePoint(point),
      command: commandForPoint(point, header),
    }));
    printJson({ run: header.run, closed, open, standing });
    return exit;
  }
  const said = closed === null ? '' : closingLines(closed);
  const open =
    state.outcome === null
      ? ''
      : `${describeOpenPoints(points.length, closed !== null)}\n${points.map((point) => pointLines(point, header)).join('')}`;
  const stands =
    standing === null
      ? ''
      : `${safe(header.releaseName)} ${safe(header.version)}: ${safe(describeStanding(standing))}\n`;
  process.stdout.write(`${said}${open}${stands}`);
  return exit;
}
