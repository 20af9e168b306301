/** Looking back: runs, their state, their output, their events, and whether the evidence is whole. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { RunId } from '#core/run/events.ts';
import { allUnits, type RunState, unitKey } from '#core/run/state.ts';
import { runJson, runStateName } from '#core/run/view.ts';
import { type OpenedRun, openRun } from '#desk/run-desk.ts';
import { listRuns } from '#desk/run-list.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { withLibrary } from '../session.ts';
import { printJson, safe, table } from '../terminal.ts';

interface DataOption {
  readonly data?: string;
  readonly json?: boolean;
}

export function runsCommand(options: DataOption & { readonly release?: string }): Promise<number> {
  return withLibrary(options.data, (library) => {
    const runs = listRuns(library, options.release ?? null);
    if (options.json) printJson(runs);
    else if (runs.length === 0)
      process.stdout.write('No runs yet. Start one with: holdpoint run FILE --env ENVIRONMENT\n');
    else
      process.stdout.write(
        table(
          runs.map((run) => [
            run.run,
            run.state,
            run.startedAt.slice(0, 16).replace('T', ' '),
            `${safe(run.releaseName)} ${safe(run.version)}`,
            `${run.plan} on ${safe(run.environment)}${run.mode === 'live' ? '' : ` (${run.mode})`}${run.undoes ? `, backs out ${run.undoes}` : ''}`,
          ]),
        ),
      );
    return EXIT.ok;
  });
}

export function showCommand(run: string, options: DataOption): Promise<number> {
  return withLibrary(options.data, (library) => {
    const { state, held, head } = mustOpen(library, run);
    if (options.json) printJson(runJson(state, held, head));
    else process.stdout.write(describe(state, held, head));
    return EXIT.ok;
  });
}

function describe(state: RunState, held: boolean, head: string): string {
  const { header } = state;
  const rows = [...allUnits(state)].map((unit) => [
    `  ${unit.ref.step}`,
    unit.ref.host ?? '',
    unit.state,
    unit.attempts.length > 1 ? `attempt ${unit.attempts.length}` : '',
    safe(unit.reason ?? ''),
  ]);
  const decisions = state.decisions.map(
    (decision) =>
      `  ${decision.at.slice(11, 19)} ${safe(decision.by)}: ${decision.text}${decision.note ? ` (${safe(decision.note)})` : ''}\n`,
  );
  return [
    `${header.run}: ${runStateName(state, held)}${state.outcomeReason ? ` (${safe(state.outcomeReason)})` : ''}\n`,
    `${safe(header.releaseName)} ${safe(header.version)}, ${header.plan} on ${safe(header.environment)}, ${header.mode}, by ${safe(header.operator)}\n`,
    header.undoes ? `backs out ${header.undoes}\n` : '',
    `head ${head}\n`,
    table(rows),
    decisions.length > 0 ? `decisions\n${decisions.join('')}` : '',
  ].join('');
}

export function mustOpen(library: Library, run: string): OpenedRun {
  const opened = openRun(library, run as RunId);
  if (!opened)
    throw new CliFailure('not-found', `There is no run ${run} in this library; holdpoint runs lists them`);
  return opened;
}

export interface LogOptions extends DataOption {
  readonly step?: string;
  readonly host?: string;
  readonly attempt?: string;
  readonly raw?: boolean;
  readonly stderr?: boolean;
}

/** Bytes read from the library at once. */
const SLICE = 256 * 1024;

export function logCommand(run: string, options: LogOptions): Promise<number> {
  return withLibrary(options.data, async (library) => {
    const { state } = mustOpen(library, run);
    const units = [...allUnits(state)].filter(
      (unit) =>
        (options.step === undefined || unit.ref.step === options.step) &&
        (options.host === undefined || unit.ref.host === options.host),
    );
    if (units.length === 0)
      throw new CliFailure('not-found', `${run} has no unit ${options.step ?? '*'}@${options.host ?? '*'}`);
    if (options.raw && units.length > 1)
      throw new CliFailure('usage', '--raw needs one unit: give --step and --host');
    for (const { ref, attempts } of units) {
      const attempt = options.attempt === undefined ? attempts.length : Number(options.attempt);
      for (const stream of options.raw
        ? ([options.stderr ? 'stderr' : 'stdout'] as const)
        : (['stdout', 'stderr'] as const)) {
        await writeOutput(library, { run: run as RunId, ...ref, attempt, stream }, options.raw ?? false);
      }
    }
    return EXIT.ok;
  });
}

type StreamRef = Parameters<Library['readOutput']>[0];

async function writeOutput(library: Library, ref: StreamRef, raw: boolean): Promise<void> {
  const decoder = new TextDecoder();
  const { total } = library.readOutput(ref, 0, 1);
  if (!raw && total > 0)
    process.stdout.write(
      `--- ${unitKey({ step: ref.step as never, host: ref.host as never })} ${ref.stream}, ${total} bytes\n`,
    );
  for (let from = 0; from < total; from += SLICE) {
    const { bytes } = library.readOutput(ref, from, SLICE);
    await drained(raw ? bytes : safe(decoder.decode(bytes, { stream: true })));
  }
  if (!raw && total > 0) process.stdout.write(`${safe(decoder.decode())}\n`);
}

function drained(chunk: Uint8Array | string): Promise<void> {
  return new Promise((resolve, reject) =>
    process.stdout.write(chunk, (error) => (error ? reject(error) : resolve())),
  );
}

export function eventsCommand(run: string, options: DataOption): Promise<number> {
  return withLibrary(options.data, (library) => {
    mustOpen(library, run);
    for (const event of library.chain(run as RunId)) process.stdout.write(`${JSON.stringify(event)}\n`);
    return EXIT.ok;
  });
}

export function verifyCommand(run: string | undefined, options: DataOption): Promise<number> {
  return withLibrary(options.data, (library) => {
    const found = library.verifyLibrary(run as RunId | undefined);
    if (options.json) printJson(found);
    else if (found.ok)
      process.stdout.write(`ok: ${found.events} events of ${found.runs} runs are whole and unchanged\n`);
    else
      process.stdout.write(
        found.findings
          .map(
            (finding) =>
              `${finding.run ?? 'library'}${finding.seq === null ? '' : ` event ${finding.seq}`}: ${finding.code}: ${finding.message}\n`,
          )
          .join(''),
      );
    return found.ok ? EXIT.ok : EXIT.unverified;
  });
}
