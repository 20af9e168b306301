/** A run that a command reads or builds on. Whether its log verifies is said before anything of it is. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { RunId } from '#core/run/events.ts';
import { withFindings } from '#core/run/evidence.ts';
import { describeUnsound } from '#core/words/library/describe-evidence.ts';
import type { Failure } from '#engine/ports.ts';
import { backoutFindings } from '#operations/deployment-runs.ts';
import { type OpenedRun, openRun, openSoundRun, whyNotOpened } from '#operations/start-run.ts';
import { CliFailure, EXIT } from './failure.ts';
import { safe } from './terminal.ts';

/** For whoever only shows it: a log that does not verify is told of on stderr, and shown. */
export function mustOpen(library: Library, run: string): OpenedRun {
  return toldOf(open(library, run));
}

/** The same, for whoever also shows how far it is backed out. */
export function mustOpenWithBackouts(library: Library, run: string): OpenedRun {
  const opened = open(library, run);
  const findings = backoutFindings(library, opened.state.header);
  return toldOf({ ...opened, evidence: withFindings(opened.evidence, findings) });
}

function open(library: Library, run: string): OpenedRun {
  const opened = openRun(library, run as RunId);
  if (!opened) throw failureOf(whyNotOpened(library, run as RunId));
  return opened;
}

function toldOf(opened: OpenedRun): OpenedRun {
  const unsound = describeUnsound(opened.state.header.run, opened.evidence);
  if (unsound !== null) process.stderr.write(`warning: ${safe(unsound)}\n`);
  return opened;
}

/** For whoever runs, ends or undoes something by it: a log that does not verify is refused. */
export function mustOpenSound(library: Library, run: string): OpenedRun {
  const opened = openSoundRun(library, run as RunId);
  if (opened.ok) return opened.value;
  throw failureOf(opened.error);
}

/** The exit code of a command that showed these runs; `otherwise` where all of them verify. */
export function exitOfReading(opened: readonly OpenedRun[], otherwise: number = EXIT.ok): number {
  return opened.every(({ evidence }) => evidence.ok) ? otherwise : EXIT.unverified;
}

export function failureOf({ code, message }: Failure): CliFailure {
  return new CliFailure(code, code === 'not-found' ? `${message}; holdpoint runs lists them` : message);
}
