import { userInfo } from 'node:os';
import type { Library } from '#adapters/sqlite/library.ts';
import type { Mode } from '#core/run/events.ts';
import type { LoadedRelease } from '#desk/loaded-release.ts';
import { beginRun } from '#desk/run-desk.ts';
import { createRunMaker } from '#desk/run-maker.ts';
import { type ConductOptions, conduct } from '../conduct.ts';
import { type PlaceOptions, readPlaces } from '../options.ts';
import { loadReleaseFile, type ReleaseFile } from '../release-file.ts';
import { withLibrary } from '../session.ts';
import { choiceOf, type PlanOptions } from './plan.ts';

export interface RunOptions extends Omit<PlanOptions, 'json'>, PlaceOptions, ConductOptions {
  readonly data?: string;
  readonly mode: Mode;
  readonly operator?: string;
  readonly force?: boolean;
}

/** Runs a plan of a release file and stays until it ends or waits. */
export async function runCommand(path: string, options: RunOptions): Promise<number> {
  const { file, loaded } = await loadReleaseFile(path);
  const operator = options.operator ?? userInfo().username;
  const places = readPlaces(options);
  const wish = { ...choiceOf(options), mode: options.mode, operator, force: options.force ?? false };
  return withLibrary(options.data, async (library) => {
    keepRelease(library, file, loaded);
    const { maker, transport } = createRunMaker(library, file.folder, places);
    try {
      return await conduct({
        library,
        operator,
        options,
        begin: (listener) => beginRun({ maker, loaded, listener }, wish),
      });
    } finally {
      await transport.close();
    }
  });
}

/** The release gets a place in the library; a text that is being worked on there is left alone. */
function keepRelease(library: Library, file: ReleaseFile, { release, text }: LoadedRelease): void {
  const { id, name, version } = release.info;
  if (!library.getRelease(id)) library.createRelease({ id, name, version, text, folder: file.folder });
}
