import { userInfo } from 'node:os';
import type { Library } from '#adapters/sqlite/library.ts';
import { showUndo } from '#core/plan/show.ts';
import { renderDuration } from '#core/release/duration.ts';
import { type Backout, backoutJson } from '#core/run/backout.ts';
import type { RunId } from '#core/run/events.ts';
import { unitKey } from '#core/run/state.ts';
import { beginBackout, planBackout } from '#desk/backout-desk.ts';
import { createRunMaker } from '#desk/run-maker.ts';
import { confirmAtTerminal, isAtTerminal } from '../ask.ts';
import { type ConductOptions, conduct } from '../conduct.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { type PlaceOptions, readPlaces } from '../options.ts';
import { withLibrary } from '../session.ts';
import { printJson, safe } from '../terminal.ts';

export interface BackoutOptions extends PlaceOptions, ConductOptions {
  readonly data?: string;
  readonly dryRun?: boolean;
  readonly limit?: string;
  readonly operator?: string;
}

/** Undoes what a run did, newest first; or shows it. */
export function backoutCommand(name: string, options: BackoutOptions): Promise<number> {
  const run = name as RunId;
  const wish = { limit: options.limit ?? null, struck: new Map<string, string>() };
  return withLibrary(options.data, async (library) => {
    const planned = planBackout(library, run, wish);
    if (!planned.ok) throw new CliFailure(planned.error.code, planned.error.message);
    const { backout, opened } = planned.value;
    if (options.dryRun) return showBackout(backout, options.json ?? false);
    await seeWhatStays(backout, options);
    const operator = options.operator ?? userInfo().username;
    const { maker, transport } = createRunMaker(
      library,
      folderOf(library, opened.state.header.releaseId),
      readPlaces(options),
    );
    try {
      return await conduct({
        library,
        operator,
        options,
        begin: (listener) => beginBackout({ maker, run, listener }, { ...wish, operator }),
      });
    } finally {
      await transport.close();
    }
  });
}

/** Says what cannot be undone; a person at a terminal has to agree, a script has decided already. */
async function seeWhatStays(backout: Backout, { json, jsonl }: BackoutOptions): Promise<void> {
  const isForPrograms = json || jsonl;
  const out = isForPrograms ? process.stderr : process.stdout;
  if (!isForPrograms || isAtTerminal()) out.write(describeNotUndone(backout));
  const count = backout.notUndone.length;
  if (count === 0 || backout.units.length === 0 || !isAtTerminal()) return;
  const question = `${count === 1 ? '1 unit' : `${count} units`} cannot be undone; go on? [y/n] `;
  if (!(await confirmAtTerminal(question)))
    throw new CliFailure('declined', 'nothing was begun', EXIT.failed);
}

function folderOf(library: Library, release: string): string {
  return library.getRelease(release)?.folder ?? process.cwd();
}

function showBackout(backout: Backout, json: boolean): number {
  if (json) printJson(backoutJson(backout, showUndo));
  else process.stdout.write(describe(backout) + describeNotUndone(backout));
  return EXIT.ok;
}

function describe({ units, estimate }: Backout): string {
  if (units.length === 0) return 'Nothing that ran has an undo.\n';
  const lines = units.map(
    (line) =>
      `${unitKey(line)}  ${safe(showUndo(line.undo)).trimEnd().replaceAll('\n', '\n    ')}\n    ${line.because}`,
  );
  const left = estimate.unestimated === 0 ? '' : `, and ${estimate.unestimated} without an estimate`;
  return `Would be undone, in this order (about ${renderDuration(estimate.ms)}${left}):\n${lines.join('\n')}\n`;
}

function describeNotUndone({ notUndone }: Backout): string {
  if (notUndone.length === 0) return '';
  return `Ran and cannot be undone:\n${notUndone.map((line) => `${unitKey(line)}  ${safe(line.because)}`).join('\n')}\n`;
}
