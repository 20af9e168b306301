import { parseRelease } from '#core/release/parse-release.ts';
import type { RunId } from '#core/run/events.ts';
import { createRunSetup } from '#operations/run-setup.ts';
import { resumeOpenRun } from '#operations/start-run.ts';
import { type ConductOptions, conduct } from '../conduct.ts';
import { mustOpenSound } from '../opened-run.ts';
import { chooseOperator } from '../operator.ts';
import { type PlaceOptions, readPlaces } from '../options.ts';
import { type LossOptions, seeToLosses } from '../read-losses.ts';
import { withLibrary } from '../session.ts';

export interface ResumeOptions extends PlaceOptions, ConductOptions, LossOptions {
  readonly data?: string;
  readonly operator?: string;
}

/** Resumes a run that waits or was interrupted, and stays until it ends or waits. */
export function resumeCommand(run: string, options: ResumeOptions): Promise<number> {
  return withLibrary(options.data, async (library) => {
    const { header, plan, stepByStep } = mustOpenSound(library, run).state;
    const { releaseId, revision, people = [] } = header;
    const text = library.revisionText(revision);
    const places = readPlaces(options, text);
    const operator = await chooseOperator(people, options.operator);
    await seeToLosses(library, run, { ...options, operator });
    const folder = library.getRelease(releaseId)?.folder ?? process.cwd();
    const { setup, transport } = createRunSetup(library, folder, places);
    try {
      return await conduct({
        library,
        operator,
        options,
        asked: () => ({ plan, release: parseRelease(text ?? '').release, stepByStep }),
        begin: async (listener) => resumeOpenRun({ setup, run: run as RunId, listener }, operator),
      });
    } finally {
      await transport.close();
    }
  });
}
