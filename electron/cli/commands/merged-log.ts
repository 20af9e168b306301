/** The output of all hosts of a run or a step as one. */
import type { RunId } from '#core/run/events.ts';
import { mergedWhole, writeMergedLine } from '#operations/merged-output.ts';
import { CliFailure } from '../failure.ts';
import { exitOfReading, mustOpen } from '../opened-run.ts';
import { withLibrary } from '../session.ts';
import { put } from '../terminal.ts';

interface MergedOptions {
  readonly data?: string;
  readonly step?: string;
  readonly host?: string;
  readonly attempt?: string;
  readonly raw?: boolean;
  readonly times?: boolean;
}

/** Each line with host, step and, with `--times`, when it was stored. */
export function mergedLogCommand(name: string, options: MergedOptions): Promise<number> {
  const { step = null, host, attempt, raw, times = false } = options;
  if (host !== undefined || attempt !== undefined || raw)
    throw new CliFailure(
      'usage',
      '--merged is of all hosts and attempts; with it, give only --step and --times',
    );
  return withLibrary(options.data, async (library) => {
    const opened = mustOpen(library, name);
    if (step !== null && !opened.state.plan.steps.some(({ id }) => id === step))
      throw new CliFailure('not-found', `${name} has no step ${step}`);
    for (const lines of mergedWhole({ library, run: name as RunId, step }))
      if (!(await put(lines.map((line) => writeMergedLine(line, times)).join('')))) break;
    return exitOfReading([opened]);
  });
}
